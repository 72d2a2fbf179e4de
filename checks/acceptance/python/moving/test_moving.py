"""Moves real MLflow stores into Slipway and compares both sides through the real client."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

import mlflow
import pytest
import slipway_process
from conftest import slipway, take
from mlflow import MlflowClient
from mlflow.entities import Metric
from whole import everything


def same(here, there):
    """Compared part by part, so that a failure names the part."""
    assert set(here) == set(there)
    for experiment, content in here.items():
        if experiment == "registry":
            assert content == there[experiment]
            continue
        other = there[experiment]
        assert set(content["runs"]) == set(other["runs"]), experiment
        for run_id, run in content["runs"].items():
            for part, value in run.items():
                assert value == other["runs"][run_id][part], f"{part} of {run_id}"
        assert content["models"] == other["models"], experiment
        assert {k: content[k] for k in ("id", "stage", "tags")} == {k: other[k] for k in ("id", "stage", "tags")}


def changes(report):
    return sum(c["added"] + c["updated"] for c in report["counts"].values())


def test_a_store_is_the_same_on_both_sides(imported):
    assert imported.report["left"] == []
    assert "word" not in json.dumps(imported.report)  # a database's password
    counts = {kind: c["added"] for kind, c in imported.report["counts"].items()}
    assert counts["runs"] == 9 and counts["logged models"] == 1 and counts["versions"] == 4 and counts["aliases"] == 2
    same(imported.store.content, imported.content)


def test_importing_twice_changes_nothing(imported):
    before = imported.content
    again = take(imported.store.source, imported.server, *imported.store.options)
    assert changes(again) == 0, again["counts"]
    assert everything(imported.server.ui) == before


def test_versions_find_their_files(imported, tmp_path):
    mlflow.set_tracking_uri(imported.server.ui)
    folder = pathlib.Path(mlflow.artifacts.download_artifacts("models:/weather@champion", dst_path=str(tmp_path / "a")))
    assert "recipe" in (folder / "MLmodel").read_text() or (folder / "python_model.pkl").exists()
    folder = pathlib.Path(mlflow.artifacts.download_artifacts("models:/weather/2", dst_path=str(tmp_path / "b")))
    assert (folder / "größe 100%.png").read_bytes() == bytes(range(256)) * 40


def test_mlflow_opens_what_was_exported_and_finds_the_same(imported, tmp_path):
    target = tmp_path / "out" / "mlruns"
    report = json.loads(slipway("export", "mlflow", "--to", str(target), "--url", imported.server.ui, "-o", "json"))
    assert report["counts"]["runs"]["added"] == 9
    same(imported.content, everything(str(target)))
    client = MlflowClient(str(target), str(target))
    champion = client.get_model_version_by_alias("weather", "champion")
    assert client.get_model_version_download_uri("weather", champion.version).startswith(str(target))
    # In again elsewhere, it is still the same.
    with slipway_process.local(tmp_path / "second") as second:
        assert take(target, second)["left"] == []
        same(imported.content, everything(second.ui))


def test_a_server_is_imported_over_rest(imported, server):
    report = take(imported.server.ui, server)
    assert {left["kind"] for left in report["left"]} <= {"traces"}
    same(imported.content, everything(server.ui))
    assert changes(take(imported.server.ui, server)) <= 3  # the points of the three runs that never ended are sent again


def test_what_was_edited_here_stays(mlruns, server):
    take(mlruns.source, server)
    client = MlflowClient(server.ui)
    client.set_tag(mlruns.made["first"], "kind/of", "edited")
    client.set_registered_model_alias("weather", "champion", "2")
    assert changes(take(mlruns.source, server)) == 0
    assert client.get_run(mlruns.made["first"]).data.tags["kind/of"] == "edited"
    assert client.get_model_version_by_alias("weather", "champion").version == "2"


def test_the_number_of_a_deleted_version_stays_taken(database, server):
    take(database.source, server)
    client = MlflowClient(server.ui)
    source = client.get_run(database.made["first"]).info.artifact_uri
    assert client.create_model_version("weather", f"{source}/plots", database.made["first"]).version == "5"


def test_a_killed_import_goes_on(mlruns, server, tmp_path):
    big = tmp_path / "mlruns"
    shutil.copytree(mlruns.source, big)
    client = MlflowClient(str(big))
    experiment = client.create_experiment("many")
    for i in range(40):
        run = client.create_run(experiment, run_name=f"run {i}").info.run_id
        client.log_batch(run, metrics=[Metric("m", i + s, s, s) for s in range(1000)])
        client.log_text(run, "x" * 1000, "a/b.txt")
    command = [slipway_process.CLI, "import", "mlflow", str(big), "--url", server.ui]
    began = time.monotonic()
    slain = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    there = MlflowClient(server.ui)
    slipway_process.wait_for(lambda: there.search_experiments(filter_string="name = 'many'"), 60, "the first of the import")
    os.killpg(slain.pid, signal.SIGKILL)
    slain.wait(10)
    assert time.monotonic() - began < 60
    take(big, server)
    same(everything(str(big)), everything(server.ui))
    assert changes(take(big, server)) == 0


def test_offline_runs_are_uploaded_as_they_grow(shared, tmp_path):
    folder = tmp_path / "mlruns"
    client = MlflowClient(str(folder))
    experiment = client.create_experiment("on the train")
    run = client.create_run(experiment).info.run_id
    client.log_metric(run, "loss", 1.0, step=0)
    assert "1 added" in slipway("sync", str(folder), "--url", shared.ui)
    there = MlflowClient(shared.ui)
    assert there.get_run(run).info.status == "RUNNING"
    assert "nothing new" in slipway("sync", str(folder), "--url", shared.ui)
    client.log_metric(run, "loss", 0.5, step=1)
    client.log_text(run, "late", "late.txt")
    client.set_tag(run, "new", "tag")
    client.set_terminated(run)
    slipway("sync", str(folder), "--url", shared.ui)
    found = there.get_run(run)
    assert found.info.status == "FINISHED" and found.data.tags["new"] == "tag" and found.data.metrics["loss"] == 0.5
    assert [f.path for f in there.list_artifacts(run)] == ["late.txt"]
    assert len(there.get_metric_history(run, "loss")) == 2


def test_files_outside_of_the_source_are_never_read(server, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key").write_text("do not take me")
    folder = tmp_path / "mlruns"
    client = MlflowClient(str(folder))
    by_uri = client.create_run(client.create_experiment("by uri", artifact_location=str(secret))).info.run_id
    linked = client.create_run("0").info.run_id
    client.log_text(linked, "own", "own.txt")
    (folder / "0" / linked / "artifacts" / "link").symlink_to(secret / "key")
    (folder / "0" / linked / "params" / "leak").symlink_to(secret / "key")
    meta = next(p for p in folder.glob("*/*/meta.yaml") if by_uri in str(p))
    meta.write_text(meta.read_text().replace(f"artifact_uri: {secret}/{by_uri}/artifacts", f"artifact_uri: {secret}"))
    (folder / "1").symlink_to(secret)
    report = take(folder, server)
    there = MlflowClient(server.ui)
    assert [f.path for f in there.list_artifacts(linked)] == ["own.txt"]
    assert there.list_artifacts(by_uri) == [] and there.get_run(linked).data.params == {}
    assert sum("links are not followed" in left["reason"] for left in report["left"]) >= 3
    assert any("outside of the folders given" in left["reason"] for left in report["left"])


def test_artifacts_of_a_proxied_server_are_read_from_the_folder_given(server, tmp_path):
    uri = f"sqlite:///{tmp_path}/server.db"
    client = MlflowClient(uri)
    experiment = client.create_experiment("proxied", artifact_location="mlflow-artifacts:/7")
    run = client.create_run(experiment).info.run_id
    stored = tmp_path / "elsewhere" / "7" / run / "artifacts"
    stored.mkdir(parents=True)
    (stored / "weights.bin").write_bytes(b"w" * 5000)
    assert take(tmp_path / "server.db", server)["left"]
    report = take(tmp_path / "server.db", server, "--artifacts", str(tmp_path / "elsewhere"))
    assert report["left"] == [] and report["counts"]["files"]["added"] == 1
    assert MlflowClient(server.ui).list_artifacts(run)[0].file_size == 5000


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("nowhere", "there is nothing at"),
        ("text.db", "no SQLite database"),
        ("empty", "no MLflow store"),
        ("other.db", "no MLflow database"),
        ("mysql://u@h/d", "import from the running MLflow server"),
    ],
)
def test_what_is_no_source_is_said(source, says, shared, tmp_path):
    import sqlite3

    (tmp_path / "text.db").write_text("hello")
    (tmp_path / "empty").mkdir()
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE cats (name TEXT)")
    given = source if "://" in source else str(tmp_path / source)
    done = slipway_process.run("import", "mlflow", given, "--url", shared.ui)
    assert done.returncode == 1 and says in done.stderr, done.stderr
    assert "Exception" not in done.stderr


def test_a_database_on_postgresql_keeps_its_password(postgres, postgresql, shared):
    refused = {
        postgres.address("postgres", "wrong word"): "password authentication failed",
        postgres.address("not_there"): 'database "not_there" does not exist',
        postgres.fresh(): "is no MLflow database",
        postgresql.source.replace(str(postgres.port), "1"): "refused",
        "postgresql://mlflow:wrong word@127.0.0.1/x": "is not postgresql://user:password@host:port/database",
    }
    for source, says in refused.items():
        done = slipway_process.run("import", "mlflow", source, "--url", shared.ui)
        said = done.stdout + done.stderr
        assert done.returncode != 0 and says in said, said
        assert "word" not in said.replace("password", ""), said


def test_the_report_is_kept_in_a_file(imported, tmp_path):
    slipway("import", "mlflow", imported.store.source, "--url", imported.server.ui, "--report", str(tmp_path / "report.json"))
    assert json.loads((tmp_path / "report.json").read_text())["counts"]["runs"]["unchanged"] == 9


def test_an_export_leaves_a_folder_that_is_not_empty_alone(shared, tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    done = slipway_process.run("export", "mlflow", "--to", str(tmp_path), "--url", shared.ui)
    assert done.returncode == 1 and "is not empty" in done.stderr
