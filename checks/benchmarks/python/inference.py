"""One row of JSON through the whole serving path at 1, 8 and 64 connections, against FastAPI with xgboost and with ONNX
Runtime on the same trees (200 of depth 6, 12 features)."""

import array
import json
import pathlib
import re
import urllib.request

import measure
import servers
from measure import Case

MODEL = "bench"
BODIES = 1000
PATHS = {"Open Inference": f"/v2/models/{MODEL}/infer", "invocations": f"/models/{MODEL}/invocations", "predict": "/predict"}


def register(url: str, model: pathlib.Path) -> None:
    """Logs the folder as artifacts of a run, makes a version of it and points @champion there, as MLflow's client does."""

    def call(method: str, path: str, body) -> dict:
        status, answer, _ = servers.request(url + path, body, method=method)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}: {answer}")
        return answer

    api = "/api/2.0/mlflow"
    experiment = call("POST", api + "/experiments/create", {"name": "bench-model"})["experiment_id"]
    run = call("POST", api + "/runs/create", {"experiment_id": experiment, "start_time": 1})["run"]["info"]
    folder = run["artifact_uri"].removeprefix("mlflow-artifacts:").lstrip("/")
    for file in sorted(model.iterdir()):
        call("PUT", f"/api/2.0/mlflow-artifacts/artifacts/{folder}/model/{file.name}", file.read_bytes())
    call("POST", api + "/registered-models/create", {"name": MODEL})
    source = {"name": MODEL, "source": run["artifact_uri"] + "/model", "run_id": run["run_id"]}
    version = call("POST", api + "/model-versions/create", source)["model_version"]["version"]
    call("POST", api + "/registered-models/alias", {"name": MODEL, "alias": "champion", "version": version})


def write_bodies(folder: pathlib.Path) -> dict[str, pathlib.Path]:
    """Requests with one row each, in the forms of the three services."""
    values = array.array("f", (folder / "rows.f32").read_bytes())
    values.byteswap()
    names = [f"f{i}" for i in range(12)]
    lines: dict[str, list[str]] = {form: [] for form in PATHS}
    for at in range(0, 12 * BODIES, 12):
        row = [round(v, 6) for v in values[at : at + 12]]
        tensors = [{"name": n, "shape": [1], "datatype": "FP64", "data": [v]} for n, v in zip(names, row)]
        lines["Open Inference"].append(json.dumps({"inputs": tensors}))
        lines["invocations"].append(json.dumps({"dataframe_split": {"columns": names, "data": [row]}}))
        lines["predict"].append(json.dumps(dict(zip(names, row))))
    files = {}
    for form, texts in lines.items():
        files[form] = folder / (form.replace(" ", "-") + ".txt")
        files[form].write_text("\n".join(texts) + "\n")
    return files


def _agree(folder: pathlib.Path, addresses: list[tuple[str, str]], files: dict[str, pathlib.Path]) -> None:
    """Every service answers the first 20 rows as the others do."""
    read = {
        "Open Inference": lambda a: a["outputs"][0]["data"][0],
        "invocations": lambda a: a["predictions"][0],
        "predict": lambda a: a["probability"],
    }
    for number in range(20):
        answers = []
        for address, form in addresses:
            status, answer, _ = servers.request(address + PATHS[form], files[form].read_text().splitlines()[number].encode())
            if status != 200:
                raise RuntimeError(f"{form} answered {status}: {answer}")
            answers.append(read[form](answer))
        if max(answers) - min(answers) > 1e-5:
            raise RuntimeError(f"the services answer row {number} differently: {answers}")


def _server_p50_micros(before: dict[float, float], after: dict[float, float]) -> float:
    """Median of the server's own histogram between two scrapes, interpolated within its bucket."""
    bounds = sorted(after)
    counts = [after[b] - before.get(b, 0) for b in bounds]
    half, low, below = counts[-1] / 2, 0.0, 0.0
    for bound, count in zip(bounds, counts):
        if count >= half:
            return 1e6 * (low + (bound - low) * (half - below) / max(count - below, 1))
        low, below = bound, count
    return float("nan")


def _histogram(url: str) -> dict[float, float]:
    with urllib.request.urlopen(url + "/metrics") as answer:
        text = answer.read().decode()
    found = re.findall(r'slipway_inference_duration_seconds_bucket\{[^}]*le="([^"]+)"[^}]*\} (\S+)', text)
    return {float(bound.replace("+Inf", "inf")): float(count) for bound, count in found}


def measured(bench) -> None:
    with servers.Folder() as top:
        folder = top / "made"
        bench.make_model(folder, 200)
        files = write_bodies(folder)
        with servers.local(top / "home") as slipway:
            pid = slipway.process.pid
            register(slipway.ui, folder / "model")
            ready = slipway.inference + f"/v2/models/{MODEL}/ready"
            servers.wait_for(lambda: servers.request(ready)[0] == 200, 30, "the model being live")
            peers = [servers.fastapi(bench.python(), engine, folder) for engine in ("onnx", "xgboost")] if bench.peers else []
            try:
                _agree(folder, [(slipway.inference, "Open Inference"), (slipway.inference, "invocations")] + [(p.url, "predict") for p in peers], files)
                _measure(bench, slipway, pid, peers, files)
            finally:
                for peer in peers:
                    peer.stop()


def _measure(bench, slipway, pid: int, peers: list, files: dict[str, pathlib.Path]) -> None:
    def case(row: str, form: str, connections: int, server=None, apart: bool = False) -> Case:
        name, process, address = (server.name, server.pid, server.url) if server else ("slipway", pid, slipway.inference)
        return Case(row, name, connections, process, address + PATHS[form], files[form], apart)

    row = "inference, one row"
    for connections in (1, 8, 64):
        before = _histogram(slipway.inference)
        bench.load([case(row, "Open Inference", connections)] + [case(row, "predict", connections, p) for p in peers])
        if connections == 1:
            own = _server_p50_micros(before, _histogram(slipway.inference))
            bench.add({"row": "inference, inside the server at 1 connection", "server": "slipway", "p50": round(own, 1)})
    bench.load([case(row, "Open Inference", 64, apart=True)] + [case(row, "predict", 64, p, apart=True) for p in peers])
    bench.load([case("inference, one row to /invocations", "invocations", 64)])

    definition = {"model": MODEL, "window": "P1M"}
    status, answer, _ = servers.request(slipway.ui + "/api/slipway/v1/monitors/bench", definition, method="PUT")
    if status == 200:
        bench.load([case("inference, one row, each prediction stored", "Open Inference", 64)])
    else:
        bench.say(f"  no monitor could be made ({status}: {answer}), so storing predictions is not measured")
    bench.add({"row": "resident memory after load", "server": "slipway, inference", "rss_mb": round(measure.memory_mb(pid, "Rss")), "pss_mb": round(measure.memory_mb(pid))})
    for peer in peers:
        bench.add({"row": "resident memory after load", "server": peer.name, "rss_mb": round(measure.memory_mb(peer.pid, "Rss")), "pss_mb": round(measure.memory_mb(peer.pid))})
