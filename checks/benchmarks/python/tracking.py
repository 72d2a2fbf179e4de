"""MLflow's API: runs/create, log-metric, log-batch, filtered search, against MLflow's own server on SQLite."""

import concurrent.futures
import json
import pathlib
import random
import sqlite3
import threading
import time
import uuid
from http.client import HTTPConnection
from urllib.parse import urlsplit

import measure
import servers
from measure import Case

API = "/api/2.0/mlflow"
RUNS = 10_000
FILTER = "metrics.auc > 0.95 AND params.depth = '6'"


def post(url: str, path: str, body: dict) -> dict:
    """Asks again when the connection is cut: MLflow's supervisor replaces workers that a busy machine makes late."""
    for attempt in range(5):
        try:
            status, answer, _ = servers.request(url + API + path, body)
            break
        except OSError:
            if attempt == 4:
                raise
            time.sleep(2)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}: {answer}")
    return answer


def write_bodies(folder: pathlib.Path, url: str, clients: int) -> dict[str, pathlib.Path]:
    """One file of request bodies for each row; each client's worth of runs takes its metrics."""
    experiment = post(url, "/experiments/create", {"name": "bench-" + uuid.uuid4().hex[:8]})["experiment_id"]
    create = {"experiment_id": experiment, "user_id": "bench", "start_time": 1700000000000, "tags": [{"key": "source", "value": "bench"}]}
    runs = [post(url, "/runs/create", create)["run"]["info"]["run_id"] for _ in range(clients)]

    def points(count: int, keys: int) -> str:
        return ",".join(f'{{"key":"metric{i % keys}","value":0.{i + 1},"timestamp":@N@,"step":{i // keys}}}' for i in range(count))

    bodies = {
        "runs/create": [json.dumps(create)],
        "log-metric": [f'{{"run_id":"{run}","key":"loss","value":0.25,"timestamp":@N@,"step":1}}' for run in runs],
        "log-batch of 10": [f'{{"run_id":"{run}","metrics":[{points(10, 10)}]}}' for run in runs],
        "log-batch of 1000": [f'{{"run_id":"{run}","metrics":[{points(1000, 10)}]}}' for run in runs],
    }
    files = {}
    for row, lines in bodies.items():
        files[row] = folder / (row.replace("/", "-").replace(" ", "-") + ".txt")
        files[row].write_text("\n".join(lines) + "\n")
        path = "/" + row.split(" of ")[0]
        first = json.loads(lines[0].replace("@N@", "1"))
        post(url, path if path.startswith("/runs") else "/runs" + path, first)
    return files


def path_of(row: str) -> str:
    return API + ("" if row.startswith("runs/") else "/runs") + "/" + row.split(" of ")[0]


def seeded_values() -> list[tuple[float, float, str]]:
    generator = random.Random(1)
    return [(generator.random(), generator.random(), str(3 + generator.randrange(6))) for _ in range(RUNS)]


def seed_by_api(url: str) -> str:
    """10,000 finished runs with two metrics and two params, over the API."""
    experiment = post(url, "/experiments/create", {"name": "search-" + uuid.uuid4().hex[:8]})["experiment_id"]
    local = threading.local()

    def send(path: str, body: dict) -> dict:
        if not hasattr(local, "connection"):
            local.connection = HTTPConnection(urlsplit(url).netloc)
        local.connection.request("POST", API + path, json.dumps(body), {"Content-Type": "application/json"})
        answer = local.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}: {text!r}")
        return json.loads(text)

    def one(number: int, values: tuple[float, float, str]) -> None:
        start = 1700000000000 + number
        run = send("/runs/create", {"experiment_id": experiment, "user_id": "bench", "start_time": start, "run_name": f"run-{number}"})
        auc, loss, depth = values
        metrics = [{"key": k, "value": v, "timestamp": start, "step": 0} for k, v in (("auc", auc), ("loss", loss))]
        params = [{"key": "depth", "value": depth}, {"key": "eta", "value": "0.1"}]
        send("/runs/log-batch", {"run_id": run["run"]["info"]["run_id"], "metrics": metrics, "params": params})

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        for done in [pool.submit(one, i, v) for i, v in enumerate(seeded_values())]:
            done.result()
    return experiment


def seed_by_sql(url: str, database: pathlib.Path) -> str:
    """The same runs as rows of MLflow's tables; over its API they would take minutes."""
    experiment = post(url, "/experiments/create", {"name": "search-" + uuid.uuid4().hex[:8]})["experiment_id"]
    with sqlite3.connect(database, timeout=60) as db:
        for number, (auc, loss, depth) in enumerate(seeded_values()):
            run, start = uuid.uuid4().hex, 1700000000000 + number
            db.execute(
                "INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,"
                " source_version, lifecycle_stage, artifact_uri, experiment_id) VALUES (?, ?, 'UNKNOWN', '', '', 'bench', 'RUNNING', ?,"
                " '', 'active', ?, ?)",
                (run, f"run-{number}", start, f"mlflow-artifacts:/{experiment}/{run}/artifacts", int(experiment)),
            )
            db.execute("INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.runName', ?, ?)", (f"run-{number}", run))
            for key, value in (("auc", auc), ("loss", loss)):
                db.execute("INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, 0, 0)", (key, value, start, run))
                db.execute("INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, 0, 0, ?)", (key, value, start, run))
            for key, value in (("depth", depth), ("eta", "0.1")):
                db.execute("INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)", (key, value, run))
    return experiment


def search_body(folder: pathlib.Path, url: str, experiment: str) -> tuple[pathlib.Path, list[str]]:
    """The request, and the names of the runs that it finds."""
    query = {"experiment_ids": [experiment], "filter": FILTER, "max_results": 50, "order_by": ["metrics.auc DESC"]}
    found = [run["info"]["run_name"] for run in post(url, "/runs/search", query)["runs"]]
    file = folder / "search.txt"
    file.write_text(json.dumps(query) + "\n")
    return file, found


def measured(bench) -> None:
    with servers.Folder() as folder:
        with servers.local(folder / "home") as slipway:
            pid = slipway.process.pid
            peer = servers.mlflow(bench.python(), folder / "mlflow") if bench.peers else None
            try:
                _measure(bench, folder, slipway.ui, pid, peer)
            finally:
                if peer:
                    peer.stop()


def _measure(bench, folder: pathlib.Path, url: str, pid: int, peer) -> None:
    sides = [("slipway", url, pid)] + ([("mlflow", peer.url, peer.pid)] if peer else [])
    bodies, searches = {}, {}
    found = {}
    for name, address, _ in sides:
        (folder / name).mkdir(exist_ok=True)
        bodies[name] = write_bodies(folder / name, address, 32)
        began = time.monotonic()
        experiment = seed_by_api(address) if name == "slipway" else seed_by_sql(address, folder / "mlflow" / "mlflow.db")
        if name == "slipway":
            bench.say(f"  {RUNS} runs over the API of slipway: {time.monotonic() - began:.1f} s")
        searches[name], found[name] = search_body(folder / name, address, experiment)
    if peer and found["slipway"] != found["mlflow"]:
        raise RuntimeError(f"the two servers find different runs: {found}")

    rows = [("runs/search", c, searches) for c in (1, 8)]
    for row in ("runs/create", "log-metric", "log-batch of 10", "log-batch of 1000"):
        rows += [(row, c, {name: files[row] for name, files in bodies.items()}) for c in ((1, 8, 32) if "1000" not in row else (1, 8))]
    for row, connections, files in rows:
        label = f"runs/search filtered, {RUNS:,} runs" if row == "runs/search" else row
        cases = [Case(label, name, connections, p, address + path_of(row), files[name]) for name, address, p in sides]
        bench.load(cases)
    for name, _, p in sides:
        bench.add({"row": "resident memory after load", "server": name, "rss_mb": round(measure.memory_mb(p, "Rss")), "pss_mb": round(measure.memory_mb(p))})
