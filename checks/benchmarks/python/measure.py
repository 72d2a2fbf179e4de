"""Puts load on a server and reads what it cost: rate, latency, CPU time and memory of the server's processes. Linux only
(/proc)."""

import json
import os
import pathlib
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

LOAD = pathlib.Path(__file__).resolve().parent.parent / "load" / "requests.lua"
TICK = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count() or 1


def tree(pid: int) -> list[int]:
    """The process and everything that descends from it."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parent = int(_stat(int(entry))[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry))
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the state on (a name may hold blanks)."""
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()


def cpu_seconds(pid: int) -> float:
    """User and system time that the process tree has used."""
    total = 0
    for one in tree(pid):
        try:
            fields = _stat(one)
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def memory_mb(pid: int, what: str = "Pss") -> float:
    """Resident memory of the process tree in MB; Pss counts pages shared by its processes once, Rss in each."""
    total = 0
    for one in tree(pid):
        try:
            with open(f"/proc/{one}/smaps_rollup") as file:
                total += next(int(line.split()[1]) for line in file if line.startswith(what + ":"))
        except OSError:
            continue
    return total * 1024 / 1e6


def resident_mb(pid: int) -> float:
    """Resident memory of the process tree as the kernel's counters say it: cheap enough to ask often."""
    pages = 0
    for one in tree(pid):
        try:
            with open(f"/proc/{one}/statm") as file:
                pages += int(file.read().split()[1])
        except OSError:
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def machine_busy_seconds() -> float:
    with open("/proc/stat") as file:
        user, nice, system, _, _, irq, soft, steal = (int(f) for f in file.readline().split()[1:9])
    return (user + nice + system + irq + soft + steal) / TICK


@dataclass
class Sample:
    """What one round of load showed. Times in microseconds; cpu: of the server, per answered request."""

    rate: float
    cpu: float
    p50: float
    p95: float
    p99: float
    requests: int
    refused: int
    broken: int
    others: float  # share of the machine's CPU that neither the server nor the load generator used


@dataclass
class Case:
    """One kind of request against one server."""

    row: str
    server: str
    connections: int
    pid: int
    url: str
    bodies: pathlib.Path
    apart: bool = False  # server on the first core, load on the second
    seconds: float = 0  # a round's length
    headers: tuple[str, ...] = ()  # "Name: value"
    per_request: int = 1  # what one request carries; rate and CPU are counted for each
    samples: list[Sample] = field(default_factory=list)

    def run(self, seconds: float) -> Sample:
        """One round; of a slow server a longer one, until it has answered ten requests."""
        self.seconds = max(self.seconds, seconds)
        while True:
            sample = self._round(self.seconds)
            if sample.requests >= 10 or self.seconds >= 16:
                return sample
            self.seconds *= 2

    def warm_up(self, seconds: float) -> None:
        self._round(seconds)

    def _round(self, seconds: float) -> Sample:
        command = ["wrk", "-t1", f"-c{self.connections}", f"-d{seconds:g}s", "--timeout", "60s", "-s", str(LOAD), self.url]
        command += ["--", str(self.bodies), str(int(time.time() * 1e6)), *self.headers]
        if self.apart:
            _pin(self.pid, "0")
            command = ["taskset", "-c", "1", *command]
        try:
            busy, used, children = machine_busy_seconds(), cpu_seconds(self.pid), _children_seconds()
            began = time.monotonic()
            done = subprocess.run(command, capture_output=True, text=True)
            elapsed = time.monotonic() - began
            used, busy, children = cpu_seconds(self.pid) - used, machine_busy_seconds() - busy, _children_seconds() - children
        finally:
            if self.apart:
                _pin(self.pid, f"0-{CORES - 1}")
        if done.returncode != 0:
            raise RuntimeError(f"wrk ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
        outcome = json.loads(done.stdout.strip().splitlines()[-1])
        requests = outcome["requests"]
        return Sample(
            rate=requests * self.per_request / (outcome["micros"] / 1e6),
            cpu=used * 1e6 / max(requests * self.per_request, 1),
            p50=outcome["p50"],
            p95=outcome["p95"],
            p99=outcome["p99"],
            requests=requests,
            refused=outcome["refused"],
            broken=outcome["broken"],
            others=max(0.0, busy - used - children) / (elapsed * CORES),
        )

    def summary(self) -> dict:
        """Medians over the rounds; failures are summed."""
        middle = {k: statistics.median(getattr(s, k) for s in self.samples) for k in ("rate", "cpu", "p50", "p95", "p99", "others")}
        return {
            "row": self.row,
            "server": self.server,
            "connections": self.connections,
            "pinned_apart": self.apart,
            **{k: round(v, 3) for k, v in middle.items()},
            "failed": sum(s.refused + s.broken for s in self.samples),
            "rates": [round(s.rate, 1) for s in self.samples],
        }


@dataclass
class Calls(Case):
    """One kind of request that wrk cannot make, or whose answer is read whole: made by Python, one after the other."""

    call: Callable[[], None] = lambda: None  # makes one request; raises where the answer is not the right one

    def _round(self, seconds: float) -> Sample:
        busy, used, own, began = machine_busy_seconds(), cpu_seconds(self.pid), time.process_time(), time.monotonic()
        times: list[float] = []
        while not times or time.monotonic() - began < seconds:
            before = time.monotonic()
            self.call()
            times.append((time.monotonic() - before) * 1e6)
        elapsed = time.monotonic() - began
        used, busy = cpu_seconds(self.pid) - used, machine_busy_seconds() - busy
        own = time.process_time() - own
        times.sort()
        p50, p95, p99 = (times[min(len(times) - 1, int(len(times) * share))] for share in (0.5, 0.95, 0.99))
        others = max(0.0, busy - used - own) / (elapsed * CORES)
        return Sample(len(times) / elapsed, used * 1e6 / len(times), p50, p95, p99, len(times), 0, 0, others)


def interleaved(cases: list[Case], rounds: int, seconds: float, warm: float) -> None:
    """
    Fills the cases' samples: all cases in turn, round after round, after an uncounted one. That lasts "warm" seconds for
    Slipway, whose compiler works meanwhile, and one second for the others.
    """
    for case in cases:
        case.warm_up(warm if case.server.startswith("slipway") else 1)
    for _ in range(rounds):
        for case in cases:
            case.samples.append(case.run(seconds))


def _children_seconds() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _pin(pid: int, cores: str) -> None:
    for one in tree(pid):
        subprocess.run(["taskset", "-acp", cores, str(one)], stdout=subprocess.DEVNULL, check=True)


def command(arguments: list[str], cwd: pathlib.Path, times: int) -> dict:
    """Median wall and CPU milliseconds of a command."""
    walls, cpus = [], []
    for _ in range(times + 1):
        used, began = _children_seconds(), time.monotonic()
        subprocess.run(arguments, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        walls.append((time.monotonic() - began) * 1e3)
        cpus.append((_children_seconds() - used) * 1e3)
    return {"wall_ms": round(statistics.median(walls[1:]), 1), "cpu_ms": round(statistics.median(cpus[1:]), 1), "times": times}
