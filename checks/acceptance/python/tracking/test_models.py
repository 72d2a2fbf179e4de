"""Artifacts, logged models and the registry: up, down, registered, aliased, loaded back."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request

import mlflow
import numpy as np
import pandas as pd
import pytest
from mlflow import MlflowException
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression

URL = os.environ.get("SLIPWAY_TRACKING_URL", "")


def test_artifacts_go_up_and_down(experiment, client, tmp_path):
    (tmp_path / "up" / "deep").mkdir(parents=True)
    (tmp_path / "up" / "a.txt").write_text("alpha")
    (tmp_path / "up" / "deep" / "b ü.bin").write_bytes(bytes(range(256)) * 5000)
    with mlflow.start_run() as run:
        mlflow.log_artifact(tmp_path / "up" / "a.txt")
        mlflow.log_artifacts(tmp_path / "up", artifact_path="dir")
        mlflow.log_text("hello", "notes/hello.txt")
        mlflow.log_dict({"k": [1, 2]}, "config.json")
    run_id = run.info.run_id
    assert [f.path for f in client.list_artifacts(run_id)] == ["a.txt", "config.json", "dir", "notes"]
    assert [(f.path, f.is_dir) for f in client.list_artifacts(run_id, "dir")] == [("dir/a.txt", False), ("dir/deep", True)]
    assert client.list_artifacts(run_id, "a.txt") == []
    down = client.download_artifacts(run_id, "dir", str(tmp_path))
    assert open(os.path.join(down, "deep", "b ü.bin"), "rb").read() == bytes(range(256)) * 5000
    assert mlflow.artifacts.load_dict(f"runs:/{run_id}/config.json") == {"k": [1, 2]}
    assert mlflow.artifacts.load_text(run.info.artifact_uri + "/notes/hello.txt") == "hello"


def test_ranges_and_deletion(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    client.log_text(run_id, "0123456789", "digits.txt")
    path = f"{URL}/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run_id}/artifacts/digits.txt"
    request = urllib.request.Request(path, headers={"Range": "bytes=2-4"})
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 206
        assert answer.read() == b"234"
        assert answer.headers["Content-Range"] == "bytes 2-4/10"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with urllib.request.urlopen(urllib.request.Request(path, method="DELETE")) as answer:
        assert json.load(answer) == {}
    assert client.list_artifacts(run_id) == []


@pytest.mark.parametrize(
    "path",
    [
        "../../../../etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "..%252f..%252fetc%252fpasswd",
        "%2fetc%2fpasswd",
        "..%5c..%5cwindows",
        "a/%2e%2e/%2e%2e/b",
        "a%00b",
        "a/..;/b",
        "C:%5cboot.ini",
    ],
)
def test_no_path_leaves_the_store(path):
    for method in ("GET", "PUT", "DELETE"):
        request = urllib.request.Request(
            f"{URL}/api/2.0/mlflow-artifacts/artifacts/{path}", method=method, data=b"x" if method == "PUT" else None
        )
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(request)
        assert error.value.code in (400, 404), (method, path)


@pytest.fixture
def data():
    rng = np.random.default_rng(7)
    x = pd.DataFrame({"a": rng.normal(size=200), "b": rng.normal(size=200)})
    return x, (x["a"] + x["b"] > 0).astype(int)


def test_sklearn_model_registered_aliased_and_loaded_back(experiment, client, unique, data):
    x, y = data
    model = LogisticRegression().fit(x, y)
    with mlflow.start_run() as run:
        info = mlflow.sklearn.log_model(
            model,
            name="classifier",
            signature=infer_signature(x, model.predict(x)),
            input_example=x.head(3),
            params={"c": "1"},
            pip_requirements=["scikit-learn"],
        )
        mlflow.log_metric("auc", 0.9, model_id=info.model_id)
    assert info.model_uri == f"models:/{info.model_id}"
    logged = mlflow.get_logged_model(info.model_id)
    assert logged.status == "READY"
    assert logged.source_run_id == run.info.run_id
    assert logged.params["c"] == "1"
    assert [(m.key, m.value) for m in logged.metrics] == [("auc", 0.9)]
    assert client.get_run(run.info.run_id).outputs.model_outputs[0].model_id == info.model_id
    version = mlflow.register_model(info.model_uri, unique, tags={"from": "test"})
    assert (int(version.version), version.source, version.status) == (1, info.model_uri, "READY")
    client.set_registered_model_alias(unique, "champion", version.version)
    assert client.get_model_version_by_alias(unique, "champion").aliases == ["champion"]
    served = [v for v in own("GET", "served?after=0&wait_ms=0")["versions"] if v["model"] == unique]
    assert [(v["version"], v["aliases"], v["model_id"]) for v in served] == [(1, ["champion"], info.model_id)]
    for uri in (f"models:/{unique}@champion", f"models:/{unique}/1", info.model_uri):
        loaded = mlflow.pyfunc.load_model(uri)
        assert (loaded.predict(x) == model.predict(x)).all()
        assert loaded.metadata.signature.inputs.input_names() == ["a", "b"]
    again = mlflow.register_model(f"models:/{info.model_id}", unique)
    assert int(again.version) == 2
    assert "MLmodel" in [f.path for f in mlflow.artifacts.list_artifacts(info.model_uri)]


def test_xgboost_model_logged_and_registered_in_one_call(experiment, client, unique, data):
    import xgboost

    x, y = data
    booster = xgboost.train({"objective": "binary:logistic", "max_depth": 3}, xgboost.DMatrix(x, y), num_boost_round=5)
    scores = booster.predict(xgboost.DMatrix(x))
    with mlflow.start_run():
        info = mlflow.xgboost.log_model(
            booster,
            name="booster",
            signature=infer_signature(x, scores),
            input_example=x.head(3),
            registered_model_name=unique,
            model_format="json",
            pip_requirements=["xgboost"],
        )
    assert int(client.get_registered_model(unique).latest_versions[0].version) == 1
    loaded = mlflow.xgboost.load_model(f"models:/{unique}/1")
    assert np.allclose(loaded.predict(xgboost.DMatrix(x)), scores)
    with urllib.request.urlopen(f"{URL}/api/slipway/v1/models/{unique}/versions/1/files") as answer:
        files = {f["path"]: f for f in json.load(answer)["files"]}
    assert {"MLmodel", "model.json", "input_example.json"} <= set(files)
    assert all(len(f["sha256"]) == 64 for f in files.values())
    with urllib.request.urlopen(f"{URL}/api/slipway/v1/models/{unique}/versions/1/files/MLmodel") as answer:
        assert info.model_id in answer.read().decode()


def test_autolog_of_sklearn(experiment, client, data):
    x, y = data
    mlflow.sklearn.autolog(log_datasets=True)
    try:
        with mlflow.start_run() as run:
            LogisticRegression(C=0.5).fit(x, y)
    finally:
        mlflow.sklearn.autolog(disable=True)
    got = client.get_run(run.info.run_id)
    assert got.data.params["C"] == "0.5"
    assert got.data.metrics["training_accuracy_score"] > 0.9
    assert got.inputs.dataset_inputs
    assert got.outputs.model_outputs


def test_search_logged_models(experiment, client, data):
    x, y = data
    ids = []
    for c in (0.1, 1.0, 10.0):
        with mlflow.start_run():
            info = mlflow.sklearn.log_model(
                LogisticRegression(C=c).fit(x, y),
                name=f"m{int(c * 10)}",
                params={"C": str(c)},
                pip_requirements=["scikit-learn"],
            )
            mlflow.log_metric("auc", c, model_id=info.model_id)
            ids.append(info.model_id)

    def search(**more):
        return [m.model_id for m in mlflow.search_logged_models([experiment], output_format="list", **more)]

    assert search() == ids[::-1]
    assert search(filter_string="metrics.auc > 0.5", order_by=[{"field_name": "metrics.auc", "ascending": True}]) == ids[1:]
    assert search(filter_string="params.C = '0.1'") == ids[:1]
    assert search(filter_string="name = 'm10'") == [ids[1]]
    client.set_logged_model_tags(ids[0], {"k": "v"})
    assert search(filter_string="tags.k = 'v'") == ids[:1]
    client.delete_logged_model_tag(ids[0], "k")
    client.delete_logged_model(ids[0])
    assert search() == [ids[2], ids[1]]
    with pytest.raises(MlflowException, match="not found"):
        client.get_logged_model(ids[0])


@pytest.fixture
def source_run(experiment, client):
    run = client.create_run(experiment)
    client.log_text(run.info.run_id, "flavors: {}\n", "model/MLmodel")
    return run


def test_registry_lives(client, unique, source_run):
    client.create_registered_model(unique, tags={"t": "1"}, description="about")
    with pytest.raises(MlflowException, match="already exists") as error:
        client.create_registered_model(unique)
    assert error.value.error_code == "RESOURCE_ALREADY_EXISTS"
    source = f"runs:/{source_run.info.run_id}/model"
    versions = [
        client.create_model_version(unique, source, run_id=source_run.info.run_id, tags={"n": str(i)}) for i in range(3)
    ]
    assert [int(v.version) for v in versions] == [1, 2, 3]
    client.update_model_version(unique, 2, description="second")
    client.set_model_version_tag(unique, 2, "k", "v")
    client.delete_model_version_tag(unique, 2, "n")
    second = client.get_model_version(unique, "2")
    assert (second.description, second.tags) == ("second", {"k": "v"})
    assert client.get_model_version_download_uri(unique, 2) == source_run.info.artifact_uri + "/model"
    found = client.search_model_versions(f"name = '{unique}'", order_by=["version_number ASC"])
    assert [int(v.version) for v in found] == [1, 2, 3]
    assert len(client.search_model_versions(f"run_id = '{source_run.info.run_id}'")) == 3
    assert [int(v.version) for v in client.search_model_versions(f"name = '{unique}' and tags.k = 'v'")] == [2]
    client.delete_model_version(unique, 3)
    again = client.create_model_version(unique, source, run_id=source_run.info.run_id)
    assert int(again.version) == 4
    with pytest.raises(MlflowException) as error:
        client.get_model_version(unique, 3)
    assert error.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    client.set_registered_model_tag(unique, "u", "2")
    client.delete_registered_model_tag(unique, "t")
    client.update_registered_model(unique, "told again")
    model = client.get_registered_model(unique)
    assert (model.description, model.tags) == ("told again", {"u": "2"})
    client.rename_registered_model(unique, unique + "-new")
    assert int(client.get_model_version(unique + "-new", 1).version) == 1
    assert [m.name for m in client.search_registered_models(f"name ILIKE '{unique.upper()}%'")] == [unique + "-new"]
    copied = client.copy_model_version(f"models:/{unique}-new/1", unique + "-copy")
    assert int(copied.version) == 1
    client.delete_registered_model(unique + "-new")
    with pytest.raises(MlflowException):
        client.get_registered_model(unique + "-new")


def test_stages_still_work(client, unique, source_run):
    client.create_registered_model(unique)
    for _ in range(2):
        client.create_model_version(unique, f"runs:/{source_run.info.run_id}/model", run_id=source_run.info.run_id)
    client.transition_model_version_stage(unique, 1, "Production")
    client.transition_model_version_stage(unique, 2, "production", archive_existing_versions=True)
    assert client.get_model_version(unique, 1).current_stage == "Archived"
    assert [int(v.version) for v in client.get_latest_versions(unique, ["Production"])] == [2]


def own(method, path, body=None):
    request = urllib.request.Request(
        f"{URL}/api/slipway/v1/{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def test_aliases_move_roll_back_and_remember(client, unique, source_run):
    client.create_registered_model(unique)
    for _ in range(3):
        client.create_model_version(unique, f"runs:/{source_run.info.run_id}/model", run_id=source_run.info.run_id)
    client.set_registered_model_alias(unique, "champion", 1)
    own("POST", f"models/{unique}/aliases/champion", {"version": 3, "reason": "better in June"})
    assert int(client.get_model_version_by_alias(unique, "champion").version) == 3
    before = own("GET", "served?after=0&wait_ms=0")
    assert [v["version"] for v in before["versions"] if v["model"] == unique] == [3]
    assert own("POST", f"models/{unique}/aliases/champion/rollback", {"reason": "worse in July"})["version"] == 1
    after = own("GET", f"served?after={before['sequence']}&wait_ms=5000")
    assert after["sequence"] > before["sequence"]
    assert [v["version"] for v in after["versions"] if v["model"] == unique] == [1]
    history = own("GET", f"models/{unique}/aliases/champion/history")["changes"]
    assert [(c["version"], c.get("previous_version")) for c in history] == [(1, 3), (3, 1), (1, None)]
    assert history[1]["reason"] == "better in June"
    client.delete_registered_model_alias(unique, "champion")
    with pytest.raises(MlflowException):
        client.get_model_version_by_alias(unique, "champion")
    for name in ("latest", "v1", "a b", "x/y"):
        with pytest.raises(MlflowException):
            client.set_registered_model_alias(unique, name, 1)


@pytest.mark.parametrize(
    "source",
    [
        "/etc",
        "file:///etc",
        "file:/etc",
        "FILE:///etc",
        "//proc/self/root/etc",
        "C:/windows",
        "\\\\host\\share",
        "./relative",
        "http://169.254.169.254/latest/meta-data",
        "https://example.org/model",
        "ftp://example.org/model",
        "hdfs://host/model",
        "mlflow-artifacts:/",
        "mlflow-artifacts://host/0/model",
        "mlflow-artifacts:/../../etc",
        "mlflow-artifacts:/0/..%2f..%2fetc",
        "mlflow-artifacts:/0/%252e%252e/etc",
        "mlflow-artifacts:/0/other-run/artifacts",
        "runs:/00000000000000000000000000000000/model",
        "runs:///etc/passwd",
        "models:/m-00000000000000000000000000000000",
        "models:/nobody/1",
        "s3://bucket/../../x",
        "mlflow-artifacts:/#/../../etc",
        "mlflow-artifacts:/?/../../etc",
    ],
)
def test_sources_outside_the_store_are_refused(client, unique, source_run, source):
    client.create_registered_model(unique)
    body = {"name": unique, "source": source, "run_id": source_run.info.run_id}
    for tags in ([], [{"key": "mlflow.prompt.is_prompt", "value": "true"}]):
        request = urllib.request.Request(
            f"{URL}/api/2.0/mlflow/model-versions/create",
            data=json.dumps({**body, "tags": tags}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(request)
        assert error.value.code in (400, 404)
    assert client.search_model_versions(f"name = '{unique}'") == []


def test_a_version_needs_its_owner(client, unique, source_run):
    client.create_registered_model(unique)
    with pytest.raises(MlflowException, match="must identify the resource"):
        client.create_model_version(unique, source_run.info.artifact_uri + "/model")
    made = client.create_model_version(unique, source_run.info.artifact_uri + "/model", run_id=source_run.info.run_id)
    assert int(made.version) == 1


@pytest.mark.parametrize(
    "location", ["http:///?/../../../etc", "s3://b/#/../../etc", "mlflow-artifacts:/x/..%2f..%2f", "runs:/abc/x", "x;y"]
)
def test_bad_artifact_locations_are_refused(client, unique, location):
    with pytest.raises(MlflowException) as error:
        client.create_experiment(unique, artifact_location=location)
    assert error.value.error_code == "INVALID_PARAMETER_VALUE"
