"""Search of runs: filters, orders, pages."""

from calls import post

RUNS = [
    # name, start, status, metrics, params, tags
    ("alpha", 1000, "FINISHED", {"acc": 0.5, "loss": 2}, {"lr": "0.1", "opt": "Adam"}, {"team": "red"}),
    ("beta", 2000, "FAILED", {"acc": 0.9}, {"lr": "0.01", "opt": "sgd"}, {"team": "blue", "odd key": "x"}),
    ("gamma", 3000, "RUNNING", {"acc": "NaN", "loss": 1}, {"lr": "0.1"}, {}),
    ("delta", 4000, "FINISHED", {"loss": 1}, {}, {"team": "Red"}),
    ("Epsilon", 4500, "KILLED", {"acc": -1}, {"opt": "it's"}, {}),
]
FILTERS = [
    "", " ", "metrics.acc > 0.4", "metrics.acc < 1", "metrics.acc <= 0.5", "metrics.acc >= 0.5", "metrics.acc = 0.5", "metrics.acc != 0.5",
    "metric.acc > 0", "metrics.`acc` > 0", 'metrics."acc" > 0', "metrics.acc > 0 AND metrics.loss > 1", "metrics.nosuch = 1",
    "metrics.acc > -2", "metrics.acc = 5e-1", "metrics.acc > 'x'", "metrics.acc > '0.1'", "metrics.acc LIKE 'x'", "metrics.acc IS NULL", "metrics.acc IN (1)", "metrics.acc = NaN",
    "params.lr = '0.1'", 'params.lr = "0.1"', "params.lr = 0.1", "param.lr = '0.1'", "parameters.lr = '0.1'", "parameter.lr = '0.1'", "params.lr != '0.1'",
    "params.lr > '0.1'", "params.opt LIKE 'A%'", "params.opt LIKE 'a%'", "params.opt ILIKE 'a%'", "params.opt LIKE '_dam'", "params.lr IS NULL", "params.lr IS NOT NULL", "params.lr IN ('0.1')",
    "params.opt = 'it\\'s'", "params.opt = \"it's\"", "params.opt = 'it''s'",
    "tags.team = 'red'", "tag.team = 'red'", "tags.team != 'red'", "tags.team ILIKE 'RED'", "tags.`odd key` = 'x'", 'tags."odd key" = \'x\'', "tags.odd key = 'x'",
    "tags.mlflow.runName = 'alpha'", "tags.`mlflow.runName` LIKE '%a'", "tags.team IS NULL", "tags.team IS NOT NULL AND params.lr = '0.1'", "tags.team = red",
    "run_name = 'alpha'", "run_name != 'alpha'", "run_name LIKE '%ta'", "run_name ILIKE 'EPS%'", "`run name` = 'alpha'", '"Run Name" = \'alpha\'', "Run name = 'alpha'", "run_name IN ('alpha')",
    "attributes.run_name = 'alpha'", "attribute.status = 'FINISHED'", "attr.status = 'FINISHED'", "run.status = 'FAILED'", "status = 'FINISHED'", "status != 'FINISHED'", "status = 'finished'", "status LIKE 'F%'", "status > 'A'",
    "start_time > 1000", "start_time >= 4000 AND start_time < 5000", "start_time = '1000'", "start_time != 1000", "start_time > x", "created > 3000", "Created > 3000", "end_time > 0", "start_time LIKE '1%'", "start_time IN (1000)",
    "run_id = '$alpha'", "run_id IN ('$alpha', '$beta')", "run_id NOT IN ('$alpha', '$beta')", "run_id IN ('$alpha')", "run_id IN ()", "run_id IN '$alpha'", "run_id LIKE '%'", "run_id != '$alpha'",
    "artifact_uri LIKE 'mlflow-artifacts%'", "user_id = 'ann'", "user_id = ''", "experiment_id = '1'", "lifecycle_stage = 'active'", "nosuch = 'x'", "attributes.nosuch = 'x'", "nosuch.key = 'x'",
    "datasets.name = 'd'", "dataset.name = 'd'", "datasets.digest = 'g'", "datasets.context = 'train'", "datasets.name IN ('d', 'e')", "datasets.nosuch = 'x'", "datasets.name LIKE 'D%'", "datasets.name ILIKE 'D%'", "datasets.name > 'a'",
    "metrics.acc > 0.4 OR params.lr = '0.1'", "(metrics.acc > 0.4)", "metrics.acc", "metrics.acc >", "> 0.4", "metrics.acc > 0.4 AND", "AND metrics.acc > 0.4", "metrics.acc > 0.4 metrics.loss > 1",
    "metrics.acc > 0.4; DROP TABLE runs", "metrics.acc == 0.5", "metrics.acc <> 0.5", "metrics.acc > 0.4 and status = 'FINISHED'", "NOT status = 'FINISHED'", "status = 'FINISHED", "metrics. > 1", "metrics.acc > 1e", "metrics.acc BETWEEN 0 AND 1",
    "metrics.acc>0.4", "status='FINISHED'", "status = 'FINISHED'  AND   metrics.acc > 0", "metrics.acc > 0.4 -- comment", "params.`lr = '0.1'", "status = null", "status = ''", "metrics.acc > .4", "metrics.acc > +0.4",
]  # fmt: skip
ORDERS = [
    ["metrics.acc"], ["metrics.acc ASC"], ["metrics.acc DESC"], ["metrics.acc desc"], ["metrics.`loss` ASC", "start_time ASC"], ["params.lr"], ["params.lr DESC"], ["tags.team"], ["tags.team DESC"],
    ["start_time"], ["start_time ASC"], ["start_time DESC"], ["attributes.start_time DESC"], ["attribute.start_time"], ["run_name"], ["run_name DESC"], ["status"], ["end_time"], ["Created"], ["created ASC"],
    ["`Run name`"], ["nosuch"], ["metrics.nosuch"], ["nosuch.x"], ["metrics.acc SIDEWAYS"], ["metrics.acc ASC DESC"], [""], ["start_time", "start_time"], ["metrics.acc", "metrics.acc DESC"], ["datasets.name"], ["experiment_id"], ["user_id"], "start_time", ["metrics.acc", ""],
]  # fmt: skip


def made():
    for name, start, status, metrics, params, tags in RUNS:
        yield post(f"run {name}", "runs/create", {"experiment_id": "$e", "run_name": name, "start_time": start, "user_id": "ann"}, keep={name: "run.info.run_id"})
        yield post(f"fill {name}", "runs/log-batch", {
            "run_id": "$" + name,
            "metrics": [{"key": k, "value": v, "timestamp": 1, "step": 0} for k, v in metrics.items()],
            "params": [{"key": k, "value": v} for k, v in params.items()],
            "tags": [{"key": k, "value": v} for k, v in tags.items()],
        })  # fmt: skip
        yield post(f"end {name}", "runs/update", {"run_id": "$" + name, "status": status, "end_time": start + 500})


def search(title, **body):
    return post(title, "runs/search", {"experiment_ids": ["$e"], **body})


CALLS = [
    post("an experiment", "experiments/create", {"name": "$u-search"}, keep={"e": "experiment_id"}),
    *made(),
    post("a dataset of alpha", "runs/log-inputs", {"run_id": "$alpha", "datasets": [{
        "dataset": {"name": "D", "digest": "g", "source_type": "local", "source": "s"},
        "tags": [{"key": "mlflow.data.context", "value": "train"}]}]}),
    *[search(f"filter {f if f.strip() else repr(f)}", filter=f, order_by=["run_name"]) for f in FILTERS],
    *[search(f"order {o}", order_by=o) for o in ORDERS],
    search("all"),
    search("at most 2", max_results=2, order_by=["run_name"]),
    search("at most 5, a page just full", max_results=5),
    search("first page", max_results=2, order_by=["metrics.acc DESC"]),
    post("first page of two", "runs/search", {"experiment_ids": ["$e"], "max_results": 2, "order_by": ["metrics.acc DESC"]}, keep={"next": "next_page_token"}),
    search("second page", max_results=2, order_by=["metrics.acc DESC"], page_token="$next"),
    search("a token of nobody", page_token="!!"),
    *[search(f"max_results {m!r}", max_results=m) for m in [0, -1, 50000, 50001, "2", "x", 1.5, None]],
    search("view type ALL", run_view_type="ALL"),
    search("view type DELETED_ONLY", run_view_type="DELETED_ONLY"),
    search("view type of nobody", run_view_type="SOME"),
    post("delete delta", "runs/delete", {"run_id": "$delta"}),
    search("active ones", order_by=["run_name"]),
    search("deleted ones", run_view_type="DELETED_ONLY"),
    search("all of them", run_view_type="ALL", order_by=["run_name"]),
    post("in no experiment", "runs/search", {"experiment_ids": []}),
    post("without experiments", "runs/search", {}),
    post("in an experiment that is not there", "runs/search", {"experiment_ids": ["123456789"]}),
    post("in an experiment that is no number", "runs/search", {"experiment_ids": ["abc"]}),
    post("in a text", "runs/search", {"experiment_ids": "$e"}),
    post("in a number", "runs/search", {"experiment_ids": [5]}),
    post("in two experiments", "runs/search", {"experiment_ids": ["$e", "123456789"], "order_by": ["run_name"]}),
    search("a number as filter", filter=5),
    search("a list as filter", filter=["x"]),
]  # fmt: skip
