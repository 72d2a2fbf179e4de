"""The loop with the roles together and apart: train, register, alias, serve, swap; then the control plane dies."""

import csv
import random

import pytest
from slipway_process import Slipway, local, request, run, wait_for

MODEL = "rain"


def table(path, seed):
    draw = random.Random(seed)
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["place", "pressure", "humidity", "wet"])
        for _ in range(2000):
            place = draw.choice(["Bergen", "Oslo", "Narvik"])
            pressure = round(draw.gauss(1010, 10), 1)
            humidity = "" if draw.random() < 0.1 else round(draw.random() * 100)
            chance = 0.2 + 0.3 * (place == "Bergen") + 0.4 * (pressure < 1005)
            out.writerow([place, pressure, humidity, int(draw.random() < chance)])


def train(tmp_path, control, seed):
    table(tmp_path / "train.csv", seed)
    done = run(
        "train", "--data", "train.csv", "--label", "wet", "--experiment", MODEL, "--register", MODEL, "--alias", "champion",
        "--out", f"model-{seed}", cwd=tmp_path, env={"MLFLOW_TRACKING_URI": control},
    )
    assert done.returncode == 0, done.stderr


def infer(url, place="Bergen"):
    body = {
        "id": "r1",
        "inputs": [
            {"name": "place", "datatype": "BYTES", "shape": [1], "data": [place]},
            {"name": "pressure", "datatype": "FP64", "shape": [1], "data": [1003.5]},
            {"name": "humidity", "datatype": "FP64", "shape": [1], "data": [None]},
        ],
    }
    return request(f"{url}/v2/models/{MODEL}/infer", body)


def answered_by(url, version):
    status, answer, _ = infer(url)
    return status == 200 and answer["model_version"] == str(version)


@pytest.fixture(params=["together", "apart"])
def slipway(request, tmp_path):
    """Control URL, inference URL and how to make the control plane die."""
    if request.param == "together":
        with local(tmp_path / "home") as server:
            yield server.ui, server.inference, None, None
        return
    with Slipway(
        "--home", str(tmp_path / "control"), "--port", "0", "--roles", "data,tracking,training,monitoring,operations"
    ) as control:
        arguments = [
            "--home", str(tmp_path / "serving"), "--roles", "serving", "--serving-http-port", "0", "--control-plane-url", control.ui,
        ]
        with Slipway(*arguments) as serving:
            yield control.ui, serving.inference, (control, serving), arguments


def test_alias_moves_and_serving_follows(slipway, tmp_path):
    control, inference, processes, arguments = slipway
    assert infer(inference)[0] == 404
    train(tmp_path, control, 1)
    wait_for(lambda: answered_by(inference, 1), what="version 1 is served")
    train(tmp_path, control, 2)
    wait_for(lambda: answered_by(inference, 2), what="version 2 is served")

    status, answer, _ = request(
        f"{inference}/v2/models/{MODEL}/infer", {"inputs": [{"name": "place", "datatype": "BYTES", "shape": [1], "data": ["Oslo"]}]}
    )
    assert status == 400 and "pressure" in answer["error"]

    back = run("models", "rollback", MODEL, "--url", control)
    assert back.returncode == 0 and "version 1" in back.stdout
    wait_for(lambda: answered_by(inference, 1), what="version 1 is back")

    status, answer, _ = request(
        f"{inference}/models/{MODEL}/invocations",
        {"dataframe_split": {"columns": ["place", "pressure", "humidity"], "data": [["Oslo", 1020.0, 40.0]]}},
    )
    assert status == 200, answer

    seen = wait_for(
        lambda: request(control + "/api/slipway/v1/endpoints")[1]["endpoints"], what="the endpoint is reported"
    )
    assert seen[0]["model"] == MODEL

    if processes:
        goes_on_alone(processes, arguments, inference)


def goes_on_alone(processes, arguments, inference):
    control, serving = processes
    control.kill()
    assert answered_by(inference, 1)
    assert serving.stop() == 0
    with Slipway(*arguments) as again:
        wait_for(lambda: answered_by(again.inference, 1), what="served from the disk with the control plane dead")
