import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { comparisonsQuery } from '../../api/slipway';
import type { Comparison } from '../../api/types';
import { Badge, Lines, Num, Panel, Time } from '../../components/basics';
import { DataTable, type Column } from '../../components/DataTable';
import { Empty, Loaded } from '../../components/feedback';
import { formatNumber, formatWindow, shortId } from '../../lib/format';

/** A difference of two AUCs to four decimals, with its sign. */
const signed = (value: number | undefined) => (value === undefined ? '–' : `${value < 0 ? '\u2212' : '+'}${Math.abs(value).toFixed(4)}`);

const windowOf = (row: Comparison) => (row.window_start && row.window_end ? formatWindow(row.window_start, row.window_end) : (row.window ?? '–'));

const BASE: Column<Comparison>[] = [
  { id: 'time', header: 'When', width: 100, cell: (row) => <Time at={row.time} />, sort: (row) => row.time },
  { id: 'versions', header: 'Versions', title: 'Champion, then challenger', width: 96, cell: (row) => <span>{row.champion_version ? `v${row.champion_version}` : 'none'} vs <strong>v{row.challenger_version}</strong></span> },
  { id: 'window', header: 'Window', width: 96, cell: (row) => windowOf(row), sort: (row) => row.window_start },
  { id: 'rows', header: 'Rows', width: 84, right: true, cell: (row) => formatNumber(row.rows), sort: (row) => row.rows },
  { id: 'champion', header: 'Champion', title: 'AUC of the champion', width: 96, right: true, cell: (row) => <Num value={row.champion_auc} />, sort: (row) => row.champion_auc },
  { id: 'challenger', header: 'Challenger', title: 'AUC of the challenger', width: 98, right: true, cell: (row) => <Num value={row.challenger_auc} />, sort: (row) => row.challenger_auc },
  { id: 'difference', header: 'Difference', title: 'In AUC', width: 102, right: true, cell: (row) => signed(row.difference), sort: (row) => row.difference },
];
const VERDICT: Column<Comparison>[] = [
  { id: 'verdict', header: 'Verdict', width: 108, cell: (row) => (row.promoted ? <Badge tone="good">Promoted</Badge> : <Badge tone="idle">Kept</Badge>), sort: (row) => Number(row.promoted ?? false) },
  { id: 'run', header: 'Pipeline run', width: 110, grow: true, cell: (row) => (row.pipeline && row.pipeline_run ? <Link className="mono" to="/pipelines/$pipeline/$id" params={{ pipeline: row.pipeline, id: row.pipeline_run }} title={row.reason}>{shortId(row.pipeline_run, 13)}</Link> : <span className="soft" title={row.reason}>{row.reason ?? ''}</span>) },
];

/** Champion and challenger on the same labelled rows, with the interval of their difference. */
export function Comparisons({ model }: { model: string }) {
  const comparisons = useQuery(comparisonsQuery(model));
  return (
    <Loaded query={comparisons} skeleton={<Lines rows={5} height={28} />}>
      {(rows) => {
        if (rows.length === 0) {
          return (
            <Panel>
              <Empty title="No comparison yet">
                When a monitor's alert starts a pipeline, the new version is compared here with the champion on the alert's labelled window. It
                is promoted only if the whole interval of the difference lies above zero.
              </Empty>
            </Panel>
          );
        }
        const reach = Math.max(1e-9, ...rows.flatMap((row) => [Math.abs(row.ci_low ?? 0), Math.abs(row.ci_high ?? 0)]));
        const interval: Column<Comparison> = { id: 'interval', header: 'Interval of the difference', title: 'Interval of the difference in AUC; the line is zero', width: 250, cell: (row) => <Interval row={row} reach={reach} /> };
        return <DataTable label="Comparisons" columns={[...BASE, interval, ...VERDICT]} rows={rows} rowId={(row) => `${row.time ?? 0}-${row.challenger_version ?? 0}`} sort={{ id: 'time', desc: true }} />;
      }}
    </Loaded>
  );
}

function Interval({ row, reach }: { row: Comparison; reach: number }) {
  const low = row.ci_low ?? 0;
  const high = row.ci_high ?? 0;
  const x = (value: number) => 50 + (value / reach) * 46;
  const colour = low > 0 ? 'var(--good)' : high < 0 ? 'var(--bad)' : 'var(--text-3)';
  const label = `${signed(low)} to ${signed(high)}`;
  return (
    <span className="row" title={label}>
      <svg width="86" height="16" viewBox="0 0 100 16" preserveAspectRatio="none" role="img" aria-label={label} style={{ flex: 'none' }}>
        <line x1="50" x2="50" y1="0" y2="16" stroke="var(--line-strong)" vectorEffect="non-scaling-stroke" />
        <line x1={x(low)} x2={x(high)} y1="8" y2="8" stroke={colour} strokeWidth="3" vectorEffect="non-scaling-stroke" />
        <line x1={x(row.difference ?? 0)} x2={x(row.difference ?? 0)} y1="3" y2="13" stroke={colour} strokeWidth="2" vectorEffect="non-scaling-stroke" />
      </svg>
      <span className="soft">{label}</span>
    </span>
  );
}
