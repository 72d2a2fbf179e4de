import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { datasetsQuery } from '../../api/slipway';
import type { DatasetSummary } from '../../api/types';
import { Id, Lines, Page, Panel, Time } from '../../components/basics';
import { DataTable, type Column } from '../../components/DataTable';
import { Empty, Loaded } from '../../components/feedback';
import { formatBytes, formatNumber } from '../../lib/format';
import { firstDataset } from '../../lib/snippets';

const COLUMNS: Column<DatasetSummary>[] = [
  { id: 'name', header: 'Name', width: 220, grow: true, cell: (row) => <Link to="/datasets/$dataset" params={{ dataset: row.name }}>{row.name}</Link>, sort: (row) => row.name },
  { id: 'versions', header: 'Versions', width: 90, right: true, cell: (row) => formatNumber(row.versions), sort: (row) => row.versions },
  { id: 'rows', header: 'Rows', width: 110, right: true, cell: (row) => formatNumber(row.latest?.rows), sort: (row) => row.latest?.rows },
  { id: 'columns', header: 'Columns', width: 90, right: true, cell: (row) => formatNumber(row.latest?.schema?.length), sort: (row) => row.latest?.schema?.length },
  { id: 'size', header: 'Size', width: 100, right: true, cell: (row) => formatBytes(row.latest?.size), sort: (row) => row.latest?.size },
  { id: 'digest', header: 'Newest digest', width: 150, cell: (row) => (row.latest ? <Id id={row.latest.digest} length={12} /> : '–') },
  { id: 'updated', header: 'Changed', width: 110, right: true, cell: (row) => <Time at={row.updated} />, sort: (row) => row.updated },
];

/** Rows and columns only where some dataset was recorded with them. */
const told = (rows: DatasetSummary[]) =>
  COLUMNS.filter(({ id }) => (id !== 'rows' || rows.some((row) => row.latest?.rows)) && (id !== 'columns' || rows.some((row) => row.latest?.schema?.length)));

export function DatasetsPage() {
  const datasets = useQuery(datasetsQuery);
  const navigate = useNavigate();
  return (
    <Page title="Datasets">
      <Loaded query={datasets} skeleton={<Lines rows={6} height={28} />}>
        {(rows) =>
          rows.length === 0 ? (
            <Panel>
              <Empty title="No datasets yet" snippets={firstDataset()}>
                A dataset is a named file or folder whose versions are known by their digest, in DVC's format, with a profile of each column.
              </Empty>
            </Panel>
          ) : (
            <DataTable label="Datasets" columns={told(rows)} rows={rows} rowId={(row) => row.name} onOpen={(row) => void navigate({ to: '/datasets/$dataset', params: { dataset: row.name } })} />
          )
        }
      </Loaded>
    </Page>
  );
}
