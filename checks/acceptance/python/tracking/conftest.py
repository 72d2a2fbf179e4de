"""Fixtures of the tracking acceptance: the real mlflow client against the server at SLIPWAY_TRACKING_URL."""

import os
import uuid

import mlflow
import pytest
from mlflow import MlflowClient

URL = os.environ.get("SLIPWAY_TRACKING_URL")


@pytest.fixture(scope="session", autouse=True)
def _server():
    if not URL:
        pytest.exit("set SLIPWAY_TRACKING_URL to the address of a running server, e.g. http://127.0.0.1:5000", 2)
    os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "1"
    os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"
    mlflow.set_tracking_uri(URL)


@pytest.fixture
def client():
    return MlflowClient(URL)


@pytest.fixture
def unique():
    """A name nobody else uses."""
    return "acceptance-" + uuid.uuid4().hex[:12]


@pytest.fixture
def experiment(unique):
    """A fresh experiment, active for the fluent API; its id."""
    found = mlflow.set_experiment(unique)
    yield found.experiment_id
    while mlflow.active_run():
        mlflow.end_run()
