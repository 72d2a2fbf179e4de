"""Fixtures of moving in and out: real MLflow stores made by the real client, and Slipways of this test's own."""

import functools
import json
import os
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import slipway_process  # noqa: E402
from postgresql import Postgres  # noqa: E402
from whole import everything  # noqa: E402

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "1"
os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"

SAMPLE = pathlib.Path(__file__).with_name("sample.py")


class Store:
    """A store that the real client filled: where it is, and what it answered when it was made."""

    def __init__(self, folder: pathlib.Path, uri: str, source: str, *options: str):
        self.folder, self.uri, self.source, self.options = folder, uri, source, options
        done = subprocess.run([sys.executable, str(SAMPLE), uri], cwd=folder, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr[-3000:]
        self.made = json.loads(done.stdout.strip().splitlines()[-1])

    @functools.cached_property
    def content(self):
        """All that it holds; no test changes a store."""
        return everything(self.uri)


@pytest.fixture(scope="session")
def mlruns(tmp_path_factory):
    folder = tmp_path_factory.mktemp("folder")
    return Store(folder, str(folder / "mlruns"), str(folder / "mlruns"))


@pytest.fixture(scope="session")
def database(tmp_path_factory):
    folder = tmp_path_factory.mktemp("database")
    return Store(folder, f"sqlite:///{folder}/mlflow.db", str(folder / "mlflow.db"))


@pytest.fixture(scope="session")
def postgres():
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgresql(postgres, tmp_path_factory):
    folder = tmp_path_factory.mktemp("postgresql")
    uri = postgres.fresh()
    return Store(folder, uri, uri, "--artifacts", str(folder / "mlruns"))


@pytest.fixture(scope="session", params=["mlruns", "database", "postgresql"])
def store(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """A Slipway of all tests that add what is theirs, and ask for no more."""
    with slipway_process.local(tmp_path_factory.mktemp("shared")) as started:
        yield started


class Imported:
    """A store, a Slipway that took it, and the report of that; the tests of it read only."""

    def __init__(self, store: Store, server):
        self.store, self.server = store, server
        self.report = take(store.source, server, *store.options)

    @functools.cached_property
    def content(self):
        return everything(self.server.ui)


@pytest.fixture(scope="session")
def imported(store, tmp_path_factory):
    with slipway_process.local(tmp_path_factory.mktemp("imported")) as started:
        yield Imported(store, started)


@pytest.fixture
def server(tmp_path):
    """A Slipway of one test, for what changes it."""
    with slipway_process.local(tmp_path / "home") as started:
        yield started


def slipway(*arguments, **more):
    """A command that must succeed; its output."""
    done = slipway_process.run(*arguments, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def take(source, server, *more):
    """Imports and answers the report."""
    return json.loads(slipway("import", "mlflow", str(source), "--url", server.ui, "-o", "json", *more))
