"""The budgets, each held against the figures that were measured."""

from dataclasses import dataclass


@dataclass
class Budget:
    what: str
    limit: str
    value: float | None
    met: bool | None  # None: not measured in this run


def all_budgets(results: list[dict]) -> list[Budget]:
    def find(row: str, server: str, key: str, connections: int | None = None, apart: bool = False) -> float | None:
        for r in results:
            if r["row"] == row and r["server"] == server and r.get("connections") == connections and r.get("pinned_apart", False) == apart:
                return r.get(key)
        return None

    def ratio(over: float | None, under: float | None) -> float | None:
        return None if not over or not under else over / under

    found: list[Budget] = []

    def at_most(what: str, limit: float, unit: str, value: float | None) -> None:
        found.append(Budget(what, f"≤ {limit:g} {unit}".strip(), value, None if value is None else value <= limit))

    def at_least(what: str, limit: float, unit: str, value: float | None) -> None:
        found.append(Budget(what, f"≥ {limit:g} {unit}".strip(), value, None if value is None else value >= limit))

    at_most("first start to ready", 2000, "ms", find("first start, without the AOT cache", "slipway", "wall_ms"))
    at_most("first start to ready, AOT cache", 1100, "ms", find("first start, with the AOT cache", "slipway", "wall_ms"))
    at_most("resident memory idle, all roles", 300, "MB", find("resident memory idle, all roles", "slipway", "rss_mb"))
    def over(row: str, key: str, connections: int | None = None) -> float | None:
        """How many times less of a time (or of a size) than MLflow."""
        return ratio(find(row, "mlflow", key, connections), find(row, "slipway", key, connections))

    at_least("first start: MLflow's time over Slipway's", 8, "×", over("first start, with the AOT cache", "wall_ms"))
    for label, search in (("", 50), (", PostgreSQL", 15)):
        for row in ("runs/create", "log-metric", "log-param", "set-tag", "log-batch of 10"):
            for connections in (8, 32):
                rate = ratio(find(row + label, "slipway", "rate", connections), find(row + label, "mlflow", "rate", connections))
                at_least(f"{row}{label}: rate at {connections} clients over MLflow's", 50, "×", rate)
                at_least(f"{row}{label}: MLflow's CPU over Slipway's at {connections} clients", 100, "×", over(row + label, "cpu", connections))
        row = "log-batch of 1000" + label
        at_least(f"{row}: rate at 8 clients over MLflow's", 25, "×", ratio(find(row, "slipway", "rate", 8), find(row, "mlflow", "rate", 8)))
        singles = [find(r + label, "slipway", "p50", 1) for r in ("runs/create", "log-metric", "log-param", "set-tag", "log-batch of 10")]
        at_most(f"slowest p50 of the single writes, one client{label}", 2, "ms", None if None in singles else max(singles) / 1e3)
        for page in (100, 1000):
            row = f"runs/search, {page} of 10,000 runs{label}"
            at_least(f"{row}: MLflow's CPU over Slipway's", search, "×", over(row, "cpu", 1))
            at_least(f"{row}: MLflow's time over Slipway's", search, "×", over(row, "p50", 1))
        for row in ("history of 100,000 points", "history of 100,000 points, 320 of them", "histories of 100 runs, 320 points of each"):
            at_least(f"{row}{label}: MLflow's time over Slipway's", 40, "×", over(row + label, "p50", 1))
        for row in ("registered-models/search, 100 of 1,000", "model-versions/search, 100 of 5,000", "model-versions/search of one model of 1,000"):
            at_least(f"{row}{label}: MLflow's time over Slipway's", 30, "×", over(row + label, "p50", 1))
        row = "OTLP spans, 50 a request" + label
        at_least(f"{row}: rate over MLflow's", 20, "×", ratio(find(row, "slipway", "rate", 8), find(row, "mlflow", "rate", 8)))
        after = [find(f"resident memory after {part}{label}", "slipway", "rss_mb") for part in ("writes", "search", "history", "registry", "spans")]
        at_most(f"resident memory after each load, the most{label}", 600, "MB", max((mb for mb in after if mb), default=None))
    for act in ("upload", "download"):
        row = f"artifact {act}, 5.0 GB"
        at_least(f"{row}: rate over MLflow's", 2, "×", ratio(find(row, "slipway", "mb_per_second"), find(row, "mlflow", "mb_per_second")))
        at_most(f"{row}: growth of the memory", 64, "MB", find(row, "slipway", "grown_mb"))
    p95 = find("runs/search, 100 of 100,000 runs with 8,000,000 points", "slipway", "p95", 1)
    at_most("runs/search among 100,000 runs with 8 M points, p95", 50, "ms", None if p95 is None else p95 / 1e3)
    at_least("inference at 64 connections", 25_000, "req/s", find("inference, one row", "slipway", "rate", 64))
    cpu = find("inference, one row", "slipway", "cpu", 64)
    at_most("inference: server CPU a request at 64 connections", 40, "µs", cpu)
    at_least("inference: CPU of FastAPI with ONNX Runtime over Slipway's", 6, "×", ratio(find("inference, one row", "fastapi+onnx", "cpu", 64), cpu))
    at_least("inference: CPU of FastAPI with xgboost over Slipway's", 12, "×", ratio(find("inference, one row", "fastapi+xgboost", "cpu", 64), cpu))
    at_most("inference: inside the server p50, model included", 50, "µs", find("inference, inside the server at 1 connection", "slipway", "p50"))
    single = find("100 trees of depth 6, single rows", "slipway", "micros")
    at_most("tree evaluator, 100 trees of depth 6, a row", 3, "µs", single)
    at_least("tree evaluator: ONNX Runtime from Java over own", 4, "×", ratio(find("100 trees of depth 6, single rows", "onnxruntime", "micros"), single))
    at_most("prediction logging on the request path", 5, "µs", find("prediction log, one offer", "slipway", "micros"))
    at_most("dvc --version", 150, "ms", find("dvc --version", "slipway", "wall_ms"))
    at_least("dvc status (nothing to do): dvc's CPU over Slipway's", 5, "×", ratio(find("dvc status", "dvc", "cpu_ms"), find("dvc status", "slipway", "cpu_ms")))
    return found
