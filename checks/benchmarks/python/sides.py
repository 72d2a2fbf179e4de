"""The two servers that the tracking rows compare, each with its database: SQLite files, or two databases of one PostgreSQL."""

import contextlib
import os
import pathlib
import pwd
import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import servers

API = "/api/2.0/mlflow"
HERE = pathlib.Path(__file__).resolve().parent


@dataclass
class Side:
    """One server under load."""

    name: str
    url: str
    pid: int
    folder: pathlib.Path
    database_uri: str | None  # of MLflow's tables, as SQLAlchemy writes it
    python: str  # the interpreter of the environment 'bench'

    def post(self, path: str, body: dict) -> dict:
        """
        Asks again when the connection is cut, because MLflow's supervisor replaces workers that a busy machine makes late,
        and while its workers still hold all connections of their pool after a load.
        """
        for attempt in range(10):
            try:
                status, answer, _ = servers.request(self.url + API + path, body)
                if status == 200 or "QueuePool" not in str(answer):
                    break
            except OSError:
                if attempt == 9:
                    raise
            time.sleep(5)
        if status != 200:
            raise RuntimeError(f"{self.name}: {path} answered {status}: {answer}")
        return answer

    def experiment(self, kind: str) -> str:
        return self.post("/experiments/create", {"name": f"{kind}-{uuid.uuid4().hex[:8]}"})["experiment_id"]

    def seed_tables(self, kind: str, experiment: str) -> None:
        """Rows by SQL; MLflow only."""
        subprocess.run([self.python, str(HERE / "seed_mlflow.py"), str(self.database_uri), kind, experiment], check=True)


class Postgres:
    """A PostgreSQL cluster of the machine's package, durable, on a free port, in a folder that is gone afterwards."""

    def __init__(self, folder: pathlib.Path):
        found = self.found()
        if not found:
            raise RuntimeError("no PostgreSQL here (Debian: apt install postgresql)")
        self.bin, self.folder, self.port = pathlib.Path(found).parent, folder, servers.free_port()
        folder.mkdir(parents=True)
        self.before = []
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            pwd.getpwnam("postgres")
            for above in (folder, *folder.parents):
                if above.owner() == "root" and above != pathlib.Path("/"):
                    above.chmod(above.stat().st_mode | 0o011)
            shutil.chown(folder, "postgres")
            self.before = ["runuser", "-u", "postgres", "--"]
        self._run("initdb", "-D", str(folder / "data"), "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        self._run("pg_ctl", "-D", str(folder / "data"), "-l", str(folder / "log"), "-w", "-o", options, "start")
        self.pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])

    @staticmethod
    def found() -> str | None:
        """Path of initdb: the newest of Debian's packages, or the one on PATH."""
        binaries = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
        return str(binaries[-1]) if binaries else shutil.which("initdb")

    def _run(self, tool: str, *arguments: str) -> None:
        done = subprocess.run([*self.before, str(self.bin / tool), *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/")
        if done.returncode != 0:
            raise RuntimeError(f"{tool} ended with {done.returncode}: {done.stdout[-1000:]}")

    def database(self, name: str) -> str:
        """Makes a database; its address without a scheme."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "bench", name)
        return f"://bench@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "fast", "stop")


@contextlib.contextmanager
def on(bench, database: str, folder: pathlib.Path, peers: bool = True) -> Iterator[list[Side]]:
    """Slipway and, if peers are wanted, MLflow on a database: 'sqlite' or 'postgresql'."""
    with contextlib.ExitStack() as stack:
        more, uri = [], None
        if database == "postgresql":
            postgres = Postgres(folder / "postgresql")
            stack.callback(postgres.stop)
            more = ["--storage-database-url", "postgresql" + postgres.database("slipway")]
            uri = "postgresql+psycopg2" + postgres.database("mlflow")
        python = bench.python()
        slipway = stack.enter_context(servers.local(folder / "home", *more))
        sides = [Side("slipway", slipway.ui, slipway.process.pid, folder / "slipway", None, python)]
        if peers and bench.peers:
            peer = stack.enter_context(servers.mlflow(python, folder / "mlflow", uri))
            sides.append(Side("mlflow", peer.url, peer.pid, folder / "mlflow", uri or f"sqlite:///{folder}/mlflow/mlflow.db", python))
        for side in sides:
            side.folder.mkdir(exist_ok=True)
        yield sides
