"""./slipway test: builds and runs every check, and ends with one line "N passed, N failed".

  ./slipway test                 everything
  ./slipway test --fast          unit and contract tests that take seconds
  ./slipway test --only NAME     one of the parts: java, ui, launcher, tracking, data, loop, deploy, browser
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
REPORTS = HERE / ".cache" / "reports"

sys.path.insert(0, str(HERE))
import environment  # noqa: E402


class Tally:
    """Counts test cases over all runners; a runner that breaks without a report counts as one failure."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed: list[str] = []

    def junit(self, part: str, files: list[pathlib.Path], exit_code: int) -> None:
        cases = failed = 0
        for file in files:
            for case in xml.parse(file).getroot().iter("testcase"):
                if case.find("skipped") is not None:
                    continue
                cases += 1
                if case.find("failure") is not None or case.find("error") is not None:
                    failed += 1
                    self.failed.append(f"{part}: {case.get('classname', '')} {case.get('name', '')}")
        self.passed += cases - failed
        if exit_code != 0 and failed == 0:
            self.failed.append(f"{part}: ended with exit code {exit_code} (see above)")
        elif cases == 0:
            self.failed.append(f"{part}: ran no test")


def run(command: list[str], cwd: pathlib.Path = ROOT, **env: str) -> int:
    return subprocess.run(command, cwd=cwd, env={**os.environ, **env}).returncode


def java(tally: Tally, fast: bool) -> None:
    for old in ROOT.glob("*/**/target/surefire-reports"):
        shutil.rmtree(old)
    goals = ["spotless:check", "verify"]
    options = ["-DexcludedGroups=slow"] if fast else []
    code = run(["mvn", "-B", "-ntp", "-q", "--fail-at-end", *goals, *options])
    tally.junit("java", sorted(ROOT.glob("*/**/target/surefire-reports/TEST-*.xml")), code)


def ui(tally: Tally, fast: bool) -> None:
    report = REPORTS / "ui.xml"
    code = run(["npx", "vitest", "run", "--reporter=dot", "--reporter=junit", f"--outputFile.junit={report}"], ROOT / "ui")
    tally.junit("ui", [report] if report.exists() else [], code)
    if not fast:
        lint = run(["npm", "run", "--silent", "lint"], ROOT / "ui")
        tally.passed += lint == 0
        if lint:
            tally.failed.append("ui: lint")


def pytest(tally: Tally, part: str, env: str, folder: str, **more: str) -> None:
    report = REPORTS / f"{part}.xml"
    python = environment.python(env)
    code = run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", str(HERE / "acceptance" / "python" / folder)],
        SLIPWAY_CLI=str(ROOT / "slipway"),
        PYTHONDONTWRITEBYTECODE="1",
        **more,
    )
    tally.junit(part, [report] if report.exists() else [], code)


def launcher(tally: Tally, fast: bool) -> None:
    pytest(tally, "launcher", "dvc", "launcher")


def tracking(tally: Tally, fast: bool) -> None:
    sys.path.insert(0, str(HERE / "acceptance" / "python"))
    import slipway_process

    with tempfile.TemporaryDirectory() as home, slipway_process.local(home) as server:
        pytest(tally, "tracking", "mlflow", "tracking", SLIPWAY_TRACKING_URL=server.ui)


def data(tally: Tally, fast: bool) -> None:
    pytest(tally, "data", "dvc", "data")


def loop(tally: Tally, fast: bool) -> None:
    pytest(tally, "loop", "mlflow", "loop")


def deploy(tally: Tally, fast: bool) -> None:
    pytest(tally, "deploy", "deploy", "deploy")


def browser(tally: Tally, fast: bool) -> None:
    pytest(tally, "browser", "dvc", "browser")


PARTS = {f.__name__: f for f in (java, ui, launcher, tracking, data, loop, deploy, browser)}
FAST = ["java", "ui"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="slipway test", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fast", action="store_true", help="only what takes seconds")
    parser.add_argument("--only", action="append", choices=PARTS, metavar="NAME", help=", ".join(PARTS))
    arguments = parser.parse_args()
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    os.environ.setdefault("MAVEN_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1")

    tally = Tally()
    times = []
    for name in arguments.only or (FAST if arguments.fast else PARTS):
        print(f"== {name}", flush=True)
        began = time.monotonic()
        PARTS[name](tally, arguments.fast)
        times.append(f"{name} {time.monotonic() - began:.0f} s")
    print("\n" + ", ".join(times))
    for failure in tally.failed:
        print(f"FAILED {failure}")
    print(f"{tally.passed} passed, {len(tally.failed)} failed", flush=True)
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
