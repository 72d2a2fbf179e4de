"""The web UI in a real browser, on a real server with a little of everything in it."""

import csv
import json
import pathlib
import random
import shutil
import subprocess
import time

import pytest
from slipway_process import local, request, run, wait_for

UI = pathlib.Path(__file__).resolve().parents[4] / "ui"
MODEL = "rain"
TITLES = {
    "overview": "Overview",
    "datasets": "Datasets",
    "dataset": "rain.csv",
    "experiments": "Experiments",
    "runs": MODEL,
    "run": "sweep-2",
    "compare": "Compare",
    "models": "Models",
    "model": MODEL,
    "pipelines": "Pipelines",
    "pipeline": "rainy",
    "endpoints": "Endpoints",
    "endpoint": MODEL,
    "monitors": "Monitors",
    "monitor": "rain-drift",
    "events": "Events",
    "settings": "Settings",
}


def ok(answer):
    status, body, _ = answer
    assert status < 300, (status, body)
    return body


def trained(folder, server):
    """A model with an alias, made by the product's own trainer."""
    draw = random.Random(3)
    with open(folder / "rain.csv", "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["place", "pressure", "wet"])
        for _ in range(1000):
            place, pressure = draw.choice(["Bergen", "Oslo"]), round(draw.gauss(1010, 10), 1)
            out.writerow([place, pressure, int(draw.random() < 0.2 + 0.5 * (place == "Bergen" and pressure < 1008))])
    done = run(
        "train", "--data", "rain.csv", "--label", "wet", "--experiment", MODEL, "--register", MODEL, "--alias", "champion",
        "--out", "model", cwd=folder, env={"MLFLOW_TRACKING_URI": server.ui},
    )
    assert done.returncode == 0, done.stderr


def sweep(mlflow, experiment):
    """Runs with curves, as MLflow's clients log them."""
    ids = []
    now = int(time.time() * 1000)
    for i in range(3):
        body = {"experiment_id": experiment, "run_name": f"sweep-{i}", "start_time": now + i}
        run_id = ok(request(f"{mlflow}/runs/create", body))["run"]["info"]["run_id"]
        ok(request(f"{mlflow}/runs/log-batch", {
            "run_id": run_id,
            "params": [{"key": "depth", "value": str(3 + i)}],
            "metrics": [{"key": "loss", "value": 1 / (step + 1 + i), "timestamp": now + step, "step": step} for step in range(200)],
        }))
        ok(request(f"{mlflow}/runs/update", {"run_id": run_id, "status": "FINISHED", "end_time": now + 5000}))
        ids.append(run_id)
    return ids


def filled(server, folder):
    """Fills the server over HTTP; the pages to look at, with words that must be on them."""
    api, mlflow = server.ui + "/api/slipway/v1", server.ui + "/api/2.0/mlflow"
    trained(folder, server)
    first = ok(request(f"{mlflow}/model-versions/get?name={MODEL}&version=1"))["model_version"]
    again = {"name": MODEL, "source": first["source"], "run_id": first["run_id"], "model_id": first["model_id"]}
    ok(request(f"{mlflow}/model-versions/create", again))
    experiment = ok(request(f"{mlflow}/experiments/get-by-name?experiment_name={MODEL}"))["experiment"]["experiment_id"]
    runs = sweep(mlflow, experiment)
    ok(request(f"{api}/datasets/rain.csv/versions", {
        "digest": "md5:0cc175b9c0f1b6a831c399e269772661", "size": 21000, "files": 1, "rows": 1000, "path": "data/rain.csv",
        "source": "test", "schema": [{"name": "place", "type": "category"}, {"name": "pressure", "type": "double"}],
    }))
    initialised = run("dvc", "init", "--no-scm", cwd=folder)
    assert initialised.returncode == 0, initialised.stderr
    (folder / "dvc.yaml").write_text("stages:\n  look:\n    cmd: cat rain.csv\n    deps: [rain.csv]\n")
    ok(request(f"{api}/pipelines/rainy", {"project": str(folder), "model": MODEL}, method="PUT"))
    ok(request(f"{api}/monitors/rain-drift", {"model": MODEL, "window": "P1D"}, method="PUT"))
    wait_for(lambda: request(f"{api}/endpoints")[1]["endpoints"], what="the endpoint is reported")
    return [
        page("overview", "/", MODEL),
        page("datasets", "/datasets", "rain.csv", "1,000"),
        page("dataset", "/datasets/rain.csv", "pressure"),
        page("experiments", "/experiments", MODEL),
        page("runs", f"/experiments/{experiment}", "sweep-0", "sweep-2"),
        page("run", f"/runs/{runs[2]}", "loss", "Finished"),
        page("compare", f"/compare?runs={','.join(runs)}", "depth", "sweep-1"),
        page("models", "/models", MODEL, "@champion"),
        page("model", f"/models/{MODEL}", "@champion", "v2"),
        page("pipelines", "/pipelines", "rainy"),
        page("pipeline", "/pipelines/rainy", MODEL),
        page("endpoints", "/endpoints", MODEL, "v1"),
        page("endpoint", f"/endpoints/{MODEL}", "pressure", "Latency"),
        page("monitors", "/monitors", "rain-drift"),
        page("monitor", "/monitors/rain-drift", "No window yet"),
        page("events", "/events", f"models/{MODEL}"),
        page("settings", "/settings", "serving", "admin.password"),
    ]


def page(name, path, *texts):
    return {"name": name, "path": path, "texts": list(texts)}


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    """What the browser saw, and the server's answer on the alias after the browser moved it."""
    found = any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    assert found, "Chromium is missing (Debian: apt install chromium)"
    folder = tmp_path_factory.mktemp("project")
    with local(tmp_path_factory.mktemp("home")) as server:
        plan = {
            "pages": filled(server, folder),
            "alias": {"model": MODEL, "alias": "champion", "version": 2, "reason": "moved in the browser"},
        }
        done = subprocess.run(
            ["node", "e2e/walk.mjs", server.ui], cwd=UI, input=json.dumps(plan), capture_output=True, text=True, timeout=240
        )
        assert done.returncode == 0, done.stderr
        seen = json.loads(done.stdout)
        history = ok(request(f"{server.ui}/api/slipway/v1/models/{MODEL}/aliases/champion/history"))["changes"]
        tried = request(f"{server.ui}/api/slipway/v1/endpoints/{MODEL}/infer", {"inputs": []})
        wait_for(
            lambda: request(f"{server.ui}/api/slipway/v1/endpoints")[1]["endpoints"][0]["live_version"] == 2,
            what="serving follows the alias that the browser moved",
        )
    return {**seen, "history": history, "tried": tried}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", TITLES)
def test_page(walk, name, theme):
    seen = next(each for each in walk["pages"] if each["name"] == name and each["theme"] == theme)
    assert seen["title"].startswith(TITLES[name]), seen["title"]
    assert seen["missing"] == []
    assert seen["errors"] == []
    assert seen["failed"] == []
    assert seen["axe"] == []
    assert seen["overflow"] == 0


def test_an_alias_moves_in_the_browser(walk):
    assert walk["alias"]["said"] == "@champion names v2 now."
    assert walk["alias"]["errors"] == [] and walk["alias"]["failed"] == []
    newest = max(walk["history"], key=lambda change: change["time"])
    assert newest["version"] == 2 and newest["previous_version"] == 1 and newest["reason"] == "moved in the browser"


def test_an_inference_by_hand_reaches_the_model(walk):
    status, answer, _ = walk["tried"]
    assert status == 400 and "pressure" in answer["detail"]
