"""Artifacts in an S3-compatible store: the real mlflow client, a Slipway of this file's own, and moto's S3 server."""

import http.client
import os
import pathlib
import socket
import subprocess
import sys
import urllib.parse

import boto3
import mlflow
import pytest
from mlflow import MlflowClient
from sklearn.linear_model import LinearRegression

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import slipway_process  # noqa: E402

BUCKET = "artifacts"


class S3:
    """moto's server on one port; its objects are gone when it ends."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        tool = pathlib.Path(sys.executable).with_name("moto_server")
        self.process = subprocess.Popen(
            [tool, "-H", "127.0.0.1", "-p", str(self.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        slipway_process.wait_for(self.answers, 60, "moto's server")
        self.client = boto3.client(
            "s3", endpoint_url=self.url, aws_access_key_id="key", aws_secret_access_key="secret", region_name="us-east-1"
        )
        self.client.create_bucket(Bucket=BUCKET)

    def answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def keys(self) -> list[str]:
        return [o["Key"] for o in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


@pytest.fixture(scope="module")
def s3():
    server = S3()
    yield server
    server.process.kill()
    server.process.wait()


@pytest.fixture(scope="module")
def slipway(s3, tmp_path_factory):
    keys = ["--storage-blobs-url", f"s3://{BUCKET}/slipway", "--storage-blobs-endpoint", s3.url]
    keys += ["--storage-blobs-access-key", "key"]
    os.environ["SLIPWAY_STORAGE_BLOBS_SECRET_KEY"] = "secret"
    try:
        with slipway_process.local(tmp_path_factory.mktemp("home"), *keys) as server:
            yield server
    finally:
        del os.environ["SLIPWAY_STORAGE_BLOBS_SECRET_KEY"]


@pytest.fixture
def run(slipway, unique):
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(slipway.ui)
    mlflow.set_experiment(unique)
    with mlflow.start_run() as started:
        yield started.info
    mlflow.set_tracking_uri(before)


def test_files_and_models_of_a_run_are_objects_of_the_bucket(s3, run, tmp_path):
    long = tmp_path / "long.bin"
    long.write_bytes(os.urandom(20 << 20))
    mlflow.log_artifact(str(long), "data")
    mlflow.log_text("words", "notes/a.txt")
    folder = f"slipway/artifacts/{run.experiment_id}/{run.run_id}/artifacts/"
    assert {folder + "data/long.bin", folder + "notes/a.txt"} <= set(s3.keys())
    assert pathlib.Path(mlflow.artifacts.download_artifacts(run_id=run.run_id, artifact_path="data/long.bin")).read_bytes() == long.read_bytes()
    assert sorted(f.path for f in MlflowClient().list_artifacts(run.run_id)) == ["data", "notes"]
    model = mlflow.sklearn.log_model(LinearRegression().fit([[0.0], [1.0]], [0.0, 2.0]), name="model", input_example=[[1.0]])
    assert mlflow.pyfunc.load_model(model.model_uri).predict([[3.0]])[0] == pytest.approx(6)


def test_long_files_go_to_the_store_and_come_from_it_past_the_server(s3, run, tmp_path, monkeypatch):
    megabytes = 1 << 20
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "true")
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD", "true")
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", str(5 * megabytes))
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", str(5 * megabytes))
    monkeypatch.setenv("MLFLOW_MULTIPART_DOWNLOAD_MINIMUM_FILE_SIZE", str(5 * megabytes))
    monkeypatch.setenv("MLFLOW_MULTIPART_DOWNLOAD_CHUNK_SIZE", str(5 * megabytes))
    long = tmp_path / "a b.bin"
    long.write_bytes(os.urandom(12 * megabytes))
    mlflow.log_artifact(str(long), "data")
    key = f"slipway/artifacts/{run.experiment_id}/{run.run_id}/artifacts/data/{long.name}"
    assert s3.client.head_object(Bucket=BUCKET, Key=key)["ETag"].strip('"').endswith("-3")  # of three parts
    assert pathlib.Path(mlflow.artifacts.download_artifacts(run_id=run.run_id, artifact_path=f"data/{long.name}")).read_bytes() == long.read_bytes()


@pytest.mark.parametrize("path", ["../x", "..%2fx", "a\\b"])
def test_an_upload_in_parts_stays_in_its_folder(s3, slipway, run, path):
    before = s3.client.list_multipart_uploads(Bucket=BUCKET).get("Uploads")
    create = f"{slipway.ui}/api/2.0/mlflow-artifacts/mpu/create/{run.experiment_id}/{run.run_id}/artifacts"
    for url, body in ((create, {"path": path.replace("/", "%2f")}), (f"{create}/{path}", {"path": "x"})):
        status, answer, _ = slipway_process.request(url, body, "POST")
        assert status in (400, 404), answer
    assert s3.client.list_multipart_uploads(Bucket=BUCKET).get("Uploads") == before


def test_a_client_that_is_killed_leaves_nothing(s3, slipway, run):
    address = urllib.parse.urlsplit(slipway.ui)
    path = f"/api/2.0/mlflow-artifacts/artifacts/{run.experiment_id}/{run.run_id}/artifacts/half.bin"
    connection = http.client.HTTPConnection(address.netloc)
    connection.putrequest("PUT", path)
    connection.putheader("Content-Length", str(40 << 20))
    connection.endheaders()
    connection.send(os.urandom(18 << 20))
    slipway_process.wait_for(lambda: s3.client.list_multipart_uploads(Bucket=BUCKET).get("Uploads"), 30, "an upload in parts")
    connection.close()
    slipway_process.wait_for(
        lambda: not s3.client.list_multipart_uploads(Bucket=BUCKET).get("Uploads"), 60, "the end of the upload in parts"
    )
    assert not [key for key in s3.keys() if key.endswith("half.bin")]
    assert slipway_process.request(slipway.ui + path)[0] == 404


def test_what_was_deleted_leaves_the_bucket(s3, slipway, run):
    mlflow.log_text("words", "a.txt")
    mlflow.end_run()
    MlflowClient().delete_run(run.run_id)
    status, answer, _ = slipway_process.request(slipway.ui + "/api/slipway/v1/trash/empty", {"older_than_ms": 0}, "POST")
    assert (status, answer["files"] >= 1) == (200, True), answer
    assert not [key for key in s3.keys() if run.run_id in key]


def test_a_store_that_goes_away_is_said_and_comes_back_by_itself(s3, slipway, run):
    mlflow.log_text("before", "a.txt")
    path = f"{slipway.ui}/api/2.0/mlflow-artifacts/artifacts/{run.experiment_id}/{run.run_id}/artifacts/a.txt"
    s3.process.kill()
    s3.process.wait()
    for body, method in ((None, "GET"), (b"after", "PUT")):
        status, answer, headers = slipway_process.request(path, body, method)
        assert (status, headers["Retry-After"]) == (503, "1"), answer
        assert f"s3://{BUCKET}/slipway does not answer" in answer["message"]
        assert "secret" not in answer["message"]
    mlflow.log_metric("m", 1.0)  # needs no files
    s3.start()
    assert slipway_process.request(path)[0] == 404
    assert slipway_process.request(path, b"after", "PUT")[0] == 200
    assert slipway_process.request(path)[:2] == (200, "after")
