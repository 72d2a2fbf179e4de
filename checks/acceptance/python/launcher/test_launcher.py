"""The launcher and the commands about this machine, as typed by a newcomer."""

import json
import os
import pathlib
import socket
import subprocess
import time

import pytest
from slipway_process import CLI, Slipway, local, request, run


def test_help_names_every_verb():
    out = run("--help").stdout
    for verb in ("demo", "start-dev", "models", "runs", "dvc", "apply", "audit", "test", "bench"):
        assert f" {verb} " in out, verb


def test_a_misspelt_command_gets_a_suggestion():
    done = run("modles")
    assert done.returncode == 2
    assert "models" in done.stderr
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr


def test_version_and_roles_as_table_and_json():
    assert run("version").stdout.startswith("slipway ")
    assert "tracking" in run("roles").stdout
    assert {r["name"] for r in json.loads(run("roles", "-o", "json").stdout)["roles"]} >= {"tracking", "serving"}


def test_completion_is_a_script_that_bash_takes(tmp_path):
    script = tmp_path / "completion.bash"
    script.write_text(run("completion").stdout)
    assert subprocess.run(["bash", "-n", script]).returncode == 0
    assert "start-dev" in script.read_text()


def test_doctor_ends_well():
    done = run("doctor")
    assert done.returncode == 0
    assert "Java" in done.stdout


def test_a_jdk_that_is_too_old_is_named(tmp_path):
    old = tmp_path / "jdk"
    (old / "bin").mkdir(parents=True)
    (old / "bin" / "java").write_text("#!/bin/sh\nexit 0\n")
    (old / "bin" / "java").chmod(0o755)
    (old / "release").write_text('JAVA_VERSION="17.0.15"\n')
    done = run("version", env={"SLIPWAY_JAVA_HOME": str(old)})
    assert done.returncode == 1
    assert "25" in done.stderr and str(old) in done.stderr


def test_the_launcher_itself_costs_little():
    root = pathlib.Path(CLI).parent
    best = min(timed([CLI, "--help"]) for _ in range(5))
    assert (root / "slipway").exists()
    assert best < 0.5, best  # a guard against a slip such as a build at every call; the benchmark has the figure


def timed(command):
    began = time.monotonic()
    subprocess.run(command, capture_output=True, check=True)
    return time.monotonic() - began


def test_starts_answers_and_ends_with_zero(tmp_path):
    with local(tmp_path / "home") as server:
        for url in (server.ui, server.inference):
            for path in ("/livez", "/readyz", "/health", "/version", "/metrics"):
                assert request(url + path)[0] == 200, url + path
        assert request(server.ui + "/openapi.json")[1]["openapi"].startswith("3.1")
        assert server.stop() == 0


def test_unknown_keys_are_all_named_with_suggestions(tmp_path):
    done = run("start-dev", "--prot", "1", "--serving-http-prot=2", "--home", str(tmp_path))
    assert done.returncode != 0
    assert "--port" in done.stderr and "--serving-http-port" in done.stderr
    assert "\tat " not in done.stderr


def test_an_unknown_key_in_the_file_has_its_line(tmp_path):
    file = tmp_path / "server.yaml"
    file.write_text("port: 0\nservign:\n  http:\n    port: 0\n")
    done = run("start-dev", "--config", str(file), "--home", str(tmp_path / "h"))
    assert done.returncode != 0
    assert "servign" in done.stderr and "2" in done.stderr


def test_a_port_in_use_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("start-dev", "--home", str(tmp_path), "--port", str(port), "--serving-http-port", "0")
    assert done.returncode == 1
    assert str(port) in done.stderr and "\tat " not in done.stderr


def test_a_home_in_use_is_told(tmp_path):
    with local(tmp_path):
        done = run("start-dev", "--home", str(tmp_path), "--port", "0", "--serving-http-port", "0")
        assert done.returncode == 1
        assert str(tmp_path) in done.stderr and "\tat " not in done.stderr


def test_a_home_that_is_a_file_is_told(tmp_path):
    file = tmp_path / "home"
    file.write_text("x")
    done = run("start-dev", "--home", str(file), "--port", "0", "--serving-http-port", "0")
    assert done.returncode == 1
    assert str(file) in done.stderr and "\tat " not in done.stderr


def test_a_broken_database_is_told_and_kept(tmp_path):
    with local(tmp_path):
        pass
    database = tmp_path / "slipway.db"
    database.write_bytes(b"this was a database" * 1000)
    for extra in tmp_path.glob("slipway.db-*"):
        extra.unlink()
    done = run("start-dev", "--home", str(tmp_path), "--port", "0", "--serving-http-port", "0")
    assert done.returncode == 1
    assert "database" in done.stderr and "\tat " not in done.stderr
    assert database.read_bytes().startswith(b"this was a database")


def test_start_lists_all_that_is_missing_at_once(tmp_path):
    done = run("start", "--home", str(tmp_path), "--port", "0", "--serving-http-port", "0")
    assert done.returncode == 1
    for key in ("hostname", "tls.mode", "admin.password"):
        assert key in done.stderr


def test_start_asks_for_a_login(tmp_path):
    os.environ["SLIPWAY_ADMIN_PASSWORD"] = "correct horse"
    try:
        with Slipway(
            "--home", str(tmp_path), "--port", "0", "--serving-http-port", "0", "--hostname", "localhost", "--tls-mode", "proxy",
            command="start",
        ) as server:
            assert request(server.ui + "/health")[0] == 200
            assert request(server.ui + "/api/slipway/v1/events")[0] == 401
            import base64

            right = base64.b64encode(b"admin:correct horse").decode()
            assert request(server.ui + "/api/slipway/v1/events", headers={"Authorization": "Basic " + right})[0] == 200
            wrong = base64.b64encode(b"admin:wrong").decode()
            assert request(server.ui + "/api/slipway/v1/events", headers={"Authorization": "Basic " + wrong})[0] == 401
    finally:
        del os.environ["SLIPWAY_ADMIN_PASSWORD"]


def test_a_foreign_host_is_refused_in_development(tmp_path):
    with local(tmp_path) as server:
        assert request(server.ui + "/api/slipway/v1/events", headers={"Host": "evil.example"})[0] == 403
        status = request(
            server.ui + "/api/2.0/mlflow/experiments/create", {"name": "x"}, headers={"Origin": "http://evil.example"}
        )[0]
        assert status == 403


def test_config_show_hides_secrets():
    done = run("config", "show", "--effective", "--port", "1234", env={"SLIPWAY_ADMIN_PASSWORD": "hush"})
    assert "1234" in done.stdout and "--port" in done.stdout
    assert "hush" not in done.stdout


def test_a_kill_loses_nothing_and_the_next_start_works(tmp_path):
    with local(tmp_path) as server:
        made = request(server.ui + "/api/2.0/mlflow/experiments/create", {"name": "kept"})[1]
        server.kill()
    with local(tmp_path) as server:
        found = request(server.ui + "/api/2.0/mlflow/experiments/get-by-name?experiment_name=kept")[1]
        assert found["experiment"]["experiment_id"] == made["experiment_id"]
        assert request(server.ui + "/api/slipway/v1/events/verify")[1]["intact"]


@pytest.mark.parametrize("command", [("models", "list"), ("runs", "list"), ("events", "list"), ("apply",)])
def test_a_command_without_server_says_how_to_start_one(command, tmp_path):
    (tmp_path / "slipway.yaml").write_text("monitors:\n  m:\n    model: m\n")
    done = run(*command, "--url", "http://127.0.0.1:9", cwd=tmp_path)
    assert done.returncode == 1
    assert "start-dev" in done.stderr
