"""MLflow's API on SQLite and on PostgreSQL, against MLflow's own server on the same kind of database: writes, filtered
search, histories, registry, spans; and whole files through the artifact proxy."""

import concurrent.futures
import functools
import hashlib
import http.client
import json
import pathlib
import random
import subprocess
import threading
import time
import urllib.parse
from collections.abc import Callable

import measure
import seeds
import servers
import sides
from measure import Calls, Case
from sides import API, HERE, Side

DATABASES = {"sqlite": "", "postgresql": ", PostgreSQL"}  # and what their rows' names end with
SPANS = 50  # of one OTLP request
FILTER = "metrics.auc > 0.2 AND params.depth = '6'"


class Connection:
    """One kept connection of a thread."""

    def __init__(self, url: str):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=300)

    def get(self, path: str, query: dict | None = None) -> bytes:
        return self._ask("GET", path + ("?" + urllib.parse.urlencode(query, doseq=True) if query else ""), None)

    def post(self, path: str, body: dict) -> bytes:
        return self._ask("POST", path, json.dumps(body))

    def _ask(self, method: str, path: str, body: str | None) -> bytes:
        for attempt in range(3):
            try:
                self.connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
                answer = self.connection.getresponse()
                text = answer.read()
                break
            except (OSError, http.client.HTTPException):  # MLflow's supervisor replaces workers that answer late
                self.connection.close()
                if attempt == 2:
                    raise
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}: {text[:500]!r}")
        return text


def on_each_database(part: Callable) -> Callable:
    """A part of the benchmark with servers of its own, so that one that breaks costs no other's figures."""

    def measured(bench) -> None:
        for database, label in DATABASES.items():
            if database in bench.databases:
                with servers.Folder() as folder, sides.on(bench, database, folder) as both:
                    part(bench, both, label)
                    memory(bench, both, f"resident memory after {part.__name__}{label}")

    return measured


def writes(bench, both: list[Side], label: str) -> None:
    bodies = {side.name: write_bodies(side, 32) for side in both}
    for row in ("runs/create", "log-metric", "log-param", "set-tag", "log-batch of 10", "log-batch of 1000"):
        path = API + ("" if row.startswith("runs/") else "/runs") + "/" + {"log-param": "log-parameter"}.get(row, row.split(" of ")[0])
        for connections in (1, 8) if "1000" in row else (1, 8, 32):
            bench.load([Case(row + label, s.name, connections, s.pid, s.url + path, bodies[s.name][row]) for s in both])


def write_bodies(side: Side, clients: int) -> dict[str, pathlib.Path]:
    """One file of request bodies for each row; each client's worth of runs takes its metrics."""
    experiment = side.experiment("writes")
    create = {"experiment_id": experiment, "user_id": "bench", "start_time": seeds.START, "tags": [{"key": "source", "value": "bench"}]}
    runs = [side.post("/runs/create", create)["run"]["info"]["run_id"] for _ in range(clients)]

    def points(count: int, keys: int) -> str:
        return ",".join(f'{{"key":"metric{i % keys}","value":0.{i + 1},"timestamp":@N@,"step":{i // keys}}}' for i in range(count))

    bodies = {
        "runs/create": [json.dumps(create)],
        "log-metric": [f'{{"run_id":"{run}","key":"loss","value":0.25,"timestamp":@N@,"step":1}}' for run in runs],
        "log-param": [f'{{"run_id":"{run}","key":"param@N@","value":"6"}}' for run in runs],
        "set-tag": [f'{{"run_id":"{run}","key":"note","value":"@N@"}}' for run in runs],
        "log-batch of 10": [f'{{"run_id":"{run}","metrics":[{points(10, 10)}]}}' for run in runs],
        "log-batch of 1000": [f'{{"run_id":"{run}","metrics":[{points(1000, 10)}]}}' for run in runs],
    }
    files = {}
    for row, lines in bodies.items():
        files[row] = side.folder / (row.replace("/", "-").replace(" ", "-") + ".txt")
        files[row].write_text("\n".join(lines) + "\n")
    return files


def search(bench, both: list[Side], label: str) -> None:
    found, files = {}, {}
    for side in both:
        experiment = side.experiment("search")
        if side.name == "mlflow":
            side.seed_tables("runs", experiment)
        else:
            began = time.monotonic()
            seed_runs(side, experiment)
            bench.say(f"  {seeds.RUNS:,} runs over the API of slipway{label}: {time.monotonic() - began:.1f} s")
        for page in (100, 1000):
            query = {"experiment_ids": [experiment], "filter": FILTER, "max_results": page, "order_by": ["metrics.auc DESC"]}
            files[side.name, page] = side.folder / f"search-{page}.txt"
            files[side.name, page].write_text(json.dumps(query) + "\n")
            found[side.name, page] = [run["info"]["run_name"] for run in side.post("/runs/search", query)["runs"]]
    for page in (100, 1000):
        same([found[side.name, page] for side in both])
        for connections in (1, 8) if page == 100 else (1,):
            name = f"runs/search, {page} of {seeds.RUNS:,} runs{label}"
            bench.load([Case(name, s.name, connections, s.pid, s.url + API + "/runs/search", files[s.name, page]) for s in both])


def seed_runs(side: Side, experiment: str) -> None:
    local = threading.local()

    def one(name: str, start: int, metrics: dict[str, float], params: dict[str, str]) -> None:
        if not hasattr(local, "connection"):
            local.connection = Connection(side.url)
        create = {"experiment_id": experiment, "user_id": "bench", "start_time": start, "run_name": name}
        run = json.loads(local.connection.post(API + "/runs/create", create))["run"]["info"]["run_id"]
        points = [{"key": k, "value": v, "timestamp": start, "step": 0} for k, v in metrics.items()]
        values = [{"key": k, "value": v} for k, v in params.items()]
        local.connection.post(API + "/runs/log-batch", {"run_id": run, "metrics": points, "params": values})

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        for done in [pool.submit(one, *run) for run in seeds.runs()]:
            done.result()


def history(bench, both: list[Side], label: str) -> None:
    """The first run holds the long history, the others the short ones."""
    runs = {}
    for side in both:
        experiment = side.experiment("history")
        if side.name == "mlflow":
            side.seed_tables("history", experiment)
            runs[side.name] = [seeds.run_id(1_000_000 + i) for i in range(seeds.SAMPLED_RUNS + 1)]
        else:
            runs[side.name] = seed_histories(side, experiment)
    interval = "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval"
    rows = {
        f"history of {seeds.LONG:,} points": lambda c, r: whole_history(c, r[0]),
        f"history of {seeds.LONG:,} points, 320 of them": lambda c, r: points_of(
            c.get(interval, {"run_ids": r[:1], "metric_key": "loss", "max_results": 320})
        ),
        f"histories of {seeds.SAMPLED_RUNS} runs, 320 points of each": lambda c, r: points_of(
            c.get(interval, {"run_ids": r[1:], "metric_key": "loss", "max_results": 320})
        ),
    }
    for row, ask in rows.items():
        called(bench, both, row + label, {side.name: functools.partial(ask, Connection(side.url), runs[side.name]) for side in both})


def seed_histories(side: Side, experiment: str) -> list[str]:
    connection, runs = Connection(side.url), []
    for number, points in enumerate(seeds.histories()):
        run = side.post("/runs/create", {"experiment_id": experiment, "start_time": seeds.START, "run_name": f"history-{number}"})
        runs.append(run["run"]["info"]["run_id"])
        for first in range(0, len(points), 1000):
            metrics = [{"key": "loss", "value": v, "timestamp": t, "step": s} for s, t, v in points[first : first + 1000]]
            connection.post(API + "/runs/log-batch", {"run_id": runs[-1], "metrics": metrics})
    return runs


def whole_history(connection: Connection, run: str) -> int:
    """All pages, as MLflow's client asks for them; how many points came."""
    query, count = {"run_id": run, "metric_key": "loss", "max_results": 25_000}, 0
    while True:
        text = connection.get(API + "/metrics/get-history", query)
        count += points_of(text)
        token = json.loads(b"{" + text[text.rindex(b'"next_page_token"') :]) if b'"next_page_token"' in text[-1000:] else {}
        if not token.get("next_page_token"):
            return count
        query["page_token"] = token["next_page_token"]


def points_of(text: bytes) -> int:
    return text.count(b'"timestamp"')


def registry(bench, both: list[Side], label: str) -> None:
    for side in both:
        if side.name == "mlflow":
            side.seed_tables("registry", "0")
        else:
            connection = Connection(side.url)
            for name, sources in seeds.models():
                connection.post(API + "/registered-models/create", {"name": name})
                for source in sources:
                    connection.post(API + "/model-versions/create", {"name": name, "source": source})
    models = API + "/registered-models/search"
    versions = API + "/model-versions/search"
    rows = {
        f"registered-models/search, 100 of {seeds.MODELS:,}": (models, {"filter": "name LIKE 'model-%'", "max_results": 100}),
        f"model-versions/search, 100 of {seeds.MODELS * seeds.VERSIONS:,}": (versions, {"filter": "name LIKE 'model-%'", "max_results": 100}),
        f"model-versions/search of one model of {seeds.MODELS:,}": (versions, {"filter": "name = 'model-0500'", "max_results": 100}),
    }
    for row, (path, query) in rows.items():
        called(
            bench,
            both,
            row + label,
            {side.name: functools.partial(lambda c, p, q: c.get(p, q).count(b'"creation_timestamp"'), Connection(side.url), path, query) for side in both},
        )


def called(bench, both: list[Side], row: str, calls: dict) -> None:
    """Measures calls of one connection whose answers say the same number on both sides."""
    expected = [calls[side.name]() for side in both]
    same(expected)

    def check(call) -> None:
        if call() != expected[0]:
            raise RuntimeError(f"{row}: the answer changed while it was measured")

    bench.load([Calls(row, s.name, 1, s.pid, s.url, HERE, call=functools.partial(check, calls[s.name])) for s in both])


def same(answers: list) -> None:
    if any(answer != answers[0] for answer in answers):
        raise RuntimeError(f"the servers answer differently: {[str(answer)[:300] for answer in answers]}")


def spans(bench, both: list[Side], label: str) -> None:
    made = subprocess.run([both[0].python, str(HERE / "make_spans.py"), str(SPANS)], check=True, capture_output=True, text=True).stdout
    for connections in (1, 8):
        cases = []
        for side in both:
            file = side.folder / "spans.txt"
            file.write_text(made)
            headers = ("Content-Type: application/x-protobuf", f"x-mlflow-experiment-id: {side.experiment('spans')}")
            row = f"OTLP spans, {SPANS} a request{label}"
            cases.append(Case(row, side.name, connections, side.pid, side.url + "/v1/traces", file, headers=headers, per_request=SPANS))
        bench.load(cases)


def memory(bench, both: list[Side], row: str) -> None:
    for side in both:
        rss, pss = measure.memory_mb(side.pid, "Rss"), measure.memory_mb(side.pid)
        bench.add({"row": row, "server": side.name, "rss_mb": round(rss), "pss_mb": round(pss)})


def artifacts(bench) -> None:
    """One large file up and down through the proxy; how much the server's memory grows meanwhile."""
    size = (5 if bench.rounds > 1 else 1) * 10**9
    with servers.Folder() as folder, sides.on(bench, "sqlite", folder) as both:
        file = folder / "file"
        block = b"".join(hashlib.sha256(i.to_bytes(4, "big")).digest() for i in range(2**15))
        with open(file, "wb") as out:
            for _ in range(0, size, len(block)):
                out.write(block)
        size = file.stat().st_size
        for side in both:
            small = folder / "small"
            small.write_bytes(block)
            upload(side, small, "small")
            path = "large"
            for row, act in (("upload", lambda s: upload(s, file, path)), ("download", lambda s: download(s, path, size))):
                before = measure.resident_mb(side.pid)
                with Peak(side.pid) as peak:
                    used, began = measure.cpu_seconds(side.pid), time.monotonic()
                    act(side)
                    took = time.monotonic() - began
                bench.add(
                    {
                        "row": f"artifact {row}, {size / 1e9:.1f} GB",
                        "server": side.name,
                        "mb_per_second": round(size / 1e6 / took),
                        "cpu_ms": round((measure.cpu_seconds(side.pid) - used) * 1e3),
                        "grown_mb": round(max(0.0, peak.mb - before)),
                    }
                )


def large(bench) -> None:
    """Search among 100,000 runs with 8 million points; Slipway alone, because MLflow needs hours to take them in."""
    with servers.Folder() as folder, sides.on(bench, "sqlite", folder, peers=False) as (side,):
        experiment = side.experiment("large")
        began = time.monotonic()
        with concurrent.futures.ProcessPoolExecutor(2) as pool:
            runs = 100_000 if bench.rounds > 1 else 10_000
            halves = [pool.submit(seed_large, side.url, experiment, first, runs, 2) for first in range(2)]
            for done in halves:
                done.result()
        bench.say(f"  {runs:,} runs with {80 * runs:,} points over the API: {time.monotonic() - began:.0f} s")
        query = {"experiment_ids": [experiment], "filter": FILTER, "max_results": 100, "order_by": ["metrics.auc DESC"]}
        file = folder / "large.txt"
        file.write_text(json.dumps(query) + "\n")
        same([len(side.post("/runs/search", query)["runs"]), 100])
        for connections in (1, 8):
            name = f"runs/search, 100 of {runs:,} runs with {80 * runs:,} points"
            bench.load([Case(name, side.name, connections, side.pid, side.url + API + "/runs/search", file)])
        memory(bench, [side], f"resident memory with {runs:,} runs")


def seed_large(url: str, experiment: str, first: int, runs: int, stride: int) -> None:
    connection, generator = Connection(url), random.Random(first)
    for number in range(first, runs, stride):
        start = seeds.START + number
        create = {"experiment_id": experiment, "user_id": "bench", "start_time": start, "run_name": f"run-{number}"}
        run = json.loads(connection.post(API + "/runs/create", create))["run"]["info"]["run_id"]
        points = [
            {"key": key, "value": generator.random(), "timestamp": start + step, "step": step}
            for key in ("auc", "loss", "f1", "recall", "precision", "brier", "seconds", "rows")
            for step in range(10)
        ]
        params = [{"key": "depth", "value": str(3 + generator.randrange(6))}, {"key": "eta", "value": "0.1"}]
        connection.post(API + "/runs/log-batch", {"run_id": run, "metrics": points, "params": params})


ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/0/bench/artifacts/"


def upload(side: Side, file: pathlib.Path, path: str) -> None:
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(side.url).netloc, timeout=600, blocksize=2**20)
    with open(file, "rb") as content:
        connection.request("PUT", ARTIFACTS + path, content, {"Content-Length": str(file.stat().st_size)})
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"{side.name} answered {answer.status}: {answer.read()[:500]!r}")
        answer.read()


def download(side: Side, path: str, size: int) -> None:
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(side.url).netloc, timeout=600)
    connection.request("GET", ARTIFACTS + path)
    answer = connection.getresponse()
    got, buffer = 0, bytearray(2**20)
    while count := answer.readinto(buffer):
        got += count
    if answer.status != 200 or got != size:
        raise RuntimeError(f"{side.name} answered {answer.status} and {got:,} of {size:,} bytes")


class Peak:
    """The most resident memory that a server has while the block runs, looked at twenty times a second."""

    def __init__(self, pid: int):
        self.pid, self.mb, self.over = pid, 0.0, threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self.over.wait(0.05):
            self.mb = max(self.mb, measure.resident_mb(self.pid))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
