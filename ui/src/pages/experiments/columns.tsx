import { Link } from '@tanstack/react-router';
import type { MlflowRun } from '../../api/types';
import { Id, Num, StateBadge, Time } from '../../components/basics';
import type { Column } from '../../components/DataTable';
import { formatDuration } from '../../lib/format';
import { durationOf, metricOf, nameOf, paramOf, splitKey, tagOf } from '../../lib/runs';

const FIXED: Column<MlflowRun>[] = [
  { id: 'run_name', header: 'Run', width: 200, grow: true, cell: (run) => <Link to="/runs/$run" params={{ run: run.info.run_id }}>{nameOf(run)}</Link>, sort: nameOf },
  { id: 'status', header: 'State', width: 104, cell: (run) => <StateBadge state={run.info.status} />, sort: (run) => run.info.status },
  { id: 'start_time', header: 'Started', width: 104, right: true, cell: (run) => <Time at={run.info.start_time} />, sort: (run) => Number(run.info.start_time ?? 0) },
  { id: 'duration', header: 'Duration', width: 114, right: true, cell: (run) => formatDuration(durationOf(run)) },
  { id: 'user_id', header: 'By', width: 84, cell: (run) => run.info.user_id ?? tagOf(run, 'mlflow.user') ?? '–', sort: (run) => run.info.user_id },
  { id: 'id', header: 'Id', width: 96, cell: (run) => <Id id={run.info.run_id} /> },
];

function widthFor(key: string): number {
  return Math.min(190, Math.max(92, key.length * 7.5 + 34));
}

function keyColumn(column: string): Column<MlflowRun> {
  const { group, key } = splitKey(column);
  const base = { id: column, header: key, title: column, width: widthFor(key) };
  if (group === 'metrics') return { ...base, right: true, cell: (run) => <Num value={metricOf(run, key)} />, sort: (run) => metricOf(run, key) };
  const read = group === 'params' ? paramOf : tagOf;
  const numeric = group === 'params';
  return {
    ...base,
    right: numeric,
    cell: (run) => {
      const value = read(run, key);
      return value === undefined ? <span className="muted">–</span> : <span title={value}>{value}</span>;
    },
    sort: (run) => read(run, key),
  };
}

export const runColumns = (keys: string[]): Column<MlflowRun>[] => [...FIXED, ...keys.map(keyColumn)];
