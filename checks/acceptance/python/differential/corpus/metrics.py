"""Metrics: single points, their history, samples of it."""

from calls import get, post

BULK = "/ajax-api/2.0/mlflow/metrics/get-history-bulk"
INTERVAL = "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval"
NONE = "0" * 32


def log(title, **body):
    return post(title, "runs/log-metric", {"run_id": "$r", "timestamp": 10, **body})


POINTS = [(0.5, 1, 0), (0.25, 2, 1), (0.75, 3, 2), (0.75, 3, 2), (0.1, 5, 1), ("NaN", 6, 3), (2, 6, 3), (-1, 0, -5)]

CALLS = [
    post("an experiment", "experiments/create", {"name": "$u-metrics"}, keep={"e": "experiment_id"}),
    post("a run", "runs/create", {"experiment_id": "$e", "run_name": "r"}, keep={"r": "run.info.run_id"}),
    post("another run", "runs/create", {"experiment_id": "$e", "run_name": "r2"}, keep={"r2": "run.info.run_id"}),
    *[log(f"point {i}", key="m", value=v, timestamp=t, step=s) for i, (v, t, s) in enumerate(POINTS)],
    get("latest", "runs/get", {"run_id": "$r"}),
    get("history", "metrics/get-history", {"run_id": "$r", "metric_key": "m"}),
    *[log(f"value {v!r}", key="v", value=v, step=i) for i, v in enumerate(["1.5", "NaN", "Infinity", "-Infinity", 1e308, 5e-324, -0.0, True])],
    *[log(f"value {v!r}", key=f"odd{i}", value=v) for i, v in enumerate(["inf", "nan", "abc", None, [1], {}, "", "1e400"])],
    get("history of odd values", "metrics/get-history", {"run_id": "$r", "metric_key": "v"}),
    get("latest of odd values", "runs/get", {"run_id": "$r"}),
    *[log(f"step {s!r}", key="s", value=1, step=s) for s in [0, -1, "3", 1.5, 1.0, 2**63 - 1, 2**63, -(2**63), "x", None, True]],
    get("history of odd steps", "metrics/get-history", {"run_id": "$r", "metric_key": "s"}),
    *[log(f"timestamp {t!r}", key="t", value=1, timestamp=t) for t in [0, -5, "17", "x", None, ""]],
    *[log(f"timestamp {t!r}", key="odd", value=1, timestamp=t) for t in [1.5, 2**63]],
    get("history of odd timestamps", "metrics/get-history", {"run_id": "$r", "metric_key": "t"}),
    log("without a key", value=1),
    log("without a value", key="k"),
    log("with a number as key", key=1, value=1),
    post("without a timestamp", "runs/log-metric", {"run_id": "$r", "key": "k", "value": 1}),
    post("without a run", "runs/log-metric", {"key": "k", "value": 1, "timestamp": 1}),
    post("by run_uuid", "runs/log-metric", {"run_uuid": "$r2", "key": "m", "value": 3, "timestamp": 1, "step": 4}),
    post("of a run that is not there", "runs/log-metric", {"run_id": NONE, "key": "k", "value": 1, "timestamp": 1}),
    *[log(f"key {k[:20]!r} of {len(k)}", key=k, value=1) for k in ["a/b", "k" * 250, "k" * 251, "a//b", "../x", "bad!", "ü", "a:b", "."]],
    log("with a model that is not there", key="mm", value=1, model_id="m-" + NONE),
    log("with a dataset", key="md", value=1, dataset_name="d", dataset_digest="g"),
    get("history with a dataset", "metrics/get-history", {"run_id": "$r", "metric_key": "md"}),
    get("history of a metric that is not there", "metrics/get-history", {"run_id": "$r", "metric_key": "nosuch"}),
    get("history of a run that is not there", "metrics/get-history", {"run_id": NONE, "metric_key": "m"}),
    get("history without a run", "metrics/get-history", {"metric_key": "m"}),
    get("history without a metric", "metrics/get-history", {"run_id": "$r"}),
    get("history by run_uuid", "metrics/get-history", {"run_uuid": "$r2", "metric_key": "m"}),
    get("history, first page", "metrics/get-history", {"run_id": "$r", "metric_key": "m", "max_results": 3}, keep={"next": "next_page_token"}),
    get("history, second page", "metrics/get-history", {"run_id": "$r", "metric_key": "m", "max_results": 3, "page_token": "$next"}),
    get("history, a page just full", "metrics/get-history", {"run_id": "$r2", "metric_key": "m", "max_results": 1}),
    *[get(f"history, max_results {m}", "metrics/get-history", {"run_id": "$r2", "metric_key": "m", "max_results": m}) for m in [0, -1, 25000, 25001, "x"]],
    get("history, a token of nobody", "metrics/get-history", {"run_id": "$r", "metric_key": "m", "max_results": 3, "page_token": "!!"}),
    get("bulk", BULK, {"run_id": ["$r"], "metric_key": "m"}),
    get("bulk, limited", BULK, {"run_id": ["$r"], "metric_key": "m", "max_results": 4}),
    get("bulk, of nothing", BULK, {"metric_key": "m"}),
    get("bulk, without a metric", BULK, {"run_id": "$r"}),
    get("bulk, of a run that is not there", BULK, {"run_id": [NONE, "$r2"], "metric_key": "m"}),
    get("bulk, of 101 runs", BULK, {"run_id": [f"{i:032x}" for i in range(101)], "metric_key": "m"}),
    get("bulk, limited by a word", BULK, {"run_id": "$r", "metric_key": "m", "max_results": "x"}),
    get("bulk, limited to 0", BULK, {"run_id": "$r", "metric_key": "m", "max_results": 0}),
    get("bulk under /api", "metrics/get-history-bulk", {"run_id": "$r", "metric_key": "m"}),
    get("interval", INTERVAL, {"run_ids": ["$r", "$r2"], "metric_key": "m", "max_results": 320}),
    get("interval under /api", "metrics/get-history-bulk-interval", {"run_ids": ["$r", "$r2"], "metric_key": "m", "max_results": 320}),
    get("interval without a limit", INTERVAL, {"run_ids": ["$r"], "metric_key": "m"}),
    get("interval of steps", INTERVAL, {"run_ids": ["$r", "$r2"], "metric_key": "m", "max_results": 10, "start_step": 1, "end_step": 2}),
    get("interval with the end only", INTERVAL, {"run_ids": "$r", "metric_key": "m", "max_results": 10, "end_step": 2}),
    get("interval with the start only", INTERVAL, {"run_ids": "$r", "metric_key": "m", "max_results": 10, "start_step": 2}),
    get("interval the wrong way round", INTERVAL, {"run_ids": "$r", "metric_key": "m", "max_results": 10, "start_step": 3, "end_step": 2}),
    get("interval with a word as step", INTERVAL, {"run_ids": "$r", "metric_key": "m", "max_results": 10, "start_step": "x", "end_step": 2}),
    *[get(f"interval, max_results {m}", INTERVAL, {"run_ids": "$r", "metric_key": "m", "max_results": m}) for m in [0, -1, 1, 2, 2500, 2501, "x"]],
    get("interval of no run", INTERVAL, {"metric_key": "m", "max_results": 10}),
    get("interval without a metric", INTERVAL, {"run_ids": "$r", "max_results": 10}),
    get("interval of a run that is not there", INTERVAL, {"run_ids": [NONE], "metric_key": "m", "max_results": 10}),
    get("interval of 101 runs", INTERVAL, {"run_ids": [f"{i:032x}" for i in range(101)], "metric_key": "m", "max_results": 10}),
    post("twenty points", "runs/log-batch", {"run_id": "$r2", "metrics": [{"key": "many", "value": i, "timestamp": i, "step": i} for i in range(20)]}),
    *[get(f"interval, {n} of twenty", INTERVAL, {"run_ids": "$r2", "metric_key": "many", "max_results": n}) for n in [3, 7, 19, 20]],
    get("interval, 3 of ten of twenty", INTERVAL, {"run_ids": "$r2", "metric_key": "many", "max_results": 3, "start_step": 5, "end_step": 14}),
]  # fmt: skip
