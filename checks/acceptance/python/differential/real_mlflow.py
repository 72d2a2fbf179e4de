"""The real `mlflow server`, of the environment that runs the test, on SQLite and files in a folder of its own."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RealMlflow:
    """Starting takes seconds: begin with the constructor, go on with other things, then `wait`."""

    def __init__(self, home: pathlib.Path):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log = home / "mlflow.log"
        command = [
            str(pathlib.Path(sys.executable).with_name("mlflow")), "server", "--host", "127.0.0.1", "--port", str(port),
            "--workers", "1", "--backend-store-uri", f"sqlite:///{home}/mlflow.db",
            "--artifacts-destination", str(home / "artifacts"),
        ]  # fmt: skip
        env = {
            **os.environ,
            "PATH": str(pathlib.Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", ""),
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "DO_NOT_TRACK": "true",
            "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=home, env=env, stdout=log, stderr=log, start_new_session=True)

    def wait(self, seconds: float = 120):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(self.url + "/health", timeout=5):
                return
            time.sleep(0.2)
        raise AssertionError("mlflow server did not start: " + self.log.read_text()[-2000:])

    def stop(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(15)
