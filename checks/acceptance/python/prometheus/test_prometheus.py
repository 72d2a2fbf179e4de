"""Prometheus' configuration, rules and the dashboard, against the real Prometheus and a real Slipway."""

import json
import pathlib
import re
import shutil
import socket
import subprocess
import urllib.parse

import pytest
from slipway_process import local, request, wait_for

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


@pytest.fixture(scope="module")
def scraped(tmp_path_factory):
    """A Prometheus that scrapes a Slipway which has answered some requests; its URL."""
    folder = tmp_path_factory.mktemp("prometheus")
    with local(folder / "home") as server:
        for _ in range(3):
            request(server.inference + "/v2/models/none/infer", {"inputs": []})
            request(server.ui + "/api/2.0/mlflow/experiments/search", {"max_results": 5})
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


def test_dashboard_and_rules_name_only_metrics_that_exist(scraped):
    """Known to Prometheus, or declared by /metrics without a sample yet (a monitor that has not judged anything)."""
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
