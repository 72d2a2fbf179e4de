"""Life after delete, by the commands."""

import json

import pytest
import slipway_process
from conftest import slipway
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException


def test_gc_says_first_and_then_deletes(server):
    client = MlflowClient(server.ui)
    run = client.create_run("0").info.run_id
    client.log_text(run, "x" * 1000, "a.txt")
    client.delete_run(run)
    assert "would delete 1 runs" in slipway("gc", "--dry-run", "--older-than", "0s", "--url", server.ui)
    assert client.get_run(run).info.lifecycle_stage == "deleted"
    assert "deleted 0 runs" in slipway("gc", "--url", server.ui)
    assert "1 files, 1000 bytes" in slipway("gc", "--older-than", "0s", "--url", server.ui)
    with pytest.raises(MlflowException):
        client.get_run(run)


def test_storage_shows_who_takes_the_space(server):
    client = MlflowClient(server.ui)
    experiment = client.create_experiment("big one")
    client.log_text(client.create_run(experiment).info.run_id, "x" * 5000, "a.txt")
    space = json.loads(slipway("storage", "--fresh", "--url", server.ui, "-o", "json"))
    assert space["experiments"][0]["name"] == "big one" and space["experiments"][0]["bytes"] == 5000
    assert "big one" in slipway("storage", "--url", server.ui)


def test_the_name_of_a_deleted_experiment_is_reusable_by_choice(tmp_path):
    with slipway_process.local(tmp_path / "home") as server:
        client = MlflowClient(server.ui)
        client.delete_experiment(client.create_experiment("again"))
        with pytest.raises(MlflowException):
            client.create_experiment("again")
    with slipway_process.local(tmp_path / "home", "--tracking-trash-reuse-names", "true") as server:
        client = MlflowClient(server.ui)
        new = client.create_experiment("again")
        old = next(e for e in client.search_experiments(view_type=2) if e.experiment_id != new)
        client.restore_experiment(old.experiment_id)
        assert client.get_experiment(old.experiment_id).name.startswith("again (deleted")
