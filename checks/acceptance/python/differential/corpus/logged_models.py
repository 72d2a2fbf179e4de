"""Logged models: create, finish, tags, params, metrics, search."""

from calls import delete, get, patch, post

NONE = "m-" + "0" * 32
FILTERS = [
    "", "name = 'one'", "name != 'one'", "name LIKE 'o%'", "name ILIKE 'O%'", "name IN ('one', 'two')", "attributes.name = 'one'", "attribute.name = 'one'", "model_type = 'agent'", "status = 'READY'", "status = 'PENDING'", "status = 2",
    "model_id = '$one'", "source_run_id = '$r'", "creation_timestamp > 0", "last_updated_timestamp > 0", "params.a = '1'", "params.a != '1'", "params.a LIKE '1%'", "tags.t = 'x'", "tags.t != 'x'", "tags.`t` ILIKE 'X'", "metrics.acc > 0.5", "metrics.acc < 0.5",
    "metrics.acc = 'x'", "metric.acc > 0.5", "param.a = '1'", "tag.t = 'x'", "nosuch = 'x'", "name > 'a'", "name = one", "name = 'one' OR name = 'two'", "(name = 'one')", "name = 'one' AND params.a = '1'", "experiment_id = '$e'", "params.a IS NULL", "metrics.acc LIKE 'x'",
]  # fmt: skip
ORDERS = [
    [{"field_name": "name"}], [{"field_name": "name", "ascending": False}], [{"field_name": "creation_timestamp", "ascending": True}], [{"field_name": "creation_time"}], [{"field_name": "metrics.acc"}], [{"field_name": "metrics.acc", "ascending": False}],
    [{"field_name": "metrics.acc", "dataset_name": "d", "dataset_digest": "g"}], [{"field_name": "metrics.acc", "dataset_digest": "g"}], [{"field_name": "params.a"}], [{"field_name": "tags.t"}], [{"field_name": "nosuch"}], [{"field_name": "name"}, {"field_name": "model_id"}],
    [{"field_name": "name"}, {"field_name": "name"}], [{}], "name", [{"ascending": True}], [{"field_name": "status"}], [{"field_name": "last_updated_timestamp"}], [{"field_name": "model_type"}], [{"field_name": "source_run_id"}], [{"field_name": "experiment_id"}],
]  # fmt: skip


def create(title, keep=None, **body):
    return post(title, "logged-models", {"experiment_id": "$e", **body}, keep={keep: "model.info.model_id"} if keep else None)


def search(title, **body):
    return post(title, "logged-models/search", {"experiment_ids": ["$e"], **body})


def pairs(**values):
    return [{"key": k, "value": v} for k, v in values.items()]


CALLS = [
    post("an experiment", "experiments/create", {"name": "$u-models"}, keep={"e": "experiment_id"}),
    post("an experiment for odd ones", "experiments/create", {"name": "$u-odd"}, keep={"e9": "experiment_id"}),
    post("a run", "runs/create", {"experiment_id": "$e", "run_name": "r"}, keep={"r": "run.info.run_id"}),
    create("create", "one", name="one", model_type="agent", source_run_id="$r", params=pairs(a="1", b="2"), tags=pairs(t="x")),
    create("create a second", "two", name="two", params=pairs(a="3"), tags=pairs(t="y")),
    create("create without a name", experiment_id="$e9"),
    create("create a third", "three", name="three"),
    create("create with an empty name", experiment_id="$e9", name=""),
    create("create with a number as name", name=5),
    *[create(f"create named {n[:12]!r} of {len(n)}", name=n, experiment_id="$e9") for n in ["a/b", "a:b", "a.b", "a%b", "a'b", 'a"b', "ü", "n" * 256, "n" * 500, "n" * 501]],
    create("create for odd things", "odd", name="odd", experiment_id="$e9"),
    create("create with text as params", experiment_id="$e9", name="x", params="no"),
    create("create with a param twice", experiment_id="$e9", name="x", params=[*pairs(a="1"), *pairs(a="2")]),
    create("create with a long param", experiment_id="$e9", name="longparam", params=pairs(a="v" * 6001)),
    create("create with a long tag", experiment_id="$e9", name="longtag", tags=pairs(a="v" * 8001)),
    create("create with a long tag key", experiment_id="$e9", name="x", tags=pairs(**{"k" * 251: "v"})),
    create("create of a run that is not there", experiment_id="$e9", name="orphan", source_run_id="0" * 32),
    post("create without an experiment", "logged-models", {"name": "x"}),
    post("create in an experiment that is not there", "logged-models", {"experiment_id": "123456789", "name": "x"}),
    get("get", "logged-models/$one"),
    get("get what is not there", "logged-models/" + NONE),
    get("get an id of nobody", "logged-models/x%20y"),
    get("get with a flag", "logged-models/$one", {"allow_deleted": "true"}),
    get("get with a wrong flag", "logged-models/$one", {"allow_deleted": "maybe"}),
    patch("finish", "logged-models/$one", {"model_id": "$one", "status": "LOGGED_MODEL_READY"}),
    patch("finish by number", "logged-models/$two", {"model_id": "$two", "status": 3}),
    patch("finish without a status", "logged-models/$three", {"model_id": "$three" }),
    patch("finish with a status of nobody", "logged-models/$odd", {"model_id": "$odd", "status": "DANCING"}),
    patch("finish with the short name", "logged-models/$odd", {"model_id": "$odd", "status": "READY"}),
    patch("finish as unspecified", "logged-models/$odd", {"model_id": "$odd", "status": 0}),
    patch("finish what is not there", "logged-models/" + NONE, {"model_id": NONE, "status": "LOGGED_MODEL_READY"}),
    get("get finished", "logged-models/$one"),
    patch("set tags", "logged-models/$one/tags", {"tags": pairs(t="z", n="1")}),
    patch("set no tags", "logged-models/$one/tags", {"tags": []}),
    patch("set tags without any", "logged-models/$one/tags", {}),
    patch("set tags of text", "logged-models/$one/tags", {"tags": "x"}),
    patch("set a tag without a key", "logged-models/$odd/tags", {"tags": [{"value": "x"}]}),
    patch("set a long tag", "logged-models/$three/tags", {"tags": pairs(l="v" * 8001)}),
    patch("set tags of what is not there", "logged-models/" + NONE + "/tags", {"tags": pairs(a="1")}),
    delete("delete a tag", "logged-models/$one/tags/n"),
    delete("delete a tag again", "logged-models/$one/tags/n"),
    delete("delete a tag of what is not there", "logged-models/" + NONE + "/tags/n"),
    post("log params", "logged-models/$two/params", {"model_id": "$two", "params": pairs(c="9")}),
    post("log a param that is there", "logged-models/$two/params", {"model_id": "$two", "params": pairs(c="9")}),
    post("change a param", "logged-models/$two/params", {"model_id": "$two", "params": pairs(c="10")}),
    post("log no params", "logged-models/$two/params", {"model_id": "$two", "params": []}),
    post("log params without any", "logged-models/$two/params", {"model_id": "$two" }),
    post("log params of what is not there", "logged-models/" + NONE + "/params", {"model_id": NONE, "params": pairs(a="1")}),
    get("get after params", "logged-models/$two"),
    post("log a metric of a model", "runs/log-metric", {"run_id": "$r", "key": "acc", "value": 0.75, "timestamp": 5, "step": 1, "model_id": "$one"}),
    post("log a metric of a model on a dataset", "runs/log-metric", {"run_id": "$r", "key": "acc", "value": 0.25, "timestamp": 6, "step": 2, "model_id": "$two", "dataset_name": "d", "dataset_digest": "g"}),
    post("log metrics of a model in a batch", "runs/log-batch", {"run_id": "$r", "metrics": [{"key": "loss", "value": 1, "timestamp": 1, "step": 1, "model_id": "$one"}]}),
    get("get with metrics", "logged-models/$one"),
    get("get with metrics on a dataset", "logged-models/$two"),
    *[search(f"filter {f or repr(f)}", filter=f, order_by=[{"field_name": "name"}]) for f in FILTERS],
    *[search(f"order {o}", order_by=o, filter="name IN ('one', 'two')") for o in ORDERS],
    search("on a dataset", datasets=[{"dataset_name": "d", "dataset_digest": "g"}], filter="metrics.acc < 0.5"),
    search("on a dataset by name", datasets=[{"dataset_name": "d"}], filter="metrics.acc < 0.5"),
    search("on another dataset", datasets=[{"dataset_name": "other"}], filter="metrics.acc < 0.5"),
    search("on a dataset without a name", datasets=[{"dataset_digest": "g"}], filter="metrics.acc < 0.5"),
    post("first page", "logged-models/search", {"experiment_ids": ["$e"], "max_results": 2, "order_by": [{"field_name": "name"}]}, keep={"next": "next_page_token"}),
    search("second page", max_results=2, order_by=[{"field_name": "name"}], page_token="$next"),
    search("the token of another search", max_results=2, order_by=[{"field_name": "creation_timestamp"}], page_token="$next"),
    search("a token of nobody", page_token="!!"),
    *[search(f"max_results {m!r}", max_results=m, filter="name = 'one'") for m in [0, -1, 1, 50, 51, 100, 1000, 1001, "x"]],
    post("search in no experiment", "logged-models/search", {"experiment_ids": []}),
    post("search without experiments", "logged-models/search", {}),
    post("search in an experiment that is not there", "logged-models/search", {"experiment_ids": ["123456789"]}),
    post("search in a text", "logged-models/search", {"experiment_ids": "x"}),
    delete("delete", "logged-models/$two"),
    get("get a deleted one", "logged-models/$two"),
    get("get a deleted one by choice", "logged-models/$two", {"allow_deleted": "true"}),
    delete("delete again", "logged-models/$two"),
    delete("delete what is not there", "logged-models/" + NONE),
    patch("finish a deleted one", "logged-models/$two", {"model_id": "$two", "status": "LOGGED_MODEL_READY"}),
    search("search without the deleted one", filter="name IN ('one', 'two')"),
]  # fmt: skip
