import { NativeSelect, Switch } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { curveQuery, runQuery } from '../../api/mlflow';
import type { MlflowRun } from '../../api/types';
import { listOf, type CompareSearch } from '../../app/search';
import { Lines, Page, Panel } from '../../components/basics';
import { LineChart } from '../../components/chart/LineChart';
import { usePalette } from '../../components/chart/palette';
import { CurveControls } from '../../components/CurveControls';
import { Empty, Failure } from '../../components/feedback';
import { align, smooth, xOf } from '../../lib/curves';
import { plural } from '../../lib/format';
import { nameOf } from '../../lib/runs';
import css from './compare.module.css';
import { compareRuns } from './differences';

const route = getRouteApi('/compare');
const MAX_RUNS = 20;

/** What differs? */
export function ComparePage() {
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/compare' });
  const ids = listOf(search.runs).slice(0, MAX_RUNS);
  const queries = useQueries({ queries: ids.map((id) => runQuery(id)) });
  const set = (change: Partial<CompareSearch>) => void navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  const failed = queries.find((query) => query.error);
  const runs = queries.flatMap((query) => (query.data ? [query.data] : []));
  return (
    <Page title={ids.length > 0 ? `Compare ${plural(ids.length, 'run')}` : 'Compare'}>
      {ids.length < 2 ? (
        <Panel>
          <Empty title="Nothing to compare yet">
            Open an <Link to="/experiments">experiment</Link>, select two or more runs (<code>x</code>) and press Compare (<code>c</code>).
          </Empty>
        </Panel>
      ) : failed ? (
        <Failure problem={failed.error} retry={() => void failed.refetch()} />
      ) : runs.length < ids.length ? (
        <Lines rows={12} height={26} />
      ) : (
        <>
          <Curves runs={runs} search={search} onChange={set} />
          <Differences runs={runs} all={search.all ?? false} onAll={(all) => set({ all: all || undefined })} />
        </>
      )}
    </Page>
  );
}

function Curves({ runs, search, onChange }: { runs: MlflowRun[]; search: CompareSearch; onChange: (change: Partial<CompareSearch>) => void }) {
  const colour = usePalette();
  const keys = [...new Set(runs.flatMap((run) => (run.data.metrics ?? []).filter((metric) => Number(metric.step ?? 0) !== 0).map((metric) => metric.key)))].sort();
  const metric = search.metric && keys.includes(search.metric) ? search.metric : keys[0];
  const curves = useQueries({ queries: metric ? runs.map((run) => curveQuery(run.info.run_id, metric)) : [] });
  if (!metric) return null;
  const axis = search.axis ?? 'step';
  const failed = curves.find((curve) => curve.error);
  const ready = curves.every((curve) => curve.data);
  const joined = align(curves.map((curve) => (curve.data ? { x: xOf(curve.data, axis), y: smooth(curve.data.values, search.smooth ?? 0) } : { x: [], y: [] })));
  return (
    <Panel
      title="Curves"
      actions={
        <>
          <NativeSelect aria-label="Metric" data={keys} value={metric} onChange={(event) => onChange({ metric: event.currentTarget.value })} />
          <CurveControls value={search} onChange={onChange} />
        </>
      }
    >
      {failed ? (
        <Failure problem={failed.error} retry={() => void failed.refetch()} />
      ) : ready ? (
        <LineChart
          label={`${metric} of ${plural(runs.length, 'run')}`}
          x={joined.x}
          xKind={axis === 'time' ? 'time' : 'number'}
          log={search.log ?? false}
          height={280}
          series={runs.map((run, i) => ({ label: nameOf(run), color: colour(i), values: joined.ys[i] ?? [] }))}
        />
      ) : (
        <Lines rows={1} height={300} />
      )}
    </Panel>
  );
}

function Differences({ runs, all, onAll }: { runs: MlflowRun[]; all: boolean; onAll: (all: boolean) => void }) {
  const colour = usePalette();
  const groups = compareRuns(runs);
  return (
    <Panel title="Differences" flush actions={<Switch label="Show what is equal too" checked={all} onChange={(event) => onAll(event.currentTarget.checked)} />}>
      <div style={{ overflow: 'auto' }} tabIndex={0} role="region" aria-label="Differences">
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              {runs.map((run, i) => (
                <th key={run.info.run_id} scope="col" style={{ textAlign: 'right' }}>
                  <span className={css.swatch} style={{ background: colour(i) }} />
                  <Link to="/runs/$run" params={{ run: run.info.run_id }}>{nameOf(run)}</Link>
                </th>
              ))}
            </tr>
          </thead>
          {groups.map((group) => {
            const rows = group.rows.filter((row) => all || row.differs);
            return (
              <tbody key={group.title}>
                <tr className={css.group}>
                  <th scope="colgroup" colSpan={runs.length + 1}>
                    {group.title}
                    {rows.length === 0 ? ': all equal' : ''}
                  </th>
                </tr>
                {rows.map((row) => (
                  <tr key={row.name} className={all && row.differs ? css.differs : ''}>
                    <th scope="row" title={row.name}>{row.name}</th>
                    {row.cells.map((cell, i) => (
                      <td key={runs[i]?.info.run_id} title={cell.title}>{cell.text}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            );
          })}
        </table>
      </div>
    </Panel>
  );
}
