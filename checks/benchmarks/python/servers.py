"""The servers under load: Slipway by its launcher, and the peers in the pinned environment 'bench'."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "checks" / "acceptance" / "python"))

from slipway_process import local, request, wait_for  # noqa: E402, F401


class Folder:
    """A temporary folder, gone at the end."""

    def __enter__(self) -> pathlib.Path:
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="slipway-bench-"))
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


class Peer:
    """A server of others: started, awaited at a URL, ended with all its processes."""

    def __init__(self, name: str, command: list[str], port: int, health: str, log: pathlib.Path, **env: str):
        self.name = name
        self.url = f"http://127.0.0.1:{port}"
        with open(log, "wb") as out:
            self.process = subprocess.Popen(
                command, cwd=log.parent, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **env}, start_new_session=True
            )
        self.pid = self.process.pid
        deadline = time.monotonic() + 300
        while not self._answers(health):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{name} did not start; its log ends: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.2)

    def _answers(self, health: str) -> bool:
        try:
            with urllib.request.urlopen(self.url + health, timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self) -> None:
        for kind, seconds in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
            try:
                os.killpg(self.pid, kind)
                self.process.wait(seconds)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def mlflow(python: str, folder: pathlib.Path, database_uri: str | None = None) -> Peer:
    """MLflow's server with the number of workers that it takes by default; on SQLite if no database is given."""
    folder.mkdir(parents=True)
    port = free_port()
    command = [python, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--backend-store-uri", database_uri or f"sqlite:///{folder}/mlflow.db", "--artifacts-destination", str(folder / "artifacts")]
    return Peer("mlflow", command, port, "/health", folder / "log", PATH=f"{pathlib.Path(python).parent}:{os.environ['PATH']}")


def fastapi(python: str, engine: str, model: pathlib.Path) -> Peer:
    """FastAPI under uvicorn with its native loop and parser, one worker, no access log."""
    port = free_port()
    command = [python, "-m", "uvicorn", "service:app", "--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--log-level", "warning"]
    command += ["--app-dir", str(HERE.parent / "peers")]
    log = model / f"fastapi-{engine}.log"
    return Peer(f"fastapi+{engine}", command, port, "/docs", log, ENGINE=engine, MODEL=str(model), OMP_NUM_THREADS="1")
