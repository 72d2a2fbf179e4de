import { SegmentedControl } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { endpointQuery } from '../../api/monitoring';
import type { EndpointDetail, VersionReport } from '../../api/types';
import { Badge, Chip, Facts, Lines, Page, Panel, StateBadge, Time } from '../../components/basics';
import { LineChart } from '../../components/chart/LineChart';
import { usePalette } from '../../components/chart/palette';
import { DataTable, type Column } from '../../components/DataTable';
import { Loaded } from '../../components/feedback';
import { formatMicros, formatNumber, formatRate } from '../../lib/format';
import { endpointCurves } from './series';
import { TryIt } from './TryIt';

const route = getRouteApi('/endpoints/$model');
/** The server keeps a quarter of an hour. */
const RANGES = [1, 5, 15];
const USUAL = 15;

/** Is it healthy, and which version answers? */
export function EndpointPage() {
  const { model } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/endpoints/$model' });
  const minutes = RANGES.includes(search.minutes ?? USUAL) ? (search.minutes ?? USUAL) : USUAL;
  const query = useQuery({ ...endpointQuery(model, minutes), placeholderData: keepPreviousData });
  const endpoint = query.data;
  return (
    <Page
      title={model}
      beside={
        <>
          {endpoint ? endpoint.live_version === null ? <Badge tone="warn">No version answers</Badge> : <Badge tone="good">v{endpoint.live_version} answers</Badge> : null}
          <Link to="/models/$model" params={{ model }}>Versions and aliases</Link>
        </>
      }
      actions={
        <SegmentedControl
          aria-label="Time range"
          value={String(minutes)}
          onChange={(next) => void navigate({ search: (now) => ({ ...now, minutes: Number(next) === USUAL ? undefined : Number(next) }), replace: true })}
          data={RANGES.map((range) => ({ value: String(range), label: `${range} min` }))}
        />
      }
    >
      <Loaded query={query} skeleton={<Lines rows={3} height={130} />}>
        {(data) => (
          <>
            <Figures endpoint={data} />
            <Charts endpoint={data} />
            <Panel title="Versions" flush>
              <DataTable bare label="Versions" columns={versionColumns(data)} rows={data.versions} rowId={(row) => String(row.version)} sort={{ id: 'version', desc: true }} />
            </Panel>
            <TryIt model={model} version={data.live_version} url={data.instances[0]?.url} />
            <Instances endpoint={data} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Figures({ endpoint }: { endpoint: EndpointDetail }) {
  return (
    <Facts
      facts={[
        { label: 'Live version', value: endpoint.live_version === null ? '–' : `v${endpoint.live_version}` },
        { label: 'Rate, 1/s', value: formatRate(endpoint.rate) },
        { label: 'Errors, last 5 s', value: endpoint.failures > 0 ? <span style={{ color: 'var(--bad)' }}>{formatNumber(endpoint.failures, 3)}</span> : '0' },
        { label: 'p50', value: formatMicros(endpoint.p50_micros) },
        { label: 'p95', value: formatMicros(endpoint.p95_micros) },
        { label: 'p99', value: formatMicros(endpoint.p99_micros) },
        { label: 'Instances', value: formatNumber(endpoint.instances.length) },
      ]}
    />
  );
}

function Charts({ endpoint }: { endpoint: EndpointDetail }) {
  const colour = usePalette();
  const curves = useMemo(() => endpointCurves(endpoint.series), [endpoint.series]);
  const marks = endpoint.swaps.map((swap) => ({ at: swap.time, label: `${swap.from === null ? '' : `v${swap.from} → `}${swap.to === null ? 'none' : `v${swap.to}`}` }));
  const sync = `endpoint ${endpoint.model}`;
  const failing = curves.failures.some((value) => value !== null && value > 0);
  return (
    <div className="two">
      <Panel title="Requests, 1/s">
        <LineChart
          label="Requests a second"
          x={curves.x}
          xKind="time"
          zero
          height={210}
          marks={marks}
          sync={sync}
          format={formatRate}
          series={[{ label: 'Requests', color: colour(0), values: curves.rate }, ...(failing ? [{ label: 'Errors', color: '--bad', values: curves.failures }] : [])]}
        />
      </Panel>
      <Panel title="Latency on the server, ms">
        <LineChart
          label="Latency in milliseconds"
          x={curves.x}
          xKind="time"
          zero
          height={210}
          marks={marks}
          sync={sync}
          format={(value) => String(Number(value.toPrecision(3)))}
          series={[
            { label: 'p50', color: colour(2), values: curves.p50 },
            { label: 'p95', color: colour(0), values: curves.p95 },
            { label: 'p99', color: colour(1), values: curves.p99 },
          ]}
        />
      </Panel>
    </div>
  );
}

const versionColumns = (endpoint: EndpointDetail): Column<VersionReport>[] => [
  { id: 'version', header: 'Version', width: 130, cell: (row) => <span className="row" style={{ gap: 6 }}><strong>v{row.version}</strong>{row.version === endpoint.live_version ? <Badge tone="good">Live</Badge> : null}</span>, sort: (row) => row.version },
  { id: 'aliases', header: 'Aliases', width: 200, cell: (row) => <span className="row" style={{ gap: 5 }}>{(row.aliases ?? []).map((alias) => <Chip alias key={alias}>@{alias}</Chip>)}</span> },
  { id: 'state', header: 'State', width: 120, cell: (row) => <StateBadge state={row.state} title={row.problem ?? undefined} />, sort: (row) => row.state },
  { id: 'platform', header: 'Platform', width: 140, cell: (row) => row.platform ?? '–' },
  { id: 'requests', header: 'Requests', title: 'In the last interval that was reported', width: 110, right: true, cell: (row) => formatNumber(row.requests ?? 0), sort: (row) => row.requests },
  { id: 'problem', header: 'Problem', width: 200, grow: true, cell: (row) => <span className="soft" title={row.problem ?? ''}>{row.problem ?? ''}</span> },
];

function Instances({ endpoint }: { endpoint: EndpointDetail }) {
  return (
    <Panel title="Instances">
      {endpoint.instances.length === 0 ? <p className="soft">No serving instance reports this model now.</p> : null}
      <div className="stack-s">
        {endpoint.instances.map((instance) => (
          <div key={instance.name} className="row wrap">
            {instance.silent ? <Badge tone="bad">Silent</Badge> : <Badge tone="good">Up</Badge>}
            <strong>{instance.name}</strong>
            <span className="mono">{instance.url}</span>
            <span>{instance.live_version === null ? 'no version' : `v${instance.live_version}`}</span>
            <span className="muted">reported <Time at={instance.last_seen} /></span>
          </div>
        ))}
      </div>
    </Panel>
  );
}
