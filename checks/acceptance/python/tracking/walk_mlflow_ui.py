"""Run by name (pytest walk_mlflow_ui.py), not in every test run. MLflow's own web UI works on Slipway: its pages open in a browser with no failed request and no error on them."""

import json
import os
import pathlib
import shutil
import subprocess

import mlflow
import mlflow_ui
import pytest

URL = os.environ.get("SLIPWAY_TRACKING_URL", "")
HERE = pathlib.Path(__file__).resolve().parent
UI = HERE.parents[3] / "ui"

# What the pages ask for in vain on a plain MLflow server too, or do without: users of its login app, its assistant (a
# language model in its own process), and the MLmodel file of a version whose source is a folder of texts.
NOT_THERE = ("/mlflow/users/current", "/mlflow/assistant/", "get-artifact?path=MLmodel")


def filled(client, experiment, unique):
    """Two runs with curves, a file and a version of a model; and a judged trace."""
    runs = []
    for name, rate in (("slow", 0.1), ("fast", 0.3)):
        with mlflow.start_run(run_name=name) as run:
            mlflow.log_params({"rate": rate, "depth": 6})
            for step in range(20):
                mlflow.log_metric("loss", 1 / (1 + step * rate), step=step)
            mlflow.log_text("hello", "notes/readme.txt")
            mlflow.set_tag("team", "north")
        runs.append(run.info.run_id)
    client.create_registered_model(unique)
    client.create_model_version(unique, f"runs:/{runs[0]}/notes", runs[0])

    @mlflow.trace(name="checkout", span_type="CHAIN")
    def checkout(items):
        with mlflow.start_span("price", span_type="TOOL") as span:
            span.set_inputs(items)
            span.set_outputs(len(items))
        return {"total": 3}

    checkout(["a"])
    mlflow.flush_trace_async_logging()
    trace = mlflow.get_last_active_trace_id()
    mlflow.log_feedback(trace_id=trace, name="good", value=True)
    return runs, trace


@pytest.mark.skipif(not (UI / "node_modules" / "playwright-core").exists(), reason="the browser driver is not installed")
def test_pages_open_without_an_error(client, experiment, unique, tmp_path):
    runs, trace = filled(client, experiment, unique)
    both = json.dumps(runs).replace('"', "%22").replace(" ", "")
    pages = [
        {"name": "experiments", "path": "/#/experiments", "texts": [unique]},
        {"name": "runs", "path": f"/#/experiments/{experiment}/runs", "texts": ["slow", "fast"]},
        {"name": "run", "path": f"/#/experiments/{experiment}/runs/{runs[0]}", "texts": ["slow", "rate", "loss"]},
        {"name": "metrics", "path": f"/#/experiments/{experiment}/runs/{runs[0]}/model-metrics", "texts": ["loss"]},
        {"name": "artifacts", "path": f"/#/experiments/{experiment}/runs/{runs[0]}/artifacts", "texts": ["notes"]},
        {
            "name": "compare",
            "path": f"/#/compare-runs?runs={both}&experiments=[%22{experiment}%22]",
            "texts": ["slow", "fast", "rate"],
        },
        {"name": "models", "path": "/#/models", "texts": [unique]},
        {"name": "model", "path": f"/#/models/{unique}", "texts": [unique, "Version 1"]},
        {"name": "version", "path": f"/#/models/{unique}/versions/1", "texts": [unique]},
        {"name": "traces", "path": f"/#/experiments/{experiment}/traces", "texts": ["items", "total"]},
        {
            "name": "trace",
            "path": f"/#/experiments/{experiment}/traces?selectedEvaluationId={trace}",
            "texts": ["checkout", "price"],
        },
    ]
    shots = pathlib.Path(os.environ.get("SLIPWAY_SCREENSHOTS", tmp_path))
    server = mlflow_ui.serve(URL)
    try:
        done = subprocess.run(
            [shutil.which("node"), HERE / "mlflow_ui.mjs", UI, f"http://127.0.0.1:{server.server_address[1]}", shots],
            input=json.dumps(pages),
            capture_output=True,
            text=True,
            timeout=600,
        )
    finally:
        server.shutdown()
    assert done.returncode == 0, done.stderr
    looked_at = json.loads(done.stdout)
    for page in looked_at:
        page["failed"] = [failure for failure in page["failed"] if not any(failure.endswith(end) or end in failure for end in NOT_THERE)]
    wrong = [
        page for page in looked_at if page["missing"] or page["errors"] or page["failed"] or page["boundaries"]
    ]
    assert not wrong, json.dumps(wrong, indent=1)
