"""Prometheus' configuration, rules and the dashboard, against the real Prometheus and a real Slipway."""

import csv
import json
import pathlib
import random
import re
import shutil
import socket
import subprocess
import urllib.parse

import pytest
from slipway_process import local, request, run, wait_for

DEPLOY = pathlib.Path(__file__).resolve().parents[4] / "deploy"
DASHBOARD = json.loads((DEPLOY / "grafana" / "dashboards" / "slipway.json").read_text())
EXPRESSIONS = [t["expr"].replace("$__rate_interval", "1m") for p in DASHBOARD["panels"] for t in p["targets"]]


def promtool(*arguments, cwd=DEPLOY / "prometheus"):
    assert shutil.which("promtool"), "promtool is missing (Debian: apt install prometheus)"
    return subprocess.run(["promtool", *arguments], cwd=cwd, capture_output=True, text=True)


def test_rules_are_well_formed():
    done = promtool("check", "rules", "alerts.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_rules_fire_when_they_should_and_not_before():
    done = promtool("test", "rules", "alerts.test.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_scrape_configuration_is_well_formed():
    done = promtool("check", "config", "--syntax-only", "prometheus.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


MONITOR = """
monitors:
  rain:
    model: rain
    window: P1D
    label: {positive: 1}
    min_rows: 50
    rules:
      - {name: drift, metric: drift_share, above: 0.9}
"""
DAY = 24 * 3600 * 1000


def rows(count, seed):
    draw = random.Random(seed)
    for _ in range(count):
        pressure = round(draw.gauss(1010, 10), 1)
        yield pressure, int(draw.random() < (0.8 if pressure < 1008 else 0.2))


def judged_model(server, folder):
    """A served model whose monitor has judged a day of traffic with its labels."""
    with open(folder / "train.csv", "w", newline="") as file:
        csv.writer(file).writerows([("pressure", "wet"), *rows(1000, 1)])
    (folder / "slipway.yaml").write_text(MONITOR)
    trained = run(
        "train", "--data", "train.csv", "--label", "wet", "--register", "rain", "--alias", "champion",
        cwd=folder, env={"MLFLOW_TRACKING_URI": server.ui},
    )
    assert trained.returncode == 0, trained.stderr
    applied = run("apply", "-f", "slipway.yaml", "--url", server.ui, cwd=folder)
    assert applied.returncode == 0, applied.stderr
    model = server.inference + "/v2/models/rain"
    wait_for(lambda: request(model + "/ready")[0] == 200, what="the model is served")
    labels = []
    for i, (pressure, wet) in enumerate(rows(300, 2)):
        body = {
            "id": f"r{i}",
            "parameters": {"event_time": i if i < 200 else 3 * DAY},
            "inputs": [{"name": "pressure", "datatype": "FP64", "shape": [1], "data": [pressure]}],
        }
        assert request(model + "/infer", body)[0] == 200
        labels.append({"request_id": f"r{i}", "value": wet, "time": body["parameters"]["event_time"] + 1})
    api = server.ui + "/api/slipway/v1"
    assert request(api + "/labels", {"model": "rain", "labels": labels})[0] == 200
    wait_for(lambda: "slipway_monitor_auc{" in request(server.ui + "/metrics")[1], what="the monitor judged a window")


@pytest.fixture(scope="module")
def scraped(tmp_path_factory):
    """A Prometheus that scrapes a Slipway which has answered some requests; its URL."""
    folder = tmp_path_factory.mktemp("prometheus")
    with local(folder / "home") as server:
        for _ in range(3):
            request(server.inference + "/v2/models/none/infer", {"inputs": []})
            request(server.ui + "/api/2.0/mlflow/experiments/search", {"max_results": 5})
        judged_model(server, folder)
        config = (DEPLOY / "prometheus" / "prometheus.yaml").read_text()
        config = re.sub(r"    basic_auth:.*\n", "", config)
        config = config.replace("control:5000", server.ui.removeprefix("http://"))
        config = config.replace("serving:8000", server.inference.removeprefix("http://"))
        config = config.replace("interval: 5s", "interval: 1s")
        (folder / "prometheus.yaml").write_text(config)
        shutil.copy(DEPLOY / "prometheus" / "alerts.yaml", folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        prometheus = subprocess.Popen(
            ["prometheus", f"--config.file={folder}/prometheus.yaml", f"--storage.tsdb.path={folder}/data",
             f"--web.listen-address=127.0.0.1:{port}"], stderr=subprocess.DEVNULL,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            wait_for(lambda: up(url) >= 2, what="both jobs are scraped")
            yield url
        finally:
            prometheus.terminate()
            prometheus.wait(20)


def query(url, expression):
    return request(url + "/api/v1/query?query=" + urllib.parse.quote(expression))[1]


def up(url):
    try:
        return sum(float(r["value"][1]) for r in query(url, 'up{job=~"slipway-.*"}')["data"]["result"])
    except (OSError, KeyError, TypeError):
        return 0


def test_every_expression_of_the_dashboard_parses(scraped):
    for expression in EXPRESSIONS:
        assert query(scraped, expression)["status"] == "success", expression


def test_the_monitors_figures_arrive(scraped):
    wait_for(lambda: query(scraped, "slipway_monitor_auc")["data"]["result"], what="the AUC is scraped")
    found = query(scraped, "slipway_monitor_auc")["data"]["result"][0]
    assert found["metric"]["monitor"] == "rain" and 0.5 < float(found["value"][1]) < 1


def test_dashboard_and_rules_name_only_metrics_that_exist(scraped):
    """Declared by one of the two /metrics of a Slipway that trained, served, monitored and refused."""
    declared = set()
    for target in request(scraped + "/api/v1/targets")[1]["data"]["activeTargets"]:
        if target["labels"]["job"].startswith("slipway"):
            body = request(target["scrapeUrl"])[1]
            declared |= set(re.findall(r"^# TYPE (\S+)", body, re.M))
    rules = (DEPLOY / "prometheus" / "alerts.yaml").read_text()
    named = set(re.findall(r"\b(?:slipway|http_server|process)_[a-z_]+", " ".join(EXPRESSIONS) + rules))
    for name in named:
        base = re.sub(r"_(bucket|count|sum|total)$", "", name)
        assert {name, base, base + "_total"} & declared, f"{name} is not exported; exported are {sorted(declared)}"
