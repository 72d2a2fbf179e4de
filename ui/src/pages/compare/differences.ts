import type { MlflowRun } from '../../api/types';
import { formatDuration, formatNumber } from '../../lib/format';
import { commitOf, durationOf, metricOf, paramOf, tagOf } from '../../lib/runs';

export interface Cell {
  text: string;
  title: string;
}

export interface Row {
  name: string;
  cells: Cell[];
  differs: boolean;
}

export interface Group {
  title: string;
  rows: Row[];
}

const names = (lists: ({ key: string }[] | undefined)[]) =>
  [...new Set(lists.flatMap((list) => (list ?? []).map((each) => each.key)))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

function row(name: string, values: (string | undefined)[]): Row {
  return { name, differs: new Set(values).size > 1, cells: values.map((value) => ({ text: value ?? '–', title: value ?? 'not logged' })) };
}

function metricRow(name: string, values: (number | undefined)[]): Row {
  return {
    name,
    differs: new Set(values).size > 1,
    cells: values.map((value) => ({ text: formatNumber(value, 5), title: value === undefined ? 'not logged' : String(value) })),
  };
}

/** Every part of the runs side by side, in the order in which readers ask for them. */
export function compareRuns(runs: MlflowRun[]): Group[] {
  const own = (key: string) => !key.startsWith('mlflow.');
  const data = (run: MlflowRun) => run.inputs?.dataset_inputs?.map(({ dataset }) => `${dataset.name}@${dataset.digest.slice(0, 8)}`).join(', ');
  return [
    { title: 'Metrics', rows: names(runs.map((run) => run.data.metrics)).map((key) => metricRow(key, runs.map((run) => metricOf(run, key)))) },
    { title: 'Params', rows: names(runs.map((run) => run.data.params)).map((key) => row(key, runs.map((run) => paramOf(run, key)))) },
    {
      title: 'Origin',
      rows: [
        row('data', runs.map(data)),
        row('code', runs.map((run) => commitOf(run)?.slice(0, 10))),
        row('source', runs.map((run) => tagOf(run, 'mlflow.source.name'))),
        row('by', runs.map((run) => run.info.user_id ?? tagOf(run, 'mlflow.user'))),
        row('state', runs.map((run) => run.info.status.toLowerCase())),
        row('duration', runs.map((run) => formatDuration(durationOf(run)))),
      ],
    },
    { title: 'Tags', rows: names(runs.map((run) => run.data.tags)).filter(own).map((key) => row(key, runs.map((run) => tagOf(run, key)))) },
  ].filter((group) => group.rows.length > 0);
}
