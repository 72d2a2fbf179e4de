import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { monitorsQuery } from '../../api/monitoring';
import type { Monitor } from '../../api/types';
import { Lines, Num, Page, Panel, StateBadge } from '../../components/basics';
import { DataTable, type Column } from '../../components/DataTable';
import { Empty, Loaded } from '../../components/feedback';
import { formatNumber, formatPercent, formatWindow } from '../../lib/format';
import { firstMonitor } from '../../lib/snippets';
import { monitorState } from './summary';

const last = (monitor: Monitor) => monitor.windows.at(-1);

const COLUMNS: Column<Monitor>[] = [
  { id: 'name', header: 'Name', width: 180, grow: true, cell: (row) => <Link to="/monitors/$monitor" params={{ monitor: row.name }}>{row.name}</Link>, sort: (row) => row.name },
  { id: 'model', header: 'Model', width: 160, cell: (row) => <Link to="/models/$model" params={{ model: row.model }}>{row.model}</Link>, sort: (row) => row.model },
  { id: 'state', header: 'State', width: 110, cell: (row) => <StateBadge state={monitorState(row)} />, sort: monitorState },
  { id: 'window', header: 'Newest window', width: 140, cell: (row) => { const window = last(row); return window ? formatWindow(window.start, window.end) : <span className="muted">None yet</span>; } },
  { id: 'rows', header: 'Rows in it', width: 100, right: true, cell: (row) => formatNumber(last(row)?.rows), sort: (row) => last(row)?.rows },
  { id: 'drift', header: 'Drifted', unit: 'share', width: 120, right: true, cell: (row) => formatPercent(last(row)?.drift_share, 0), sort: (row) => last(row)?.drift_share },
  { id: 'auc', header: 'AUC in it', width: 90, right: true, cell: (row) => <Num value={last(row)?.auc} />, sort: (row) => last(row)?.auc },
  { id: 'alerts', header: 'Alerts', title: 'Alerts that have fired in all', width: 84, right: true, cell: (row) => formatNumber(row.fired), sort: (row) => row.fired },
];

export function MonitorsPage() {
  const monitors = useQuery(monitorsQuery);
  const navigate = useNavigate();
  return (
    <Page title="Monitors">
      <Loaded query={monitors} skeleton={<Lines rows={4} height={28} />}>
        {(rows) =>
          rows.length === 0 ? (
            <Panel>
              <Empty title="No monitors yet" snippets={firstMonitor()}>
                A monitor compares what an endpoint sees in each window of time with what its model was trained on, and, once labels are in,
                says how well it does.
              </Empty>
            </Panel>
          ) : (
            <DataTable label="Monitors" columns={COLUMNS} rows={rows} rowId={(row) => row.name} onOpen={(row) => void navigate({ to: '/monitors/$monitor', params: { monitor: row.name } })} />
          )
        }
      </Loaded>
    </Page>
  );
}
