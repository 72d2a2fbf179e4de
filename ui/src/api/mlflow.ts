/** Experiments, runs, artifacts and registered models, over MLflow's REST API. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ApiError, getJson, send, sendJson, withQuery } from './http';
import type { ArtifactFile, Experiment, MetricPoint, MlflowRun, ModelVersion, RegisteredModel } from './types';

const API = '/api/2.0/mlflow';
export const RUNS_PER_PAGE = 200;

export const experimentsQuery = queryOptions({
  queryKey: ['experiments'],
  queryFn: async ({ signal }) => {
    const answer = await sendJson<{ experiments?: Experiment[] }>('POST', `${API}/experiments/search`, { max_results: 1000 }, signal);
    return answer.experiments ?? [];
  },
});

export const experimentQuery = (id: string) =>
  queryOptions({
    queryKey: ['experiments', id],
    queryFn: async ({ signal }) =>
      (await getJson<{ experiment: Experiment }>(`${API}/experiments/get`, { experiment_id: id }, signal)).experiment,
  });

interface RunPage {
  runs?: MlflowRun[];
  next_page_token?: string;
}

export interface RunSearch {
  experiment: string;
  filter: string;
  orderBy: string[];
}

export const runsQuery = ({ experiment, filter, orderBy }: RunSearch) =>
  infiniteQueryOptions({
    queryKey: ['runs', experiment, filter, orderBy],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      sendJson<RunPage>(
        'POST',
        `${API}/runs/search`,
        {
          experiment_ids: [experiment],
          filter,
          order_by: orderBy,
          max_results: RUNS_PER_PAGE,
          ...(pageParam === '' ? {} : { page_token: pageParam }),
        },
        signal,
      ),
    // While another order or filter is read, the rows that are there stay.
    placeholderData: (before, query) => (query?.queryKey[1] === experiment ? before : undefined),
    getNextPageParam: (page) => (page.runs?.length ? page.next_page_token : undefined),
    retry: (count, problem) => !(problem instanceof ApiError && problem.status < 500 && problem.status > 0) && count < 2,
  });

/** The newest runs that are not finished, over all experiments. */
export const runningRunsQuery = (experiments: string[]) =>
  queryOptions({
    queryKey: ['runs', 'running', experiments],
    enabled: experiments.length > 0,
    queryFn: async ({ signal }) => {
      const body = { experiment_ids: experiments.slice(0, 100), filter: "status = 'RUNNING'", max_results: 10 };
      return (await sendJson<RunPage>('POST', `${API}/runs/search`, body, signal)).runs ?? [];
    },
  });

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', 'one', id],
    queryFn: async ({ signal }) => (await getJson<{ run: MlflowRun }>(`${API}/runs/get`, { run_id: id }, signal)).run,
  });

/** One run's curve of one metric; arrays of the same length. */
export interface Curve {
  steps: number[];
  times: number[];
  values: number[];
}

const MAX_POINTS = 2000;

interface Interval {
  metrics?: (MetricPoint & { run_id?: string })[];
}

async function sampled(run: string, key: string, signal: AbortSignal): Promise<MetricPoint[]> {
  try {
    const path = '/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval';
    const answer = await getJson<Interval>(path, { run_ids: run, metric_key: key, max_results: MAX_POINTS }, signal);
    return answer.metrics ?? [];
  } catch (problem) {
    if (!(problem instanceof ApiError) || ![404, 405, 501].includes(problem.status)) throw problem;
    const query = { run_id: run, metric_key: key, max_results: 25_000 };
    return (await getJson<{ metrics?: MetricPoint[] }>(`${API}/metrics/get-history`, query, signal)).metrics ?? [];
  }
}

/** MLflow's JSON says NaN and infinities as words. */
export function metricValue(value: number | string): number {
  return typeof value === 'number' ? value : Number(value);
}

export const curveQuery = (run: string, key: string, live = false) =>
  queryOptions({
    queryKey: ['curves', run, key],
    queryFn: async ({ signal }): Promise<Curve> => {
      const points = (await sampled(run, key, signal)).map((point) => ({
        step: Number(point.step ?? 0),
        time: Number(point.timestamp),
        value: metricValue(point.value),
      }));
      points.sort((a, b) => a.step - b.step || a.time - b.time);
      return {
        steps: points.map((point) => point.step),
        times: points.map((point) => point.time),
        values: points.map((point) => point.value),
      };
    },
    staleTime: live ? 2000 : 300_000,
    refetchInterval: live ? 3000 : false,
  });

export const artifactsQuery = (run: string, path: string) =>
  queryOptions({
    queryKey: ['artifacts', run, path],
    queryFn: async ({ signal }) => {
      const answer = await getJson<{ files?: ArtifactFile[] }>(`${API}/artifacts/list`, { run_id: run, path }, signal);
      return (answer.files ?? []).sort((a, b) => Number(b.is_dir) - Number(a.is_dir) || a.path.localeCompare(b.path));
    },
    staleTime: 60_000,
  });

export const artifactUrl = (run: string, path: string) => withQuery('/get-artifact', { run_id: run, path });

export const artifactTextQuery = (run: string, path: string) =>
  queryOptions({
    queryKey: ['artifacts', run, path, 'text'],
    queryFn: async ({ signal }) => (await send('GET', artifactUrl(run, path), undefined, signal)).text(),
    staleTime: 300_000,
  });

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: async ({ signal }) => {
    const path = `${API}/registered-models/search`;
    return (await getJson<{ registered_models?: RegisteredModel[] }>(path, { max_results: 1000 }, signal)).registered_models ?? [];
  },
});

export const modelQuery = (name: string) =>
  queryOptions({
    queryKey: ['models', name],
    queryFn: async ({ signal }) =>
      (await getJson<{ registered_model: RegisteredModel }>(`${API}/registered-models/get`, { name }, signal)).registered_model,
  });

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

export const modelVersionsQuery = (name: string) =>
  queryOptions({
    queryKey: ['models', name, 'versions'],
    queryFn: async ({ signal }) => {
      const query = { filter: `name = ${quoted(name)}`, max_results: 1000 };
      const answer = await getJson<{ model_versions?: ModelVersion[] }>(`${API}/model-versions/search`, query, signal);
      return (answer.model_versions ?? []).sort((a, b) => Number(b.version) - Number(a.version));
    },
  });

export const versionsOfRunQuery = (run: string) =>
  queryOptions({
    queryKey: ['models', 'of-run', run],
    queryFn: async ({ signal }) => {
      const query = { filter: `run_id = ${quoted(run)}`, max_results: 50 };
      return (await getJson<{ model_versions?: ModelVersion[] }>(`${API}/model-versions/search`, query, signal)).model_versions ?? [];
    },
  });
