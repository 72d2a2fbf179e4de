"""Plays the whole corpus on the real MLflow server and on Slipway at SLIPWAY_TRACKING_URL, once per session."""

import os
import pathlib
import sys
import uuid

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from comparison import Comparison  # noqa: E402
from corpus import AREAS  # noqa: E402
from real_mlflow import RealMlflow  # noqa: E402
from replay import Replay  # noqa: E402

URL = os.environ.get("SLIPWAY_TRACKING_URL")


def play(url: str, unique: str):
    answers = {}
    for area, calls in AREAS.items():
        replay = Replay(url, f"{unique}-{area[:4]}")
        answers[area] = [replay.play(call) for call in calls]
    return answers


@pytest.fixture(scope="session")
def comparison(request, tmp_path_factory):
    if not URL:
        pytest.exit("set SLIPWAY_TRACKING_URL to the address of a running server, e.g. http://127.0.0.1:5000", 2)
    unique = "diff" + uuid.uuid4().hex[:8]
    mlflow = RealMlflow(tmp_path_factory.mktemp("mlflow"))
    try:
        ours = play(URL, unique)
        mlflow.wait()
        real = play(mlflow.url, unique)
    finally:
        mlflow.stop()
    made = Comparison(real, ours)
    request.config.stash[SCORE] = made.score()
    return made


SCORE = pytest.StashKey[str]()


def pytest_terminal_summary(terminalreporter, config):
    if SCORE in config.stash:
        terminalreporter.write_line(config.stash[SCORE])
