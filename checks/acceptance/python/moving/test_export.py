"""Moves out: the real MLflow opens what Slipway wrote, and finds the same."""

import json

import slipway_process
from conftest import slipway, take
from mlflow import MlflowClient
from test_import import same
from whole import everything


def test_mlflow_opens_what_was_written_and_finds_the_same(database, server, tmp_path):
    take(database.source, server)
    target = tmp_path / "out" / "mlruns"
    report = json.loads(slipway("export", "mlflow", "--to", str(target), "--url", server.ui, "-o", "json"))
    assert report["counts"]["runs"]["added"] == 9
    same(everything(server.ui), everything(str(target)))
    client = MlflowClient(str(target), str(target))
    champion = client.get_model_version_by_alias("weather", "champion")
    assert client.get_model_version_download_uri("weather", champion.version).startswith(str(target))


def test_out_and_in_again_elsewhere_is_the_same(mlruns, server, tmp_path):
    take(mlruns.source, server)
    slipway("export", "mlflow", "--to", str(tmp_path / "out"), "--url", server.ui)
    with slipway_process.local(tmp_path / "second") as second:
        assert take(tmp_path / "out", second)["left"] == []
        same(everything(server.ui), everything(second.ui))


def test_a_folder_that_is_not_empty_is_left_alone(server, tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    done = slipway_process.run("export", "mlflow", "--to", str(tmp_path), "--url", server.ui)
    assert done.returncode == 1 and "is not empty" in done.stderr
