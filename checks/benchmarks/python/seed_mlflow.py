"""Puts rows into the tables of MLflow's database, which over its API would take hours. Runs in the environment 'bench':

  seed_mlflow.py DATABASE_URI KIND EXPERIMENT     KIND: runs, history, registry
"""

import sys

import seeds
import sqlalchemy
from sqlalchemy import text

RUN = (
    "INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, source_version,"
    " lifecycle_stage, artifact_uri, experiment_id) VALUES (:run, :name, 'UNKNOWN', '', '', 'bench', 'RUNNING', :start, '', 'active',"
    " :uri, :experiment)"
)
TAG = "INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.runName', :name, :run)"
PARAM = "INSERT INTO params (key, value, run_uuid) VALUES (:key, :value, :run)"
POINT = "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (:key, :value, :time, :run, :step, false)"
LATEST = "INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (:key, :value, :time, :step, false, :run)"


def run_rows(db, experiment: int, runs: list[tuple[str, str, int]]) -> None:
    rows = [
        {"run": run, "name": name, "start": start, "experiment": experiment, "uri": f"mlflow-artifacts:/{experiment}/{run}/artifacts"}
        for run, name, start in runs
    ]
    db.execute(text(RUN), rows)
    db.execute(text(TAG), [{"name": row["name"], "run": row["run"]} for row in rows])


def runs(db, experiment: int) -> None:
    seeded = [(seeds.run_id(number), *run) for number, run in enumerate(seeds.runs())]
    run_rows(db, experiment, [(run, name, start) for run, name, start, _, _ in seeded])
    params = [{"key": k, "value": v, "run": run} for run, _, _, _, params in seeded for k, v in params.items()]
    points = [{"key": k, "value": v, "time": start, "step": 0, "run": run} for run, _, start, metrics, _ in seeded for k, v in metrics.items()]
    db.execute(text(PARAM), params)
    db.execute(text(POINT), points)
    db.execute(text(LATEST), points)


def history(db, experiment: int) -> None:
    for number, points in enumerate(seeds.histories()):
        run = seeds.run_id(1_000_000 + number)
        run_rows(db, experiment, [(run, f"history-{number}", seeds.START)])
        rows = [{"key": "loss", "value": value, "time": time, "step": step, "run": run} for step, time, value in points]
        db.execute(text(POINT), rows)
        db.execute(text(LATEST), rows[-1:])


def registry(db, _: int) -> None:
    models, versions = [], []
    for name, sources in seeds.models():
        models.append({"name": name, "time": seeds.START})
        versions += [{"name": name, "version": i + 1, "time": seeds.START, "source": source} for i, source in enumerate(sources)]
    db.execute(text("INSERT INTO registered_models (name, creation_time, last_updated_time, description) VALUES (:name, :time, :time, '')"), models)
    db.execute(
        text(
            "INSERT INTO model_versions (name, version, creation_time, last_updated_time, description, user_id, current_stage, source,"
            " run_id, run_link, status, status_message, storage_location)"
            " VALUES (:name, :version, :time, :time, '', NULL, 'None', :source, NULL, '', 'READY', NULL, :source)"
        ),
        versions,
    )


if __name__ == "__main__":
    uri, kind, experiment = sys.argv[1:]
    with sqlalchemy.create_engine(uri, connect_args={"timeout": 60} if uri.startswith("sqlite") else {}).begin() as connection:
        {"runs": runs, "history": history, "registry": registry}[kind](connection, int(experiment))
