import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { endpointsQuery } from '../../api/monitoring';
import type { Endpoint } from '../../api/types';
import { Badge, Chip, Lines, Page, Panel } from '../../components/basics';
import { DataTable, type Column } from '../../components/DataTable';
import { Empty, Loaded } from '../../components/feedback';
import { formatMicros, formatNumber, formatRate, plural } from '../../lib/format';
import { firstEndpoint } from '../../lib/snippets';

const COLUMNS: Column<Endpoint>[] = [
  { id: 'model', header: 'Endpoint', width: 180, grow: true, cell: (row) => <Link to="/endpoints/$model" params={{ model: row.model }}>{row.model}</Link>, sort: (row) => row.model },
  { id: 'live', header: 'Live version', width: 120, cell: (row) => (row.live_version === null ? <Badge tone="warn">None</Badge> : <strong>v{row.live_version}</strong>), sort: (row) => row.live_version },
  { id: 'versions', header: 'Loaded', width: 220, cell: (row) => <span className="row" style={{ gap: 5 }}>{row.versions.slice(0, 4).map((version) => <Chip key={version.version} alias={version.version === row.live_version} title={version.state.toLowerCase()}>v{version.version}{version.state === 'READY' ? '' : ` ${version.state.toLowerCase()}`}</Chip>)}</span> },
  { id: 'rate', header: 'Rate', unit: '1/s', width: 90, right: true, cell: (row) => formatRate(row.rate), sort: (row) => row.rate },
  { id: 'failures', header: 'Errors', title: 'In the last 5 seconds', unit: '5 s', width: 100, right: true, cell: (row) => (row.failures > 0 ? <Badge tone="bad">{formatNumber(row.failures, 3)}</Badge> : '0'), sort: (row) => row.failures },
  { id: 'p50', header: 'p50', width: 84, right: true, cell: (row) => formatMicros(row.p50_micros), sort: (row) => row.p50_micros },
  { id: 'p95', header: 'p95', width: 84, right: true, cell: (row) => formatMicros(row.p95_micros), sort: (row) => row.p95_micros },
  { id: 'p99', header: 'p99', width: 84, right: true, cell: (row) => formatMicros(row.p99_micros), sort: (row) => row.p99_micros },
  { id: 'instances', header: 'Instances', width: 110, right: true, cell: (row) => plural(row.instances.length, 'instance') },
];

export function EndpointsPage() {
  const endpoints = useQuery(endpointsQuery);
  const navigate = useNavigate();
  return (
    <Page title="Endpoints">
      <Loaded query={endpoints} skeleton={<Lines rows={4} height={28} />}>
        {(rows) =>
          rows.length === 0 ? (
            <Panel>
              <Empty title="No endpoints yet" snippets={firstEndpoint()}>
                A model with an alias is served under its name in the Open Inference Protocol; the version that <code>@champion</code> names
                answers. Set the alias and the endpoint is there.
              </Empty>
            </Panel>
          ) : (
            <DataTable label="Endpoints" columns={COLUMNS} rows={rows} rowId={(row) => row.model} onOpen={(row) => void navigate({ to: '/endpoints/$model', params: { model: row.model } })} />
          )
        }
      </Loaded>
    </Page>
  );
}
