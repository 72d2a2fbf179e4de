"""./slipway test: builds and runs every check, and ends with one line "N passed, N failed".

  ./slipway test                 everything
  ./slipway test --fast          unit and contract tests that take seconds
  ./slipway test --only NAME     one of the parts: java, data, loop, moving, tracking, differential, browser, ui, deploy, launcher

Two parts run at a time.
"""

import argparse
import concurrent.futures
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import typing
import xml.etree.ElementTree as xml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
REPORTS = HERE / ".cache" / "reports"

sys.path.insert(0, str(HERE))
import environment  # noqa: E402


class Tally:
    """Counts the test cases of one part; a runner that breaks without a report counts as one failure."""

    def __init__(self, part: str, output: typing.IO[str] | None) -> None:
        self.part = part
        self.output = output
        self.passed = 0
        self.failed: list[str] = []

    def run(self, command: list[str], cwd: pathlib.Path = ROOT, **env: str) -> int:
        """Exit code of a command whose output goes to this part's log, or to the terminal if it has none."""
        both = {"stdout": self.output, "stderr": subprocess.STDOUT} if self.output else {}
        return subprocess.run(command, cwd=cwd, env={**os.environ, **env}, **both).returncode

    def check(self, name: str, exit_code: int) -> None:
        self.passed += exit_code == 0
        if exit_code != 0:
            self.failed.append(name)

    def junit(self, files: list[pathlib.Path], exit_code: int) -> None:
        cases = failed = 0
        for file in files:
            for case in xml.parse(file).getroot().iter("testcase"):
                cases += 1
                name = f"{case.get('classname', '')} {case.get('name', '')}"
                if case.find("skipped") is not None:
                    failed += 1
                    self.failed.append(f"{name} (left out; every test runs)")
                elif case.find("failure") is not None or case.find("error") is not None:
                    failed += 1
                    self.failed.append(name)
        self.passed += cases - failed
        if exit_code != 0 and failed == 0:
            self.failed.append(f"ended with exit code {exit_code} (see above)")
        elif cases == 0:
            self.failed.append("ran no test")


def java(tally: Tally, fast: bool) -> None:
    for old in ROOT.glob("*/**/target/surefire-reports"):
        shutil.rmtree(old)
    options = ["-DexcludedGroups=slow", "-Dspotless.check.skip", "-Dpostgres.skip=true"] if fast else []
    code = tally.run(["mvn", "-B", "-ntp", "-q", "-T", "2", "--fail-at-end", "spotless:check", "verify", *options])
    tally.junit(sorted(ROOT.glob("*/**/target/surefire-reports/TEST-*.xml")), code)


def ui(tally: Tally, fast: bool) -> None:
    report = REPORTS / "ui.xml"
    code = tally.run(["npx", "vitest", "run", "--reporter=dot", "--reporter=junit", f"--outputFile.junit={report}"], ROOT / "ui")
    tally.junit([report] if report.exists() else [], code)
    if not fast:
        tally.check("lint", tally.run(["npm", "run", "--silent", "lint"], ROOT / "ui"))


def pytest(tally: Tally, env: str, **more: str) -> None:
    """Runs the folder of the part's name with the pinned environment of that name."""
    report = REPORTS / f"{tally.part}.xml"
    python = environment.python(env)
    code = tally.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", str(HERE / "acceptance" / "python" / tally.part)],
        SLIPWAY_CLI=str(ROOT / "slipway"),
        PYTHONDONTWRITEBYTECODE="1",
        **more,
    )
    tally.junit([report] if report.exists() else [], code)


def launcher(tally: Tally, fast: bool) -> None:
    pytest(tally, "dvc")


def tracking(tally: Tally, fast: bool) -> None:
    sys.path.insert(0, str(HERE / "acceptance" / "python"))
    import slipway_process

    with tempfile.TemporaryDirectory() as home, slipway_process.local(home) as server:
        pytest(tally, "mlflow", SLIPWAY_TRACKING_URL=server.ui)


def differential(tally: Tally, fast: bool) -> None:
    sys.path.insert(0, str(HERE / "acceptance" / "python"))
    import slipway_process

    with tempfile.TemporaryDirectory() as home, slipway_process.local(home) as server:
        pytest(tally, "mlflow", SLIPWAY_TRACKING_URL=server.ui)


def data(tally: Tally, fast: bool) -> None:
    pytest(tally, "dvc")


def loop(tally: Tally, fast: bool) -> None:
    pytest(tally, "mlflow")


def moving(tally: Tally, fast: bool) -> None:
    pytest(tally, "mlflow")


def deploy(tally: Tally, fast: bool) -> None:
    pytest(tally, "deploy")


def browser(tally: Tally, fast: bool) -> None:
    pytest(tally, "dvc")


# The longest first: two run at a time, and the last ones should be short.
PARTS = {f.__name__: f for f in (java, data, loop, moving, tracking, differential, browser, ui, deploy, launcher)}
FAST = ["java", "ui"]
AT_ONCE = 2


def part(name: str, fast: bool, alone: bool) -> Tally:
    """Runs one part; its output is shown whole when it ends, or as it comes if the part runs alone."""
    began = time.monotonic()
    log = REPORTS / f"{name}.log"
    with contextlib.nullcontext() if alone else open(log, "w") as output:
        tally = Tally(name, output)
        print(f"== {name} …\n", end="", flush=True)
        try:
            PARTS[name](tally, fast)
        except Exception as e:  # noqa: BLE001  a part that breaks must not take the others with it
            tally.failed.append(f"broke: {e}")
    took = time.monotonic() - began
    told = "" if alone or not tally.failed else log.read_text(errors="replace")
    print(f"{told}== {name}: {tally.passed} passed, {len(tally.failed)} failed, {took:.0f} s\n", end="", flush=True)
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(prog="slipway test", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fast", action="store_true", help="only what takes seconds")
    parser.add_argument("--only", action="append", choices=PARTS, metavar="NAME", help=", ".join(PARTS))
    arguments = parser.parse_args()
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    os.environ.setdefault("MAVEN_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1")

    names = arguments.only or (FAST if arguments.fast else list(PARTS))
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        tallies = list(pool.map(lambda name: part(name, arguments.fast, len(names) == 1), names))
    failures = [f"{tally.part}: {failure}" for tally in tallies for failure in tally.failed]
    print()
    for failure in failures:
        print(f"FAILED {failure}")
    print(f"{sum(tally.passed for tally in tallies)} passed, {len(failures)} failed", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
