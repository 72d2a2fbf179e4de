"""./slipway bench: measures Slipway and its peers in the same run, prints the figures beside the budgets, keeps them in
checks/benchmarks/results/. Needs Linux and wrk; peers run in a Python environment that it makes.

  ./slipway bench                full rounds, up to an hour
  ./slipway bench --quick        short rounds, up to 15 minutes
  ./slipway bench --only NAME    one of: startup, commands, trees, log, writes, search, history, registry, spans, artifacts, large,
                                 inference (may be repeated)
  ./slipway bench --database X   writes to spans on sqlite or postgresql alone; on both, where PostgreSQL is installed, if not given
  ./slipway bench --no-peers     Slipway alone
"""

import argparse
import datetime
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE / "benchmarks" / "python"))

import budgets  # noqa: E402
import commands  # noqa: E402
import environment  # noqa: E402
import inference  # noqa: E402
import measure  # noqa: E402
import programs  # noqa: E402
import report  # noqa: E402
import sides  # noqa: E402
import startup  # noqa: E402
import tracking  # noqa: E402

TRACKING = (tracking.writes, tracking.search, tracking.history, tracking.registry, tracking.spans)
PARTS = {
    "startup": startup.measured,
    "commands": commands.measured,
    "trees": programs.trees,
    "log": programs.log,
    **{part.__name__: tracking.on_each_database(part) for part in TRACKING},
    "artifacts": tracking.artifacts,
    "large": tracking.large,
    "inference": inference.measured,
}


class Bench:
    """What the parts are given: how long to measure, and where figures go."""

    def __init__(self, quick: bool, peers: bool, databases: list[str]):
        self.databases = databases
        self.rounds = 1 if quick else 3
        self.seconds = 2 if quick else 4
        self.warm = 2 if quick else 8
        self.peers = peers
        self.results: list[dict] = []

    def python(self) -> str:
        return environment.python("bench")

    def make_model(self, folder: pathlib.Path, trees: int) -> None:
        subprocess.run([self.python(), str(HERE / "benchmarks" / "python" / "make_model.py"), str(folder), str(trees)], check=True)

    def say(self, text: str) -> None:
        print(text, flush=True)

    def add(self, row: dict) -> None:
        self.results.append(row)
        same = [r for r in self.results if r["row"] == row["row"] and r.get("connections") == row.get("connections") and r.get("pinned_apart") == row.get("pinned_apart")]
        own = next((r for r in same if r["server"].startswith("slipway")), None)
        self.say(report.line(row, own))

    def load(self, cases: list[measure.Case]) -> None:
        measure.interleaved(cases, self.rounds, self.seconds, self.warm)
        for case in cases:
            self.add(case.summary())


def main() -> int:
    parser = argparse.ArgumentParser(prog="slipway bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="short rounds")
    parser.add_argument("--only", action="append", choices=PARTS, metavar="NAME", help=", ".join(PARTS))
    parser.add_argument("--database", choices=tracking.DATABASES, help="where the tables of the tracking rows are")
    parser.add_argument("--no-peers", action="store_true", help="Slipway alone")
    parser.add_argument("--out", type=pathlib.Path, default=HERE / "benchmarks" / "results", help="folder of the results")
    arguments = parser.parse_args()
    if not pathlib.Path("/proc/self/smaps_rollup").exists():
        print("slipway bench reads CPU and memory from /proc, so it needs Linux.", file=sys.stderr)
        return 1
    for tool, package in (("wrk", "wrk"), ("taskset", "util-linux")):
        if shutil.which(tool) is None:
            print(f"slipway bench needs {tool} (Debian: apt install {package}).", file=sys.stderr)
            return 1

    databases = [arguments.database] if arguments.database else ["sqlite", *(["postgresql"] if sides.Postgres.found() else [])]
    bench = Bench(arguments.quick, not arguments.no_peers, databases)
    host = report.machine()
    bench.say(f"{host['cores']} cores of {host['cpu']}, load before: {' '.join(map(str, host['load_before']))}")
    began = time.monotonic()
    failed = []
    for name in arguments.only or PARTS:
        bench.say(f"== {name}")
        try:
            PARTS[name](bench)
        except Exception as error:  # one part that breaks must not cost the figures of the others
            failed.append(name)
            bench.say(f"  {name} could not be measured: {error}")
    held = budgets.all_budgets(bench.results)
    bench.say("== budgets")
    for budget in held:
        if not arguments.only or budget.value is not None:
            bench.say(report.budget_line(budget))
    facts = {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes"),
        "commit": report.commit(HERE.parent),
        "machine": host,
        "jdk": programs.jdk(),
        "mode": "quick" if arguments.quick else "full",
        "rounds": bench.rounds,
        "seconds": bench.seconds,
        "took_seconds": round(time.monotonic() - began),
        "not_measured": failed,
    }
    suffix = "".join("-" + name for name in arguments.only or []) + ("-quick" if arguments.quick else "")
    path = report.write(arguments.out, report.file_name(host) + suffix, facts, bench.results, held)
    bench.say(f"{path}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
