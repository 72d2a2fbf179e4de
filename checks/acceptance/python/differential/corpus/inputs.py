"""Datasets and models as inputs and outputs of runs, and the search of datasets."""

from calls import get, post

NONE = "0" * 32
DATASETS = "/ajax-api/2.0/mlflow/experiments/search-datasets"


def dataset(name="d", digest="g1", tags=None, **more):
    fields = {"name": name, "digest": digest, "source_type": "local", "source": "/data", **more}
    return {"dataset": {k: v for k, v in fields.items() if v is not None}, "tags": tags or []}


def context(value):
    return [{"key": "mlflow.data.context", "value": value}]


def log(title, *datasets, **more):
    return post(title, "runs/log-inputs", {"run_id": "$r", "datasets": list(datasets), **more})


def odd(title, *datasets, **more):
    """In an experiment of its own, whose datasets nobody lists."""
    return log(title, *datasets, run_id="$odd", **more)


CALLS = [
    post("an experiment", "experiments/create", {"name": "$u-inputs"}, keep={"e": "experiment_id"}),
    post("a run", "runs/create", {"experiment_id": "$e", "run_name": "r"}, keep={"r": "run.info.run_id"}),
    post("another run", "runs/create", {"experiment_id": "$e", "run_name": "r2"}, keep={"r2": "run.info.run_id"}),
    post("an experiment for odd ones", "experiments/create", {"name": "$u-odd"}, keep={"e9": "experiment_id"}),
    post("a run for odd ones", "runs/create", {"experiment_id": "$e9", "run_name": "odd"}, keep={"odd": "run.info.run_id"}),
    log("one dataset", dataset(tags=context("train"), schema="{}", profile='{"rows": 1}')),
    get("the run with it", "runs/get", {"run_id": "$r"}),
    log("the same again with another tag", dataset(tags=context("eval"))),
    get("the run with it still", "runs/get", {"run_id": "$r"}),
    log("two more", dataset(name="d2", digest="g2"), dataset(name="d3", digest="g3", tags=[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}])),
    log("another digest of the first", dataset(digest="g9", tags=context("test"))),
    post("the first in the other run", "runs/log-inputs", {"run_id": "$r2", "datasets": [dataset(tags=context("train"), source="/elsewhere")]}),
    get("the other run", "runs/get", {"run_id": "$r2"}),
    log("nothing"),
    odd("no datasets", datasets=None),
    odd("text as datasets", datasets="x"),
    odd("a dataset without one", {}),
    odd("a dataset without a name", dataset(name=None)),
    odd("a dataset with an empty name", dataset(name="")),
    odd("a dataset without a digest", dataset(digest=None)),
    odd("a dataset without a source type", dataset(name="nst", source_type=None)),
    odd("a dataset without a source", dataset(name="ns", source=None)),
    log("a name of 500", dataset(name="n" * 500, digest="x")),
    log("a name of 501", dataset(name="n" * 501)),
    log("a digest of 36", dataset(name="dig", digest="g" * 36)),
    log("a digest of 37", dataset(name="dig", digest="g" * 37)),
    log("a source of 65536", dataset(name="src", source="s" * 65536)),
    log("a source of 65537", dataset(name="src", source="s" * 65537)),
    log("a long tag key", dataset(name="ltk", tags=[{"key": "k" * 256, "value": "v"}])),
    log("a long tag value", dataset(name="ltv", tags=[{"key": "k", "value": "v" * 501}])),
    odd("a tag without a key", dataset(name="tk", tags=[{"value": "v"}])),
    odd("a tag without a value", dataset(name="tv", tags=[{"key": "v"}])),
    post("without a run", "runs/log-inputs", {"datasets": [dataset()]}),
    post("of a run that is not there", "runs/log-inputs", {"run_id": NONE, "datasets": [dataset()]}),
    post("datasets of the experiment", DATASETS, {"experiment_ids": ["$e"]}),
    post("datasets of no experiment", DATASETS, {"experiment_ids": []}),
    post("datasets without experiments", DATASETS, {}),
    post("datasets of a text", DATASETS, {"experiment_ids": "x"}),
    post("datasets of an experiment that is not there", DATASETS, {"experiment_ids": ["123456789"]}),
    post("datasets of 21 experiments", DATASETS, {"experiment_ids": [str(900000 + i) for i in range(21)]}),
    post("datasets under /api", "experiments/search-datasets", {"experiment_ids": ["$e"]}),
    get("datasets by GET", DATASETS),
    post("a model", "logged-models", {"experiment_id": "$e", "name": "m", "source_run_id": "$r"}, keep={"m": "model.info.model_id"}),
    post("a second model", "logged-models", {"experiment_id": "$e", "name": "m2", "source_run_id": "$r"}, keep={"m2": "model.info.model_id"}),
    log("a model as input", models=[{"model_id": "$m"}]),
    log("a model as input again", models=[{"model_id": "$m"}]),
    odd("a model that is not there as input", models=[{"model_id": "m-" + NONE}]),
    odd("a model without an id as input", models=[{}]),
    post("a model as output", "runs/outputs", {"run_id": "$r", "models": [{"model_id": "$m2", "step": 3}]}),
    post("a model as output again", "runs/outputs", {"run_id": "$r", "models": [{"model_id": "$m2", "step": 3}]}),
    post("a model as output without a step", "runs/outputs", {"run_id": "$r2", "models": [{"model_id": "$m2"}]}),
    post("a model that is not there as output", "runs/outputs", {"run_id": "$odd", "models": [{"model_id": "m-" + NONE, "step": 0}]}),
    post("no models as output", "runs/outputs", {"run_id": "$r", "models": []}),
    post("outputs without models", "runs/outputs", {"run_id": "$r"}),
    post("outputs of text", "runs/outputs", {"run_id": "$r", "models": "x"}),
    post("outputs without a run", "runs/outputs", {"models": [{"model_id": "$m2", "step": 0}]}),
    post("outputs of a run that is not there", "runs/outputs", {"run_id": NONE, "models": [{"model_id": "$m2", "step": 0}]}),
    get("the run with models", "runs/get", {"run_id": "$r"}),
    post("the run in a search", "runs/search", {"experiment_ids": ["$e"], "filter": "run_name = 'r'"}),
    post("delete the run", "runs/delete", {"run_id": "$r"}),
    log("inputs of a deleted run", dataset()),
    post("datasets without the deleted run's", DATASETS, {"experiment_ids": ["$e"]}),
]  # fmt: skip
