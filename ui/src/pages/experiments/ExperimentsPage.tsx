import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { experimentsQuery } from '../../api/mlflow';
import type { Experiment } from '../../api/types';
import { Id, Lines, Page, Panel, Time } from '../../components/basics';
import { DataTable, type Column } from '../../components/DataTable';
import { Empty, Loaded } from '../../components/feedback';
import { SearchIcon } from '../../components/icons';
import { firstRun } from '../../lib/snippets';

const route = getRouteApi('/experiments');
const COLUMNS: Column<Experiment>[] = [
  { id: 'name', header: 'Name', width: 280, grow: true, cell: (row) => <Link to="/experiments/$experiment" params={{ experiment: row.experiment_id }}>{row.name}</Link>, sort: (row) => row.name },
  { id: 'id', header: 'Id', width: 110, cell: (row) => <Id id={row.experiment_id} length={12} />, sort: (row) => Number(row.experiment_id) },
  { id: 'created', header: 'Created', width: 130, right: true, cell: (row) => <Time at={row.creation_time} />, sort: (row) => Number(row.creation_time ?? 0) },
  { id: 'changed', header: 'Changed', width: 130, right: true, cell: (row) => <Time at={row.last_update_time} />, sort: (row) => Number(row.last_update_time ?? 0) },
];

export function ExperimentsPage() {
  const { q = '' } = route.useSearch();
  const navigate = useNavigate({ from: '/experiments' });
  const experiments = useQuery(experimentsQuery);
  const found = experiments.data?.filter((each) => each.name.toLowerCase().includes(q.toLowerCase())) ?? [];
  return (
    <Page
      title="Experiments"
      actions={
        <TextInput
          aria-label="Filter by name"
          placeholder="Filter by name"
          data-page-filter
          leftSection={<SearchIcon size={14} />}
          value={q}
          onChange={(event) => void navigate({ search: { q: event.currentTarget.value || undefined }, replace: true })}
        />
      }
    >
      <Loaded query={experiments} skeleton={<Lines rows={6} height={28} />}>
        {(all) =>
          all.length === 0 ? (
            <Panel>
              <Empty title="No experiments yet" snippets={firstRun()}>
                An experiment is a named group of runs; a run holds the params, metrics, data and model of one training.
              </Empty>
            </Panel>
          ) : (
            <DataTable
              label="Experiments"
              columns={COLUMNS}
              rows={found}
              rowId={(row) => row.experiment_id}
              onOpen={(row) => void navigate({ to: '/experiments/$experiment', params: { experiment: row.experiment_id }, search: {} })}
              foot={found.length === 0 ? `No experiment's name contains “${q}”.` : undefined}
            />
          )
        }
      </Loaded>
    </Page>
  );
}
