"""Small commands: wall and CPU time of `slipway dvc --version` and `slipway dvc status` against the real dvc."""

import pathlib
import subprocess

import environment
import measure
import servers


def measured(bench) -> None:
    slipway = [str(servers.ROOT / "slipway"), "dvc"]
    sides = [("slipway", slipway)]
    if bench.peers:
        sides.append(("dvc", [str(pathlib.Path(environment.python("dvc")).parent / "dvc")]))
    with servers.Folder() as folder:
        project = folder / "project"
        project.mkdir()
        subprocess.run(["git", "init", "-q"], cwd=project, check=True)
        subprocess.run([*slipway, "init"], cwd=project, check=True, stdout=subprocess.DEVNULL)
        for number in range(20):
            (project / f"data{number}.csv").write_text("a,b\n" + f"{number},1\n" * 1000)
            subprocess.run([*slipway, "add", f"data{number}.csv"], cwd=project, check=True, stdout=subprocess.DEVNULL)
        for row in ("--version", "status"):
            for name, command in sides:
                found = measure.command([*command, row], project, 9 if bench.rounds > 1 else 3)
                bench.add({"row": f"dvc {row}", "server": name, **found})
