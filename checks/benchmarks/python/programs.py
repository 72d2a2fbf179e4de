"""Benchmarks that run inside one JVM: the tree evaluator against ONNX Runtime and XGBoost4J, and the inference log."""

import json
import os
import pathlib
import subprocess

import servers

BUILD = servers.ROOT / ".slipway-build"
SOURCES = servers.ROOT / "checks" / "benchmarks" / "src" / "main" / "java" / "io" / "slipway" / "benchmarks"


def java(program: str, *arguments: str) -> list[dict]:
    """Runs a program of this module on the class path of the build; each line of its output is a row in JSON."""
    command = [str(pathlib.Path((BUILD / "jdk").read_text().strip()) / "bin" / "java"), "-XX:+UseSerialGC", "-Xmx1g"]
    command += ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"]
    command += ["-cp", (BUILD / "classpath").read_text().strip(), str(SOURCES / f"{program}.java"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    if done.returncode != 0:
        raise RuntimeError(f"{program} ended with {done.returncode}: {done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def jdk() -> str:
    release = pathlib.Path((BUILD / "jdk").read_text().strip()) / "release"
    facts = dict(line.split("=", 1) for line in release.read_text().splitlines() if "=" in line)
    return f"JDK {facts.get('JAVA_RUNTIME_VERSION', facts.get('JAVA_VERSION', '?'))} {facts.get('IMPLEMENTOR', '')}".replace('"', "").strip()


def trees(bench) -> None:
    with servers.Folder() as folder:
        for number in (100, 200):
            bench.make_model(folder / str(number), number)
            for row in java("TreeEvaluatorBench", str(folder / str(number)), str(3 if bench.rounds == 1 else 9)):
                bench.add({**row, "row": f"{number} trees of depth 6, {row['row']}"})


def log(bench) -> None:
    with servers.Folder() as folder:
        for row in java("PredictionLogBench", str(folder), "2" if bench.rounds == 1 else "6"):
            bench.add(row)
