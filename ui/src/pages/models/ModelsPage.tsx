import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { modelsQuery } from '../../api/mlflow';
import { endpointsQuery } from '../../api/monitoring';
import type { Endpoint, RegisteredModel } from '../../api/types';
import { Chip, Lines, Page, Panel, Time } from '../../components/basics';
import { DataTable, type Column } from '../../components/DataTable';
import { Empty, Loaded } from '../../components/feedback';
import { formatRate } from '../../lib/format';
import { firstModel } from '../../lib/snippets';

const newest = (model: RegisteredModel) => Math.max(0, ...(model.latest_versions ?? []).map((version) => Number(version.version)));

const columns = (endpoints: Endpoint[]): Column<RegisteredModel>[] => [
  { id: 'name', header: 'Name', width: 200, cell: (row) => <Link to="/models/$model" params={{ model: row.name }}>{row.name}</Link>, sort: (row) => row.name },
  { id: 'description', header: 'Description', width: 220, grow: true, cell: (row) => <span className="soft" title={row.description}>{row.description ?? ''}</span> },
  { id: 'aliases', header: 'Aliases', width: 250, cell: (row) => <span className="row" style={{ gap: 5 }}>{(row.aliases ?? []).map((each) => <Chip alias key={each.alias}>@{each.alias} → v{each.version}</Chip>)}</span> },
  { id: 'newest', header: 'Newest', width: 90, right: true, cell: (row) => (newest(row) > 0 ? `v${newest(row)}` : '–'), sort: newest },
  { id: 'rate', header: 'Rate', unit: '1/s', width: 90, right: true, cell: (row) => rateOf(row, endpoints), sort: (row) => endpoints.find((each) => each.model === row.name)?.rate },
  { id: 'changed', header: 'Changed', width: 110, right: true, cell: (row) => <Time at={row.last_updated_timestamp} />, sort: (row) => Number(row.last_updated_timestamp ?? 0) },
];

function rateOf(model: RegisteredModel, endpoints: Endpoint[]): string {
  const endpoint = endpoints.find((each) => each.model === model.name);
  return endpoint ? formatRate(endpoint.rate) : '–';
}

export function ModelsPage() {
  const models = useQuery(modelsQuery);
  const endpoints = useQuery(endpointsQuery).data ?? [];
  const navigate = useNavigate();
  return (
    <Page title="Models">
      <Loaded query={models} skeleton={<Lines rows={5} height={28} />}>
        {(rows) =>
          rows.length === 0 ? (
            <Panel>
              <Empty title="No models yet" snippets={firstModel()}>
                A model is a name with numbered versions; an alias such as <code>@champion</code> says which version is live.
              </Empty>
            </Panel>
          ) : (
            <DataTable label="Models" columns={columns(endpoints)} rows={rows} rowId={(row) => row.name} onOpen={(row) => void navigate({ to: '/models/$model', params: { model: row.name } })} />
          )
        }
      </Loaded>
    </Page>
  );
}
