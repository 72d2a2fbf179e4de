"""Experiments and runs: logging, reading back, life cycle, searching, errors."""

import math
import time

import mlflow
import pandas as pd
import pytest
from mlflow import MlflowException
from mlflow.entities import Metric, Param, RunStatus, RunTag, ViewType


def test_fluent_logging_reads_back(experiment, client):
    with mlflow.start_run(run_name="first", tags={"team": "ops"}, description="a note") as run:
        mlflow.log_param("depth", 6)
        mlflow.log_params({"rounds": 200, "rate": 0.1})
        for step in range(5):
            mlflow.log_metric("loss", 1.0 / (step + 1), step=step)
        mlflow.log_metrics({"auc": 0.7, "acc": 0.9}, step=4)
        mlflow.set_tag("stage", "tryout")
        mlflow.set_tags({"a": 1, "b": "two"})
    got = client.get_run(run.info.run_id)
    assert got.info.status == "FINISHED"
    assert got.info.run_name == "first"
    assert got.info.end_time >= got.info.start_time
    assert got.data.params == {"depth": "6", "rounds": "200", "rate": "0.1"}
    assert got.data.metrics == {"loss": 0.2, "auc": 0.7, "acc": 0.9}
    assert got.data.tags["team"] == "ops"
    assert got.data.tags["mlflow.note.content"] == "a note"
    assert got.data.tags["b"] == "two"
    history = client.get_metric_history(run.info.run_id, "loss")
    assert [m.step for m in history] == [0, 1, 2, 3, 4]


def test_failed_run_says_so(experiment, client):
    with pytest.raises(ZeroDivisionError):
        with mlflow.start_run() as run:
            1 / 0
    assert client.get_run(run.info.run_id).info.status == "FAILED"


def test_nested_runs_and_a_resumed_one(experiment, client):
    with mlflow.start_run() as parent:
        with mlflow.start_run(nested=True) as child:
            mlflow.log_metric("m", 1)
    assert client.get_run(child.info.run_id).data.tags["mlflow.parentRunId"] == parent.info.run_id
    with mlflow.start_run(run_id=parent.info.run_id):
        mlflow.log_metric("later", 2)
    assert client.get_run(parent.info.run_id).data.metrics == {"later": 2.0}
    assert client.get_parent_run(child.info.run_id).info.run_id == parent.info.run_id


def test_log_batch_is_whole(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    now = int(time.time() * 1000)
    client.log_batch(
        run_id,
        metrics=[Metric("m", i, now + i, i) for i in range(800)],
        params=[Param(f"p{i}", str(i)) for i in range(100)],
        tags=[RunTag(f"t{i}", str(i)) for i in range(100)],
    )
    run = client.get_run(run_id)
    assert run.data.metrics["m"] == 799
    assert len(run.data.params) == 100
    assert len(client.get_metric_history(run_id, "m")) == 800
    with pytest.raises(MlflowException, match="Changing param values is not allowed"):
        client.log_batch(run_id, metrics=[Metric("n", 1, now, 0)], params=[Param("p0", "other")])
    assert "n" not in client.get_run(run_id).data.metrics
    client.log_batch(run_id, params=[Param("p0", "0")])


def test_asynchronous_logging(experiment, client):
    with mlflow.start_run() as run:
        for step in range(50):
            mlflow.log_metric("m", step, step=step, synchronous=False)
        mlflow.log_param("p", "v", synchronous=False).wait()
    mlflow.flush_async_logging()
    assert client.get_run(run.info.run_id).data.metrics["m"] == 49


def test_nan_and_infinity(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    client.log_metric(run_id, "nan", math.nan)
    client.log_metric(run_id, "inf", math.inf)
    client.log_metric(run_id, "neg", -math.inf)
    metrics = client.get_run(run_id).data.metrics
    assert math.isnan(metrics["nan"])
    assert metrics["inf"] >= 1.7e308
    assert metrics["neg"] <= -1.7e308


def test_latest_metric_is_of_the_greatest_step(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    client.log_metric(run_id, "m", 10, timestamp=1000, step=1)
    client.log_metric(run_id, "m", 20, timestamp=500, step=2)
    client.log_metric(run_id, "m", 30, timestamp=2000, step=1)
    assert client.get_run(run_id).data.metrics["m"] == 20


def test_long_history_is_paged(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    for start in range(0, 30_000, 1000):
        client.log_batch(run_id, metrics=[Metric("m", i, i, i) for i in range(start, start + 1000)])
    history = client.get_metric_history(run_id, "m")
    assert len(history) == 30_000
    assert [m.step for m in history[:3]] == [0, 1, 2]


def test_experiments_live_and_die(client, unique):
    experiment_id = client.create_experiment(unique, tags={"k": "v"})
    assert client.get_experiment_by_name(unique).experiment_id == experiment_id
    assert client.get_experiment(experiment_id).tags["k"] == "v"
    client.set_experiment_tag(experiment_id, "more", "x")
    client.rename_experiment(experiment_id, unique + "-new")
    assert client.get_experiment_by_name(unique) is None
    run_id = client.create_run(experiment_id).info.run_id
    client.delete_experiment(experiment_id)
    assert client.get_experiment(experiment_id).lifecycle_stage == "deleted"
    assert client.get_run(run_id).info.lifecycle_stage == "deleted"
    with pytest.raises(MlflowException, match="active"):
        client.create_run(experiment_id)
    client.restore_experiment(experiment_id)
    assert client.get_run(run_id).info.lifecycle_stage == "active"
    with pytest.raises(MlflowException, match="already exists") as error:
        client.create_experiment(unique + "-new")
    assert error.value.error_code == "RESOURCE_ALREADY_EXISTS"


def test_search_experiments(client, unique):
    ids = [client.create_experiment(f"{unique}-{i}", tags={"n": str(i)}) for i in range(5)]
    found = client.search_experiments(filter_string=f"name LIKE '{unique}-%'", order_by=["name DESC"])
    assert [e.experiment_id for e in found] == ids[::-1]
    found = client.search_experiments(filter_string=f"tags.n = '3' AND name ILIKE '{unique.upper()}%'")
    assert [e.experiment_id for e in found] == [ids[3]]
    page = client.search_experiments(filter_string=f"name LIKE '{unique}-%'", max_results=2, order_by=["name"])
    rest = client.search_experiments(
        filter_string=f"name LIKE '{unique}-%'", max_results=2, order_by=["name"], page_token=page.token
    )
    assert [e.experiment_id for e in rest] == ids[2:4]
    assert [e.experiment_id for e in page] == ids[:2]
    client.delete_experiment(ids[0])
    gone = client.search_experiments(ViewType.DELETED_ONLY, filter_string=f"name LIKE '{unique}-%'")
    assert [e.experiment_id for e in gone] == [ids[0]]


@pytest.fixture
def twelve_runs(experiment, client):
    ids = []
    for i in range(12):
        run = client.create_run(experiment, start_time=1000 + i, run_name=f"run-{i}")
        client.log_batch(
            run.info.run_id,
            metrics=[Metric("auc", i / 12, 1, 0)] if i != 11 else [],
            params=[Param("depth", str(i % 3)), Param("kind of", "Tree" if i % 2 else "tree")],
            tags=[RunTag("owner", "ada" if i < 6 else "bob")],
        )
        ids.append(run.info.run_id)
    return ids


@pytest.mark.parametrize(
    ("filter_string", "expected"),
    [
        ("metrics.auc > 0.5", range(7, 11)),
        ("metrics.auc >= 0.5 and params.depth = '0'", [6, 9]),
        ("params.`kind of` LIKE 'T%'", range(1, 12, 2)),
        ("params.\"kind of\" ILIKE 't%'", range(12)),
        ("tags.owner != 'ada'", range(6, 12)),
        ("tags.owner = 'ada' AND metrics.auc < 0.1", [0, 1]),
        ("attributes.run_name = 'run-4'", [4]),
        ("run_name LIKE 'run-1%'", [1, 10, 11]),
        ("start_time >= 1009", [9, 10, 11]),
        ("status = 'RUNNING'", range(12)),
        ("tags.nobody IS NULL AND params.depth IS NOT NULL AND metrics.auc = 0", [0]),
        ("params.depth != '0' and params.depth != '1'", [2, 5, 8, 11]),
    ],
)
def test_search_runs_filters(twelve_runs, experiment, client, filter_string, expected):
    found = client.search_runs([experiment], filter_string)
    assert {r.info.run_id for r in found} == {twelve_runs[i] for i in expected}


def test_search_runs_order_and_pages(twelve_runs, experiment, client):
    ids = twelve_runs

    def search(order, **more):
        return [r.info.run_id for r in client.search_runs([experiment], order_by=order, **more)]

    assert search([]) == ids[::-1]
    assert search(["metrics.auc DESC"]) == [*ids[10::-1], ids[11]]
    assert search(["metrics.auc ASC"]) == ids
    assert search(["params.depth DESC", "start_time ASC"]) == ids[2::3] + ids[1::3] + ids[0::3]
    assert search(["attributes.run_id"]) == sorted(ids)
    for order in ([], ["metrics.auc DESC"], ["params.depth", "metrics.auc"], ["tags.owner DESC", "start_time"]):
        whole, paged, token = search(order), [], None
        while True:
            page = client.search_runs([experiment], order_by=order, max_results=5, page_token=token)
            paged += [r.info.run_id for r in page]
            token = page.token
            if not token:
                break
        assert paged == whole


def test_search_runs_as_a_table(twelve_runs, experiment):
    table = mlflow.search_runs([experiment], filter_string="metrics.auc > 0.7", order_by=["metrics.auc DESC"])
    assert isinstance(table, pd.DataFrame)
    assert list(table["tags.mlflow.runName"]) == ["run-10", "run-9"]


@pytest.mark.parametrize(
    "filter_string",
    ["metrics.auc = 'x'", "params.p = 3", "nothing.p = 'x'", "metrics.a > 1 OR metrics.b > 1", "status IN ('RUNNING')"],
)
def test_bad_filters_are_told(experiment, client, filter_string):
    with pytest.raises(MlflowException) as error:
        client.search_runs([experiment], filter_string)
    assert error.value.error_code == "INVALID_PARAMETER_VALUE"


def test_datasets_are_inputs(experiment, client):
    frame = pd.DataFrame({"x": [1, 2, 3], "y": [0, 1, 0]})
    dataset = mlflow.data.from_pandas(frame, name="tiny", targets="y")
    with mlflow.start_run() as run:
        mlflow.log_input(dataset, context="training", tags={"month": "3"})
    inputs = client.get_run(run.info.run_id).inputs.dataset_inputs
    assert len(inputs) == 1
    assert inputs[0].dataset.name == "tiny"
    assert inputs[0].dataset.digest == dataset.digest
    assert "num_rows" in inputs[0].dataset.profile
    assert {t.key: t.value for t in inputs[0].tags} == {"mlflow.data.context": "training", "month": "3"}
    found = client.search_runs([experiment], "dataset.name = 'tiny' and dataset.context IN ('training', 'test')")
    assert [r.info.run_id for r in found] == [run.info.run_id]


def test_runs_are_deleted_restored_and_changed(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    client.set_tag(run_id, "k", "v")
    client.delete_tag(run_id, "k")
    with pytest.raises(MlflowException, match="No tag with name"):
        client.delete_tag(run_id, "k")
    client.update_run(run_id, name="renamed")
    assert client.get_run(run_id).info.run_name == "renamed"
    client.delete_run(run_id)
    assert client.search_runs([experiment]) == []
    assert len(client.search_runs([experiment], run_view_type=ViewType.DELETED_ONLY)) == 1
    with pytest.raises(MlflowException, match="active"):
        client.log_metric(run_id, "m", 1)
    client.restore_run(run_id)
    client.log_metric(run_id, "m", 1)
    client.set_terminated(run_id, RunStatus.to_string(RunStatus.KILLED))
    assert client.get_run(run_id).info.status == "KILLED"


def test_errors_have_mlflows_codes(experiment, client):
    for call in (
        lambda: client.get_run("0" * 32),
        lambda: client.log_metric("0" * 32, "m", 1),
        lambda: client.get_experiment("999999"),
        lambda: client.delete_experiment("999999"),
    ):
        with pytest.raises(MlflowException) as error:
            call()
        assert error.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    run_id = client.create_run(experiment).info.run_id
    client.log_param(run_id, "p", "1")
    with pytest.raises(MlflowException) as error:
        client.log_param(run_id, "p", "2")
    assert error.value.error_code == "INVALID_PARAMETER_VALUE"
    with pytest.raises(MlflowException) as error:
        client.search_runs([experiment], max_results=1_000_000)
    assert error.value.error_code == "INVALID_PARAMETER_VALUE"
