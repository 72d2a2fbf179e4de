import { metricValue } from '../api/mlflow';
import type { MlflowRun } from '../api/types';

export const metricOf = (run: MlflowRun, key: string): number | undefined => {
  const found = run.data.metrics?.find((metric) => metric.key === key);
  return found ? metricValue(found.value) : undefined;
};
export const paramOf = (run: MlflowRun, key: string): string | undefined => run.data.params?.find((param) => param.key === key)?.value;
export const tagOf = (run: MlflowRun, key: string): string | undefined => run.data.tags?.find((tag) => tag.key === key)?.value;

export const nameOf = (run: MlflowRun): string => run.info.run_name ?? tagOf(run, 'mlflow.runName') ?? run.info.run_id.slice(0, 8);

export function durationOf(run: MlflowRun, now = Date.now()): number | undefined {
  const start = Number(run.info.start_time ?? 0);
  if (!start) return undefined;
  const end = Number(run.info.end_time ?? 0);
  if (end) return end - start;
  return run.info.status === 'RUNNING' ? now - start : undefined;
}

export const commitOf = (run: MlflowRun): string | undefined => tagOf(run, 'mlflow.source.git.commit') ?? tagOf(run, 'slipway.code_version');

/** A column's name split at its first dot: `metrics.val.auc` is the metric `val.auc`. */
export function splitKey(column: string): { group: 'metrics' | 'params' | 'tags' | 'attributes'; key: string } {
  const dot = column.indexOf('.');
  const group = column.slice(0, Math.max(0, dot));
  if (group === 'metrics' || group === 'params' || group === 'tags') return { group, key: column.slice(dot + 1) };
  return { group: 'attributes', key: column };
}

/** How MLflow's search wants an order: keys with odd characters in backticks. */
export function orderBy(sort: { id: string; desc: boolean } | undefined): string[] {
  if (!sort) return [];
  const { group, key } = splitKey(sort.id);
  const name = group === 'attributes' ? `attributes.${key}` : `${group}.\`${key}\``;
  return [`${name} ${sort.desc ? 'DESC' : 'ASC'}`];
}

export interface KnownKeys {
  metrics: string[];
  params: string[];
  tags: string[];
}

/** The keys that the runs at hand use, the most used first. */
export function knownKeys(runs: MlflowRun[]): KnownKeys {
  const count = (lists: ({ key: string }[] | undefined)[]) => {
    const seen = new Map<string, number>();
    for (const list of lists) for (const { key } of list ?? []) seen.set(key, (seen.get(key) ?? 0) + 1);
    return [...seen].sort(([a, m], [b, n]) => n - m || a.localeCompare(b)).map(([key]) => key);
  };
  return {
    metrics: count(runs.map((run) => run.data.metrics)),
    params: count(runs.map((run) => run.data.params)),
    tags: count(runs.map((run) => run.data.tags)).filter((key) => !key.startsWith('mlflow.')),
  };
}

const SHOWN_METRICS = 4;
const SHOWN_PARAMS = 4;

/** The columns of a table that nobody has arranged yet. */
export function defaultColumns(keys: KnownKeys): string[] {
  return [
    ...keys.metrics.slice(0, SHOWN_METRICS).map((key) => `metrics.${key}`),
    ...keys.params.slice(0, SHOWN_PARAMS).map((key) => `params.${key}`),
  ];
}
