/** Ready-to-paste first steps; each holds the address of the server that showed it. */
import type { Snippet } from '../components/feedback';

export const server = () => window.location.origin;
const inference = () => `${window.location.protocol}//${window.location.hostname}:8000`;

export const firstRun = (experiment = 'my-experiment'): Snippet[] => [
  {
    name: 'Python',
    text: `import mlflow

mlflow.set_tracking_uri("${server()}")
mlflow.set_experiment("${experiment}")

with mlflow.start_run():
    mlflow.log_param("max_depth", 6)
    for step in range(100):
        mlflow.log_metric("auc", 0.5 + step / 400, step=step)`,
  },
  {
    name: 'curl',
    text: `curl -s ${server()}/api/2.0/mlflow/experiments/create \\
  -d '{"name": "${experiment}"}'`,
  },
  { name: 'CLI', text: `export MLFLOW_TRACKING_URI=${server()}\nmlflow experiments create -n ${experiment}` },
];

export const firstModel = (): Snippet[] => [
  {
    name: 'Python',
    text: `import mlflow

mlflow.set_tracking_uri("${server()}")
with mlflow.start_run():
    mlflow.xgboost.log_model(booster, name="model",
                             registered_model_name="my-model",
                             input_example=frame.head(2))`,
  },
  { name: 'CLI', text: `slipway train --server ${server()} --model my-model` },
];

export const firstDataset = (): Snippet[] => [
  { name: 'CLI', text: `slipway dvc init\nslipway dvc add data/train.csv --server ${server()}` },
  {
    name: 'curl',
    text: `curl -s ${server()}/api/slipway/v1/datasets/train/versions \\
  -H 'Content-Type: application/json' \\
  -d '{"digest": "md5:…", "size": 1024, "files": 1, "rows": 100, "path": "data/train.csv"}'`,
  },
];

export const firstPipeline = (): Snippet[] => [
  {
    name: 'curl',
    text: `curl -s -X PUT ${server()}/api/slipway/v1/pipelines/my-pipeline \\
  -H 'Content-Type: application/json' \\
  -d '{"project": "/path/to/project/with/dvc.yaml", "model": "my-model"}'

curl -s -X POST ${server()}/api/slipway/v1/pipelines/my-pipeline/runs \\
  -H 'Content-Type: application/json' -d '{"params": {}, "reason": "first run"}'`,
  },
];

export const firstEndpoint = (): Snippet[] => [
  {
    name: 'Python',
    text: `import mlflow

client = mlflow.MlflowClient("${server()}")
client.set_registered_model_alias("my-model", "champion", 1)`,
  },
  {
    name: 'curl',
    text: `curl -s ${server()}/api/slipway/v1/models/my-model/aliases/champion \\
  -H 'Content-Type: application/json' -d '{"version": 1, "reason": "first model"}'

curl -s ${inference()}/v2/models/my-model`,
  },
];

export const firstMonitor = (): Snippet[] => [
  {
    name: 'curl',
    text: `curl -s -X PUT ${server()}/api/slipway/v1/monitors/my-monitor \\
  -H 'Content-Type: application/json' \\
  -d '{"model": "my-model", "window": "P1M"}'`,
  },
];
