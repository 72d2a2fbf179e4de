import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { experimentsQuery, modelsQuery, runningRunsQuery } from '../../api/mlflow';
import { endpointsQuery, monitorsQuery } from '../../api/monitoring';
import { pipelinesQuery, recentEventsQuery, rolesQuery } from '../../api/slipway';
import type { Endpoint, Monitor } from '../../api/types';
import { Badge, Chip, Lines, Page, Panel, StateBadge, Time } from '../../components/basics';
import { DataTable, type Column } from '../../components/DataTable';
import { Empty, Loaded } from '../../components/feedback';
import { EventLine } from '../../components/EventLine';
import { formatMicros, formatPercent, formatRate } from '../../lib/format';
import { firstRun } from '../../lib/snippets';
import { useNavigate } from '@tanstack/react-router';
import { alertSummary, monitorState } from '../monitors/summary';

/** Is all well, and what changed? */
export function OverviewPage() {
  const models = useQuery(modelsQuery);
  const experiments = useQuery(experimentsQuery);
  const fresh = models.data?.length === 0 && (experiments.data?.every((each) => each.experiment_id === '0') ?? false);
  return (
    <Page title="Overview" beside={<RolesState />}>
      {fresh ? <Welcome /> : null}
      <Endpoints />
      <div className="two">
        <div className="stack">
          <Alerts />
          <InProgress />
        </div>
        <Changes />
      </div>
    </Page>
  );
}

function Welcome() {
  return (
    <Panel>
      <Empty title="This server is ready and empty" snippets={firstRun()}>
        Log a first run from a notebook or script you already have; experiments, models, endpoints and monitors appear here as you make
        them. To see a whole life of a model on real data, run <code>./slipway demo</code>.
      </Empty>
    </Panel>
  );
}

function RolesState() {
  const roles = useQuery(rolesQuery);
  if (!roles.data) return roles.error ? <Badge tone="bad">Control plane not reached</Badge> : null;
  if (roles.data.length === 0) return null;
  const bad = roles.data.filter((role) => role.state === 'NOT_READY');
  return (
    <Link to="/settings" style={{ textDecoration: 'none' }}>
      {bad.length === 0 ? <Badge tone="good">All roles up</Badge> : <Badge tone="bad">{bad.map((role) => role.name).join(', ')} not ready</Badge>}
    </Link>
  );
}

const COLUMNS = (monitors: Monitor[]): Column<Endpoint>[] => [
  { id: 'model', header: 'Endpoint', width: 180, grow: true, cell: (row) => <Link to="/endpoints/$model" params={{ model: row.model }}>{row.model}</Link>, sort: (row) => row.model },
  { id: 'version', header: 'Live version', width: 240, cell: (row) => <LiveVersion endpoint={row} /> },
  { id: 'rate', header: 'Rate', unit: '1/s', width: 90, right: true, cell: (row) => formatRate(row.rate), sort: (row) => row.rate },
  { id: 'p95', header: 'p95', width: 90, right: true, cell: (row) => formatMicros(row.p95_micros), sort: (row) => row.p95_micros },
  { id: 'failures', header: 'Errors', width: 90, right: true, cell: (row) => <Errors endpoint={row} />, sort: (row) => row.failures },
  { id: 'monitor', header: 'Monitor', width: 130, cell: (row) => <Drift model={row.model} monitors={monitors} /> },
];

function LiveVersion({ endpoint }: { endpoint: Endpoint }) {
  if (endpoint.live_version === null) return <Badge tone="warn">None</Badge>;
  const aliases = (endpoint.versions.find((each) => each.version === endpoint.live_version)?.aliases ?? []).toSorted((a, b) => Number(b === 'champion') - Number(a === 'champion'));
  return (
    <span className="row" style={{ gap: 5 }}>
      <span>v{endpoint.live_version}</span>
      {aliases.map((alias) => (
        <Chip alias key={alias}>@{alias}</Chip>
      ))}
    </span>
  );
}

function Errors({ endpoint }: { endpoint: Endpoint }) {
  if (endpoint.failures === 0) return <span>0</span>;
  const share = endpoint.rate > 0 ? endpoint.failures / (endpoint.rate * 5) : 1;
  return <Badge tone="bad">{formatPercent(Math.min(1, share))}</Badge>;
}

function Drift({ model, monitors }: { model: string; monitors: Monitor[] }) {
  const monitor = monitors.find((each) => each.model === model);
  if (!monitor) return <span className="muted">None</span>;
  return (
    <Link to="/monitors/$monitor" params={{ monitor: monitor.name }}>
      <StateBadge state={monitorState(monitor)} />
    </Link>
  );
}

function Endpoints() {
  const endpoints = useQuery(endpointsQuery);
  const monitors = useQuery(monitorsQuery).data ?? [];
  const navigate = useNavigate();
  return (
    <Panel title="Endpoints" flush>
      <Loaded query={endpoints} skeleton={<div style={{ padding: 14 }}><Lines rows={2} /></div>}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="soft" style={{ padding: 14 }}>
              No model is served yet. Give a model version the alias <code>champion</code> and its endpoint appears. <Link to="/endpoints">How</Link>
            </p>
          ) : (
            <DataTable bare label="Endpoints" columns={COLUMNS(monitors)} rows={rows} rowId={(row) => row.model} onOpen={(row) => void navigate({ to: '/endpoints/$model', params: { model: row.model } })} />
          )
        }
      </Loaded>
    </Panel>
  );
}

const DAY = 86_400_000;

function Alerts() {
  const events = useQuery(recentEventsQuery(200));
  return (
    <Panel title="Alerts of the last week" actions={<Link to="/monitors">Monitors</Link>}>
      <Loaded query={events} skeleton={<Lines rows={2} />}>
        {(all) => {
          const fired = all.filter((event) => event.kind === 'monitor.alert_fired' && event.time > Date.now() - 7 * DAY).slice(0, 6);
          if (fired.length === 0) return <p className="soft">No alert fired.</p>;
          return (
            <div className="stack-s">
              {fired.map((event) => (
                <div key={event.sequence} className="row">
                  <Badge tone="bad">Alert</Badge>
                  <Link to="/monitors/$monitor" params={{ monitor: event.subject.replace(/^monitors\//, '') }} className="cut">
                    {event.subject.replace(/^monitors\//, '')}
                  </Link>
                  <span className="grow cut soft" title={alertSummary(event.data ?? {})}>{alertSummary(event.data ?? {})}</span>
                  <span className="muted"><Time at={event.time} /></span>
                </div>
              ))}
            </div>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function InProgress() {
  const experiments = useQuery(experimentsQuery).data ?? [];
  const runs = useQuery(runningRunsQuery(experiments.map((each) => each.experiment_id))).data ?? [];
  const pipelines = (useQuery(pipelinesQuery).data ?? []).filter((each) => each.last_run?.state === 'RUNNING');
  return (
    <Panel title="In progress">
      {runs.length + pipelines.length === 0 ? <p className="soft">Nothing runs now.</p> : null}
      <div className="stack-s">
        {pipelines.map((each) => (
          <div key={each.name} className="row">
            <StateBadge state="RUNNING" />
            <Link className="cut" to="/pipelines/$pipeline/$id" params={{ pipeline: each.name, id: each.last_run?.id ?? '' }}>
              {each.name}
            </Link>
            <span className="grow cut soft">{each.last_run?.reason ?? 'pipeline'}</span>
            <span className="muted"><Time at={each.last_run?.started} /></span>
          </div>
        ))}
        {runs.map((run) => (
          <div key={run.info.run_id} className="row">
            <StateBadge state={run.info.status} />
            <Link className="grow cut" to="/runs/$run" params={{ run: run.info.run_id }}>
              {run.info.run_name ?? run.info.run_id}
            </Link>
            <span className="muted"><Time at={run.info.start_time} /></span>
          </div>
        ))}
      </div>
    </Panel>
  );
}

function Changes() {
  const events = useQuery(recentEventsQuery(200));
  return (
    <Panel title="What changed" actions={<Link to="/events">All events</Link>}>
      <Loaded query={events} skeleton={<Lines rows={8} />}>
        {(all) =>
          all.length === 0 ? (
            <p className="soft">Nothing has happened yet.</p>
          ) : (
            <div className="stack-s">
              {all.slice(0, 14).map((event) => (
                <EventLine key={event.sequence} event={event} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Panel>
  );
}
