"""Fills an MLflow store with the real client: python sample.py TRACKING_URI. Prints what it made as JSON."""

import json
import math
import pathlib
import sys
import tempfile

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag

STEPS = 1000


class Recipe(mlflow.pyfunc.PythonModel):
    """Code of its own, so that the model holds a pickled class that nobody may load while moving it."""

    def predict(self, context, model_input):
        return [len(model_input)]


def history(client, run_id):
    """A loss of a thousand steps, and the values that no database keeps gladly."""
    for start in range(0, STEPS, 500):
        points = [Metric("train/loss", 1 / (step + 1), 1_700_000_000_000 + step * 10, step) for step in range(start, start + 500)]
        client.log_batch(run_id, metrics=points)
    odd = [math.nan, math.inf, -math.inf, -0.0, 5e-324, 1.7976931348623157e308]
    client.log_batch(run_id, metrics=[Metric("odd", value, 1_700_000_000_000, step) for step, value in enumerate(odd)])


def files(client, run_id, folder):
    """Files in folders, empty ones, and names that must be escaped on the way."""
    for name, content in {
        "notes.txt": b"plain\n",
        "empty.bin": b"",
        "plots/größe 100%.png": bytes(range(256)) * 40,
        "plots/deep/a+b&c=d.json": b"{}",
    }.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    client.log_artifacts(run_id, str(folder))


def registry(client, run_id, model_id):
    client.create_registered_model("weather", tags={"team": "氷"}, description="predicts rain")
    by_model = client.create_model_version("weather", f"models:/{model_id}", run_id=run_id, model_id=model_id, tags={"stage": "a"})
    location = client.get_run(run_id).info.artifact_uri
    by_run = client.create_model_version("weather", f"{location}/plots", run_id=run_id, description="second")
    third = client.create_model_version("weather", f"{location}/plots/deep", run_id=run_id)
    client.create_model_version("weather", f"{location}/plots", run_id=run_id)
    client.delete_model_version("weather", third.version)
    client.set_registered_model_alias("weather", "champion", by_model.version)
    client.set_registered_model_alias("weather", "challenger", by_run.version)
    client.transition_model_version_stage("weather", by_run.version, "Production")
    client.create_registered_model("empty model")


def main(uri):
    mlflow.set_tracking_uri(uri)
    mlflow.set_registry_uri(uri)
    client = MlflowClient(uri, uri)
    experiment = mlflow.set_experiment("Ünïcode 試験 🌧")
    client.set_experiment_tag(experiment.experiment_id, "mlflow.note.content", "what *we* tried")
    made = []
    with tempfile.TemporaryDirectory() as folder:
        with mlflow.start_run(run_name="first — 第一", description="the good one") as run:
            made.append(run.info.run_id)
            mlflow.log_params({"depth": 6, "eta": 0.1, "text": "ünï\ncode: 'x' # \"y\"", "empty": ""})
            mlflow.set_tags({"kind/of": "x", "multi": "line\nbreak"})
            history(client, run.info.run_id)
            files(client, run.info.run_id, pathlib.Path(folder))
            data = mlflow.data.from_dict({"x": [1, 2, 3]}, name="rain") if hasattr(mlflow.data, "from_dict") else None
            if data is None:
                import numpy

                data = mlflow.data.from_numpy(numpy.arange(6.0), name="rain")
            mlflow.log_input(data, context="training")
            model = mlflow.pyfunc.log_model(name="recipe", python_model=Recipe(), pip_requirements=[])
            mlflow.log_metric("accuracy", 0.75, step=3, model_id=model.model_id, dataset=data)
        with mlflow.start_run(run_name="parent"):
            for i in range(3):
                with mlflow.start_run(run_name=f"child {i}", nested=True) as child:
                    made.append(child.info.run_id)
                    mlflow.log_metric("score", i)
    failed = client.create_run(experiment.experiment_id, start_time=1_600_000_000_000)
    client.log_batch(failed.info.run_id, params=[Param("a", "1")], tags=[RunTag("b", "2")])
    client.set_terminated(failed.info.run_id, "FAILED", end_time=1_600_000_001_000)
    running = client.create_run("0")
    client.log_metric(running.info.run_id, "live", 1.5)
    gone = client.create_run(experiment.experiment_id, run_name="gone")
    client.log_metric(gone.info.run_id, "live", 2.5)
    client.delete_run(gone.info.run_id)
    dropped = client.create_experiment("dropped")
    client.create_run(dropped, run_name="in a dropped experiment")
    client.delete_experiment(dropped)
    registry(client, made[0], model.model_id)
    print(json.dumps({"first": made[0], "model": model.model_id, "running": running.info.run_id}))


if __name__ == "__main__":
    main(sys.argv[1])
