"""Makes the pinned Python environments that the checks run real clients in: checks/.cache/<name>/, once per content of
checks/python/<name>.txt. uv does the work; it comes from PyPI itself."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import venv

HERE = pathlib.Path(__file__).resolve().parent
CACHE = HERE / ".cache"
MAKING = threading.Lock()


def uv() -> str:
    """Path of uv: the installed one, or one put into a small environment of its own."""
    found = shutil.which("uv")
    if found:
        return found
    home = CACHE / "uv"
    binary = home / "bin" / "uv"
    if not binary.exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([home / "bin" / "pip", "install", "-q", "--disable-pip-version-check", "uv"], check=True)
    return str(binary)


def python(name: str) -> str:
    """The interpreter of the environment, made if it is missing or its pins have changed. Safe for several threads."""
    with MAKING:
        return made(name)


def made(name: str) -> str:
    pins = HERE / "python" / f"{name}.txt"
    stamp = hashlib.sha256(pins.read_bytes() + sys.version.encode()).hexdigest()
    home = CACHE / name
    mark = home / "made-of"
    if not (mark.exists() and mark.read_text() == stamp):
        print(f"  making the Python environment '{name}' …", file=sys.stderr, flush=True)
        CACHE.mkdir(parents=True, exist_ok=True)
        tool = uv()
        quiet = {**os.environ, "VIRTUAL_ENV": str(home)}
        subprocess.run([tool, "venv", "-q", "--clear", "--python", sys.executable, str(home)], check=True)
        subprocess.run([tool, "pip", "install", "-q", "--compile-bytecode", "-r", str(pins)], check=True, env=quiet)
        mark.write_text(stamp)
    return str(home / "bin" / "python")


if __name__ == "__main__":
    for wanted in sys.argv[1:]:
        print(python(wanted))
