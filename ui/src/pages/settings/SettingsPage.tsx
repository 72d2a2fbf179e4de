import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { configQuery, readinessQuery, rolesQuery, versionQuery } from '../../api/slipway';
import type { ConfigSetting } from '../../api/types';
import { Badge, Details, Lines, Page, Panel } from '../../components/basics';
import { DataTable, type Column } from '../../components/DataTable';
import { CodeBlock, Loaded } from '../../components/feedback';
import { server } from '../../lib/snippets';

export function SettingsPage() {
  return (
    <Page title="Settings">
      <div className="two">
        <div className="stack">
          <Roles />
          <Appearance />
          <Addresses />
        </div>
        <Config />
      </div>
    </Page>
  );
}

function Roles() {
  const roles = useQuery(rolesQuery);
  const readiness = useQuery(readinessQuery);
  return (
    <Panel title="Roles and health">
      <div className="stack">
        <Loaded query={roles} skeleton={<Lines rows={5} />}>
          {(list) =>
            list.length === 0 ? (
              <p className="soft">No role reports its state.</p>
            ) : (
              <div className="stack-s">
                {list.map((role) => (
                  <div key={role.name} className="row">
                    <span style={{ minWidth: 120 }}>{role.name}</span>
                    {role.state === 'RUNNING' ? <Badge tone="good">Up</Badge> : role.state === 'NOT_READY' ? <Badge tone="bad">Not ready</Badge> : <Badge tone="idle">Elsewhere</Badge>}
                    <span className="soft">{role.problem ?? role.summary}</span>
                  </div>
                ))}
              </div>
            )
          }
        </Loaded>
        {readiness.data ? <CodeBlock text={readiness.data.trim()} label="Copy readiness" /> : null}
      </div>
    </Panel>
  );
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Panel title="Appearance">
      <SegmentedControl
        aria-label="Theme"
        value={colorScheme}
        onChange={(next) => setColorScheme(next)}
        data={[
          { value: 'auto', label: 'As the system' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
      />
    </Panel>
  );
}

function Addresses() {
  const version = useQuery(versionQuery).data;
  return (
    <Panel title="Server">
      <Details
        rows={[
          ['Speaks MLflow', version ?? '–'],
          ['Tracking address', <span className="mono" key="t">{server()}</span>],
          ['API', <a key="a" href="/docs">/docs</a>],
          ['Metrics', <a key="m" href="/metrics">/metrics</a>],
        ]}
      />
    </Panel>
  );
}

const SETTINGS: Column<ConfigSetting>[] = [
  { id: 'key', header: 'Key', width: 200, cell: (row) => <span className="mono">{row.key}</span>, sort: (row) => row.key },
  { id: 'value', header: 'Value', width: 180, grow: true, cell: (row) => <span className="mono cut" title={row.value ?? ''}>{row.value ?? <span className="muted">not set</span>}</span> },
  { id: 'source', header: 'From', width: 150, cell: (row) => <span className="soft">{row.source}</span>, sort: (row) => row.source },
];

function Config() {
  const config = useQuery(configQuery);
  return (
    <Panel title="Effective configuration" flush>
      <Loaded query={config} skeleton={<Lines rows={10} />}>
        {(settings) =>
          settings === null ? (
            <p className="soft" style={{ padding: 16 }}>Only administrators see the configuration.</p>
          ) : (
            <DataTable bare label="Effective configuration" columns={SETTINGS} rows={settings} rowId={(row) => row.key} />
          )
        }
      </Loaded>
    </Panel>
  );
}
