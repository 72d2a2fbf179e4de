import { useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { monitorQuery } from '../../api/monitoring';
import { pipelineRunsQuery, pipelinesQuery } from '../../api/slipway';
import type { Monitor, MonitorAlert, MonitorWindow, PipelineRun } from '../../api/types';
import { Badge, Lines, Num, Page, Panel, StateBadge, Time } from '../../components/basics';
import { LineChart } from '../../components/chart/LineChart';
import { DataTable, type Column } from '../../components/DataTable';
import { Empty, Loaded } from '../../components/feedback';
import { formatNumber, formatPercent, formatWindow } from '../../lib/format';
import { server } from '../../lib/snippets';
import { FeatureView } from './FeatureView';
import { HeatMap } from './HeatMap';
import { monitorState, ruleText } from './summary';
import { ranked } from './ranking';

const route = getRouteApi('/monitors/$monitor');

/** Has the world moved, since when, and does it matter? */
export function MonitorPage() {
  const { monitor: name } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/monitors/$monitor' });
  const query = useQuery({ ...monitorQuery(name), refetchInterval: 5000 });
  const monitor = query.data;
  return (
    <Page title={name} beside={monitor ? <><StateBadge state={monitorState(monitor)} /><span className="soft">watches <Link style={{ textDecoration: 'underline' }} to="/endpoints/$model" params={{ model: monitor.model }}>{monitor.model}</Link></span></> : null}>
      <Loaded query={query} skeleton={<Lines rows={4} height={120} />}>
        {(data) =>
          data.windows.length === 0 ? (
            <NoWindows monitor={data} />
          ) : (
            <>
              <Quality monitor={data} />
              <Panel title="Drift by feature and window">
                <HeatMap monitor={data} feature={chosenFeature(data, search.feature)} window={chosenWindow(data, search.window)} onChoose={(feature, window) => void navigate({ search: { feature, window }, replace: true })} />
              </Panel>
              <FeatureOf monitor={data} feature={chosenFeature(data, search.feature)} window={chosenWindow(data, search.window)} />
              <Alerts monitor={data} />
              <Panel title="Windows" flush>
                <DataTable bare label="Windows" columns={WINDOWS} rows={data.windows} rowId={(row) => String(row.start)} sort={{ id: 'start', desc: true }} />
              </Panel>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

const chosenFeature = (monitor: Monitor, wanted: string | undefined) => wanted ?? ranked(monitor.features ?? [])[0]?.name;

/** The window asked for, else the newest that has a verdict on drift. */
function chosenWindow(monitor: Monitor, wanted: number | undefined): number | undefined {
  const { windows } = monitor;
  return wanted ?? windows.findLast((window) => window.drift_share !== null && window.drift_share !== undefined)?.start ?? windows.at(-1)?.start;
}

function FeatureOf({ monitor, feature, window }: { monitor: Monitor; feature: string | undefined; window: number | undefined }) {
  return feature === undefined || window === undefined ? null : <FeatureView monitor={monitor} feature={feature} window={window} />;
}

function NoWindows({ monitor }: { monitor: Monitor }) {
  return (
    <Panel>
      <Empty
        title="No window yet"
        snippets={[
          { name: 'curl', text: `curl -s ${server()}/api/slipway/v1/labels \\\n  -H 'Content-Type: application/json' \\\n  -d '{"model": "${monitor.model}", "labels": [{"request_id": "…", "value": 1, "time": ${Date.now()}}]}'` },
        ]}
      >
        The first window opens with the first prediction of {monitor.model}. Send labels when they are known, by the id of their request, and
        the realised quality appears beside the drift.
      </Empty>
    </Panel>
  );
}

/** Without the windows at either end that are not judged: a stray request of another year would press the curve flat. */
function betweenJudged(windows: MonitorWindow[]): MonitorWindow[] {
  const judged = (window: MonitorWindow) => window.drift_share != null || window.auc != null;
  return windows.slice(Math.max(0, windows.findIndex(judged)), windows.findLastIndex(judged) + 1);
}

function Quality({ monitor }: { monitor: Monitor }) {
  const windows = useMemo(() => betweenJudged(monitor.windows), [monitor.windows]);
  const middle = useMemo(() => windows.map((window) => (window.start + window.end) / 2), [windows]);
  const series = useMemo(
    () => [
      { label: 'High', color: '--accent', values: windows.map((window) => window.auc_high ?? null), width: 0.6, dash: [3, 3] },
      { label: 'Low', color: '--accent', values: windows.map((window) => window.auc_low ?? null), width: 0.6, dash: [3, 3], band: true },
      { label: 'AUC', color: '--accent', values: windows.map((window) => window.auc ?? null), width: 2, points: true },
    ],
    [windows],
  );
  const drift = useMemo(() => [{ label: 'Drifted', color: '--warn', values: windows.map((window) => window.drift_share ?? null), width: 2, points: true }], [windows]);
  return (
    <div className="two">
      <Panel title="Realised quality (AUC) with its interval">
        <LineChart label="AUC by window with its interval" x={middle} xKind="time" height={190} series={series} sync={`monitor ${monitor.name}`} format={(value) => formatNumber(value, 3)} />
      </Panel>
      <Panel title="Share of features drifted">
        <LineChart label="Share of drifted features by window" x={middle} xKind="time" zero height={190} series={drift} sync={`monitor ${monitor.name}`} format={(value) => formatPercent(value, 0)} />
      </Panel>
    </div>
  );
}

function Alerts({ monitor }: { monitor: Monitor }) {
  const alerts = [...(monitor.alerts ?? [])].sort((a, b) => b.fired - a.fired);
  const rules = monitor.rules.map(ruleText);
  const pipelines = (useQuery(pipelinesQuery).data ?? []).filter((each) => each.model === monitor.model && each.retrain);
  const runs = useQueries({ queries: pipelines.map((each) => pipelineRunsQuery(each.name)) }).flatMap((query) => query.data ?? []);
  return (
    <Panel title="Alerts and what they started">
      <div className="stack-s" style={{ gap: 10 }}>
        {alerts.length === 0 ? <p className="soft">No alert has fired.</p> : null}
        {alerts.map((alert) => (
          <AlertLine key={`${alert.rule} ${alert.window_start}`} alert={alert} started={startedBy(monitor.name, alert, runs)} />
        ))}
        <p className="muted">{rules.length > 0 ? `Fires when ${rules.join(', or ')}.` : 'This monitor has no rules of its own.'}</p>
      </div>
    </Panel>
  );
}

const day = (time: number) => new Date(time).toISOString().slice(0, 10);

/** Runs that the alert of a window started say so in their reason, whichever of the window's rules came first. */
function startedBy(monitor: string, alert: MonitorAlert, runs: PipelineRun[]): PipelineRun[] {
  const words = `monitor '${monitor}' fired for the window from ${day(alert.window_start)}`;
  return runs.filter((run) => run.reason?.startsWith(words));
}

function AlertLine({ alert, started }: { alert: MonitorAlert; started: PipelineRun[] }) {
  return (
    <div className="row wrap">
      <Badge tone="bad">Alert</Badge>
      <strong>{formatWindow(alert.window_start, alert.window_end ?? alert.window_start)}</strong>
      <span>{alert.rule}: {formatNumber(alert.value)}</span>
      {started.map((run) => (
        <span key={run.id} className="row" style={{ gap: 6 }}>
          <span className="soft">started</span>
          <Link to="/pipelines/$pipeline/$id" params={{ pipeline: run.pipeline, id: run.id }}>{run.pipeline}</Link>
          <StateBadge state={run.state} />
        </span>
      ))}
      <span className="muted"><Time at={alert.fired} /></span>
    </div>
  );
}

const coverage = (window: MonitorWindow) => (window.rows > 0 ? window.labelled / window.rows : undefined);
const WINDOWS: Column<MonitorWindow>[] = [
  { id: 'start', header: 'Window', width: 130, cell: (row) => <strong>{formatWindow(row.start, row.end)}</strong>, sort: (row) => row.start },
  { id: 'state', header: 'State', width: 110, cell: (row) => <StateBadge state={row.state} />, sort: (row) => row.state },
  { id: 'rows', header: 'Rows', width: 100, right: true, cell: (row) => formatNumber(row.rows), sort: (row) => row.rows },
  { id: 'labelled', header: 'Labelled', width: 110, right: true, cell: (row) => formatPercent(coverage(row), 0), sort: coverage },
  { id: 'drift', header: 'Features drifted', width: 140, right: true, cell: (row) => formatPercent(row.drift_share, 0), sort: (row) => row.drift_share },
  { id: 'auc', header: 'AUC', width: 100, right: true, cell: (row) => <Num value={row.auc} />, sort: (row) => row.auc },
  { id: 'interval', header: 'Interval', width: 170, grow: true, right: true, cell: (row) => (row.auc_low === null || row.auc_low === undefined ? '–' : `${formatNumber(row.auc_low)} to ${formatNumber(row.auc_high)}`) },
];
