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
    for row in ("runs/create", "log-metric", "log-batch of 10"):
        slipway, mlflow = ([find(row, s, k, 32) for k in ("rate", "cpu")] for s in ("slipway", "mlflow"))
        at_least(f"{row}: rate at 32 clients over MLflow's", 50, "×", ratio(slipway[0], mlflow[0]))
        at_least(f"{row}: MLflow's CPU per operation over Slipway's", 100, "×", ratio(mlflow[1], slipway[1]))
    at_least("runs/search filtered: MLflow's CPU over Slipway's", 50, "×", ratio(find("runs/search filtered, 10,000 runs", "mlflow", "cpu", 1), find("runs/search filtered, 10,000 runs", "slipway", "cpu", 1)))
    p95 = find("runs/search filtered, 10,000 runs", "slipway", "p95", 1)
    at_most("runs/search p95 (at 10,000 runs; the budget is for 100,000)", 50, "ms", None if p95 is None else p95 / 1e3)
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
