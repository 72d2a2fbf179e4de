"""log-batch and log-model: together or not at all, limits, wrong types."""

import json

from calls import get, post

NONE = "0" * 32


def batch(title, **body):
    return post(title, "runs/log-batch", {"run_id": "$r", **body})


def metric(**more):
    return {"key": "m", "value": 1, "timestamp": 1, "step": 0, **more}


def pairs(count, key="k"):
    return [{"key": f"{key}{i}", "value": "v"} for i in range(count)]


MODEL = {"artifact_path": "model", "flavors": {"python_function": {}}, "utc_time_created": "2024-01-01", "run_id": "$r"}

CALLS = [
    post("an experiment", "experiments/create", {"name": "$u-batches"}, keep={"e": "experiment_id"}),
    post("a run", "runs/create", {"experiment_id": "$e", "run_name": "r"}, keep={"r": "run.info.run_id"}),
    post("a run for odd types", "runs/create", {"experiment_id": "$e", "run_name": "odd"}, keep={"odd": "run.info.run_id"}),
    batch("of all kinds", metrics=[metric(), metric(step=1, value=2)], params=[{"key": "p", "value": "1"}], tags=[{"key": "t", "value": "x"}]),
    get("what it wrote", "runs/get", {"run_id": "$r"}),
    batch("empty"),
    batch("of empty lists", metrics=[], params=[], tags=[]),
    batch("with a param twice", params=[{"key": "q", "value": "1"}, {"key": "q", "value": "1"}]),
    batch("with a param twice with other values", params=[{"key": "q", "value": "1"}, {"key": "q", "value": "2"}]),
    batch("that changes a param", params=[{"key": "p", "value": "2"}], metrics=[metric(key="not-written")], tags=[{"key": "not-written", "value": "1"}]),
    batch("that repeats a param", params=[{"key": "p", "value": "1"}]),
    batch("with a tag twice", tags=[{"key": "tt", "value": "1"}, {"key": "tt", "value": "2"}]),
    batch("with a point twice", metrics=[metric(key="twice"), metric(key="twice")]),
    get("history of the point", "metrics/get-history", {"run_id": "$r", "metric_key": "twice"}),
    batch("with a bad metric key", metrics=[metric(key="bad!")]),
    batch("with a bad param key", params=[{"key": "bad!", "value": "1"}]),
    batch("with a bad tag key", tags=[{"key": "bad!", "value": "1"}]),
    batch("with the second key bad", metrics=[metric(), metric(key="bad!")]),
    batch("with a long metric key", metrics=[metric(key="k" * 251)]),
    batch("with a long param key", params=[{"key": "k" * 251, "value": "1"}]),
    batch("with a long tag key", tags=[{"key": "k" * 251, "value": "1"}]),
    batch("with a long param", params=[{"key": "long", "value": "v" * 6001}]),
    batch("with a long tag", tags=[{"key": "long", "value": "v" * 8001}]),
    get("what was cut", "runs/get", {"run_id": "$r"}),
    batch("with a metric without a key", metrics=[{"value": 1, "timestamp": 1}]),
    batch("with a metric without a value", metrics=[{"key": "m", "timestamp": 1}]),
    batch("with a metric without a timestamp", metrics=[{"key": "m", "value": 1}]),
    batch("with a metric without a step", metrics=[{"key": "nostep", "value": 1, "timestamp": 1}]),
    batch("with the second metric incomplete", metrics=[metric(), {"key": "m"}]),
    batch("with a metric's key null", metrics=[metric(key=None)]),
    batch("with a word as value", run_id="$odd", metrics=[metric(key="word", value="abc")]),
    batch("with a NaN", metrics=[metric(key="nan", value="NaN")]),
    batch("with an infinity", metrics=[metric(key="inf", value="Infinity")]),
    batch("with a null as value", run_id="$odd", metrics=[metric(key="null", value=None)]),
    batch("with a word as timestamp", run_id="$odd", metrics=[metric(key="wordy", timestamp="abc")]),
    batch("with a fraction as step", run_id="$odd", metrics=[metric(key="fraction", step=1.5)]),
    batch("with a list as value", run_id="$odd", metrics=[metric(key="list", value=[1])]),
    get("what odd values left alone", "runs/get", {"run_id": "$r"}),
    batch("with text as metrics", metrics="x"),
    batch("with an object as metrics", metrics={"key": "m"}),
    batch("with numbers as metrics", metrics=[1, 2]),
    batch("with null as metrics", metrics=None),
    batch("with text as params", params="x"),
    batch("with a param without a key", params=[{"value": "1"}]),
    batch("with a param without a value", params=[{"key": "novalue"}]),
    batch("with a param of a number", run_id="$odd", params=[{"key": "number", "value": 5}]),
    batch("with text as tags", tags="x"),
    batch("with a tag without a key", tags=[{"value": "1"}]),
    batch("with a tag without a value", tags=[{"key": "novalue"}]),
    batch("with a tag of a number", run_id="$odd", tags=[{"key": "number", "value": 5}]),
    batch("of 1000 metrics", metrics=[metric(key=f"m{i % 5}", step=i, timestamp=i) for i in range(1000)]),
    batch("of 1001 metrics", metrics=[metric(step=i) for i in range(1001)]),
    batch("of 100 params", params=pairs(100, "hp")),
    batch("of 101 params", params=pairs(101)),
    batch("of 100 tags", tags=pairs(100, "ht")),
    batch("of 101 tags", tags=pairs(101)),
    batch("of 1001 together", metrics=[metric(step=i) for i in range(900)], params=pairs(51), tags=pairs(50)),
    batch("of a run that is not there", run_id=NONE, tags=[{"key": "t", "value": "1"}]),
    batch("without a run", run_id=None, tags=[{"key": "t", "value": "1"}]),
    batch("with a number as run", run_id=5),
    batch("that renames", tags=[{"key": "mlflow.runName", "value": "batch-name"}]),
    get("the name by batch", "runs/get", {"run_id": "$r"}),
    post("log a model", "runs/log-model", {"run_id": "$r", "model_json": json.dumps(MODEL)}),
    post("log a second model", "runs/log-model", {"run_id": "$r", "model_json": json.dumps({**MODEL, "artifact_path": "other"})}),
    post("log a model without JSON", "runs/log-model", {"run_id": "$r"}),
    post("log a model of text", "runs/log-model", {"run_id": "$r", "model_json": "not json"}),
    post("log a model without its fields", "runs/log-model", {"run_id": "$r", "model_json": "{}"}),
    post("log a model of a list", "runs/log-model", {"run_id": "$r", "model_json": "[]"}),
    post("log a model without a run", "runs/log-model", {"model_json": "{}"}),
    post("log a model of a run that is not there", "runs/log-model", {"run_id": NONE, "model_json": json.dumps(MODEL)}),
    get("the models of the run", "runs/get", {"run_id": "$r"}),
    post("delete the run", "runs/delete", {"run_id": "$r"}),
    batch("to a deleted run", tags=[{"key": "t", "value": "1"}]),
    batch("of nothing to a deleted run"),
]  # fmt: skip
