"""Starts real Slipway processes for the acceptance checks, by the launcher, as a user would."""

import json
import os
import pathlib
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request

CLI = os.environ.get("SLIPWAY_CLI", str(pathlib.Path(__file__).resolve().parents[3] / "slipway"))
READY = re.compile(r"^ready in (\d+) ms  ui=(\S+) inference=(\S+) grpc=(\S+)$")


class Slipway:
    """A running server; its URLs are known once it is ready."""

    def __init__(self, *arguments: str, command: str = "start-dev", seconds: float = 60):
        self.process = subprocess.Popen(
            [CLI, command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        self.log: list[str] = []
        threading.Thread(target=self._read_log, daemon=True).start()
        deadline = time.monotonic() + seconds
        while True:
            line = self.process.stdout.readline()
            found = READY.match(line.strip())
            if found:
                self.ready_millis = int(found[1])
                self.ui, self.inference = found[2], found[3]
                return
            if line == "" or time.monotonic() > deadline:
                self.kill()
                raise AssertionError("no ready line; the log: " + "".join(self.log[-20:]))

    def _read_log(self):
        for line in self.process.stderr:
            self.log.append(line)

    def stop(self) -> int:
        """Asks it to end and answers its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()


def local(home, *arguments: str, **more) -> Slipway:
    """All roles on free ports."""
    return Slipway("--home", str(home), "--port", "0", "--serving-http-port", "0", *arguments, **more)


def request(url: str, body=None, method=None, headers=None):
    """Status, parsed JSON (or text) and headers of one request; errors of HTTP are answers, not exceptions."""
    data = None if body is None else (body if isinstance(body, bytes) else json.dumps(body).encode())
    call = urllib.request.Request(url, data=data, method=method, headers={"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(call, timeout=30) as answer:
            status, text, head = answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        status, text, head = error.code, error.read().decode(), error.headers
    try:
        return status, json.loads(text), head
    except ValueError:
        return status, text, head


def wait_for(condition, seconds: float = 30, what: str = "condition"):
    """The first true value of the condition."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come true in {seconds} s")


def run(*arguments: str, cwd=None, env=None, seconds: float = 120) -> subprocess.CompletedProcess:
    """A command of the launcher."""
    return subprocess.run(
        [CLI, *arguments], cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, timeout=seconds
    )
