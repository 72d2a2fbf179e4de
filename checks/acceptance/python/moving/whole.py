"""All that a store holds, read through the real client, in a form that two stores can be compared by."""

import hashlib
import math
import pathlib
import tempfile

from mlflow import MlflowClient
from mlflow.entities import ViewType

LARGEST = 1.7976931348623157e308


def number(value):
    """Databases keep an infinity as the largest number, as MLflow does; a folder keeps it."""
    if math.isnan(value):
        return "nan"
    return math.copysign(LARGEST, value) if math.isinf(value) else value + 0.0 or 0.0


def pages(call):
    token = None
    while True:
        page = call(token)
        yield from page
        token = page.token
        if not token:
            return


def hashes(client, run_id, folder):
    """Digest of every file of a run, by its path; listed and downloaded one by one."""
    found = {}

    def walk(path):
        for file in client.list_artifacts(run_id, path):
            if file.is_dir:
                walk(file.path)
            else:
                local = client.download_artifacts(run_id, file.path, folder)
                found[file.path] = hashlib.sha256(pathlib.Path(local).read_bytes()).hexdigest()

    walk(None)
    return found


def model_files(client, model_id, folder):
    import mlflow.artifacts

    local = pathlib.Path(
        mlflow.artifacts.download_artifacts(
            artifact_uri=client.get_logged_model(model_id).artifact_location, dst_path=folder, tracking_uri=client.tracking_uri
        )
    )
    return {str(f.relative_to(local)): hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(local.rglob("*")) if f.is_file()}


def history(client, run_id, key):
    """MLflow's file store forgets the step of a point that names a dataset (it reads 0): then the step is left out."""
    points = client.get_metric_history(run_id, key)
    steps = key != "accuracy"
    return sorted({(m.step if steps else None, m.timestamp, str(number(m.value))) for m in points})


def run(client, info, folder):
    found = client.get_run(info.run_id)
    return {
        "name": found.info.run_name,
        "status": found.info.status,
        "stage": found.info.lifecycle_stage,
        "user": found.info.user_id,
        "start": found.info.start_time,
        "end": found.info.end_time,
        "params": found.data.params,
        "tags": found.data.tags,
        "metrics": {key: history(client, info.run_id, key) for key in found.data.metrics},
        "inputs": [(d.dataset.to_dictionary(), sorted((t.key, t.value) for t in d.tags)) for d in found.inputs.dataset_inputs],
        "outputs": sorted((o.model_id, o.step) for o in found.outputs.model_outputs),
        "files": hashes(client, info.run_id, folder) if found.info.lifecycle_stage == "active" else {},
    }


def logged_model(client, model, folder):
    return {
        "name": model.name,
        "run": model.source_run_id,
        "status": str(model.status),
        "created": model.creation_timestamp,
        "params": model.params,
        "tags": {k: v for k, v in model.tags.items() if k != "mlflow.modelVersions"},
        "metrics": sorted((m.key, m.timestamp, str(number(m.value)), m.run_id) for m in model.metrics or []),
        "files": model_files(client, model.model_id, folder),
    }


def registered(client, name):
    model = client.get_registered_model(name)
    versions = list(pages(lambda token: client.search_model_versions(f"name='{name}'", page_token=token)))
    return {
        "description": model.description or None,
        "created": model.creation_timestamp,
        "tags": model.tags,
        "aliases": {alias: str(version) for alias, version in model.aliases.items()},
        "versions": {
            str(v.version): {
                "created": v.creation_timestamp,
                "description": v.description or None,
                "stage": v.current_stage,
                "run": v.run_id,
                "tags": v.tags,
            }
            for v in versions
        },
    }


def everything(uri):
    client = MlflowClient(uri, uri)
    with tempfile.TemporaryDirectory() as folder:
        experiments = list(pages(lambda token: client.search_experiments(view_type=ViewType.ALL, page_token=token)))
        return {
            e.name: {
                "id": e.experiment_id,
                "stage": e.lifecycle_stage,
                "tags": e.tags,
                "runs": {
                    r.info.run_id: run(client, r.info, folder)
                    for r in pages(lambda token: client.search_runs([e.experiment_id], run_view_type=ViewType.ALL, page_token=token))
                },
                "models": {
                    m.model_id: logged_model(client, m, folder)
                    for m in (pages(lambda token: client.search_logged_models([e.experiment_id], page_token=token)) if e.lifecycle_stage == "active" else [])
                },
            }
            for e in experiments
        } | {"registry": {m.name: registered(client, m.name) for m in pages(lambda token: client.search_registered_models(page_token=token))}}
