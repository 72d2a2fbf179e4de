import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { configQuery, readinessQuery, rolesQuery, versionQuery } from '../../api/slipway';
import { Badge, Details, Lines, Page, Panel, StateBadge } from '../../components/basics';
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
                    {role.state ? <StateBadge state={role.state === 'RUNNING' ? 'UP' : role.state} /> : role.ready === false ? <Badge tone="bad">Not ready</Badge> : <Badge tone="good">Up</Badge>}
                    <span className="soft cut">{role.summary ?? ''}</span>
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

function Config() {
  const config = useQuery(configQuery);
  return (
    <Panel title="Effective configuration">
      <Loaded query={config} skeleton={<Lines rows={10} />}>
        {(data) =>
          data === null ? (
            <p className="soft">
              This server does not tell its configuration over HTTP. On its machine, <code>slipway config show --effective</code> prints it.
            </p>
          ) : (
            <CodeBlock text={JSON.stringify(data, null, 2)} label="Copy configuration" />
          )
        }
      </Loaded>
    </Panel>
  );
}
