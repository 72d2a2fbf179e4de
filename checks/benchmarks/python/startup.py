"""From the command to the ready line, with and without the start-up cache, on a new and on a used home; idle memory."""

import os
import statistics
import time

import measure
import servers

KINDS = {"with the AOT cache": "", "without the AOT cache": "-XX:AOTMode=off"}


def measured(bench) -> None:
    times: dict[tuple[str, str], list[float]] = {}
    with servers.Folder() as folder:
        for number in range(bench.rounds + 1):
            for cache, option in KINDS.items():
                home = folder / f"{number}-{bool(option)}"
                for start in ("first start", "start of a used home"):
                    os.environ["SLIPWAY_JAVA_OPTS"] = option
                    began = time.monotonic()
                    try:
                        with servers.local(home) as slipway:
                            times.setdefault((start, cache), []).append((time.monotonic() - began) * 1e3)
                            if number == bench.rounds and start == "first start" and not option:
                                time.sleep(8 if bench.rounds > 1 else 4)
                                _memory(bench, slipway.process.pid, "slipway")
                    finally:
                        del os.environ["SLIPWAY_JAVA_OPTS"]
        for (start, cache), millis in times.items():
            middle = round(statistics.median(millis[1:] or millis))
            bench.add({"row": f"{start}, {cache}", "server": "slipway", "wall_ms": middle, "times": len(millis[1:] or millis)})
        if bench.peers:
            began = time.monotonic()
            with servers.mlflow(bench.python(), folder / "mlflow") as peer:
                bench.add({"row": "first start, with the AOT cache", "server": "mlflow", "wall_ms": round((time.monotonic() - began) * 1e3), "times": 1})
                time.sleep(4)
                _memory(bench, peer.pid, "mlflow")


def _memory(bench, pid: int, server: str) -> None:
    rss, pss = measure.memory_mb(pid, "Rss"), measure.memory_mb(pid)
    bench.add({"row": "resident memory idle, all roles", "server": server, "rss_mb": round(rss), "pss_mb": round(pss)})
