"""Runs real dvc commands in forks of one process that has imported dvc already: its import takes longer than most
commands. Each command is a process of its own with its own folder and output, as from a shell.

Reads one JSON request a line, {"arguments", "cwd", "env", "out", "err"}, and answers the exit code of each in a line.
"""

import json
import os
import sys

import dvc.cli
import dvc.repo  # noqa: F401  what nearly every command imports
import dvc.repo.reproduce  # noqa: F401
import dvc.stage.run  # noqa: F401
import dvc_data.hashfile.checkout  # noqa: F401
import dvc_data.index.checkout  # noqa: F401
import dvc_objects.fs  # noqa: F401


def child(request: dict) -> None:
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    for descriptor, path in ((1, request["out"]), (2, request["err"])):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, descriptor)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    code = 1
    try:
        code = dvc.cli.main(request["arguments"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


for line in sys.stdin.buffer:
    pid = os.fork()
    if pid == 0:
        child(json.loads(line))
    _, status = os.waitpid(pid, 0)
    os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())
