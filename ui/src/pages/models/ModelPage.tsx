import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { modelQuery, modelVersionsQuery } from '../../api/mlflow';
import { endpointsQuery } from '../../api/monitoring';
import type { ModelVersion } from '../../api/types';
import { Badge, Chip, Id, Lines, Page, Panel, StateBadge, Time } from '../../components/basics';
import { DataTable, type Column } from '../../components/DataTable';
import { Empty, Loaded } from '../../components/feedback';
import { firstModel } from '../../lib/snippets';
import { Aliases } from './Aliases';
import { AliasHistory } from './AliasHistory';
import { Comparisons } from './Comparisons';

const route = getRouteApi('/models/$model');

/** Which version is live, and may another replace it? */
export function ModelPage() {
  const { model: name } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/models/$model' });
  const model = useQuery(modelQuery(name));
  const versions = useQuery(modelVersionsQuery(name));
  const endpoint = useQuery(endpointsQuery).data?.find((each) => each.model === name);
  return (
    <Page
      title={name}
      beside={endpoint ? <Link to="/endpoints/$model" params={{ model: name }} style={{ textDecoration: 'none' }}>{endpoint.live_version === null ? <Badge tone="warn">Not serving</Badge> : <Badge tone="good">Serving v{endpoint.live_version}</Badge>}</Link> : null}
    >
      <Loaded query={model} skeleton={<Lines rows={3} height={34} />}>
        {(data) => (
          <>
            {data.description ? <p className="soft">{data.description}</p> : null}
            <Aliases model={name} aliases={data.aliases ?? []} versions={versions.data ?? []} />
          </>
        )}
      </Loaded>
      <Tabs value={search.tab ?? 'versions'} onChange={(tab) => void navigate({ search: (now) => ({ ...now, tab: tab === 'versions' || tab === null ? undefined : tab }), replace: true })}>
        <Tabs.List>
          <Tabs.Tab value="versions">Versions</Tabs.Tab>
          <Tabs.Tab value="comparisons">Champion and challenger</Tabs.Tab>
          <Tabs.Tab value="history">Alias history</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="versions" pt="md">
          <Loaded query={versions} skeleton={<Lines rows={6} height={28} />}>
            {(list) => <Versions list={list.map((each) => ({ ...each, aliases: (model.data?.aliases ?? []).filter((alias) => alias.version === each.version).map((alias) => alias.alias) }))} />}
          </Loaded>
        </Tabs.Panel>
        <Tabs.Panel value="comparisons" pt="md">
          <Comparisons model={name} />
        </Tabs.Panel>
        <Tabs.Panel value="history" pt="md">
          <AliasHistory
            model={name}
            aliases={(model.data?.aliases ?? []).map((each) => each.alias)}
            chosen={search.alias}
            onChoose={(alias) => void navigate({ search: (now) => ({ ...now, alias }), replace: true })}
          />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

const COLUMNS: Column<ModelVersion>[] = [
  { id: 'version', header: 'Version', width: 80, cell: (row) => <strong>v{row.version}</strong>, sort: (row) => Number(row.version) },
  { id: 'aliases', header: 'Aliases', width: 214, cell: (row) => <span className="row" style={{ gap: 5 }}>{(row.aliases ?? []).map((alias) => <Chip alias key={alias}>@{alias}</Chip>)}</span> },
  { id: 'state', header: 'State', width: 100, cell: (row) => <StateBadge state={(row.status ?? 'READY').replace(/_REGISTRATION$/, '')} /> },
  { id: 'run', header: 'Made by run', width: 120, cell: (row) => (row.run_id ? <Link to="/runs/$run" params={{ run: row.run_id }} className="mono">{row.run_id.slice(0, 8)}</Link> : '–') },
  { id: 'description', header: 'Description', width: 180, grow: true, cell: (row) => <span className="soft" title={row.description}>{row.description ?? ''}</span> },
  { id: 'tags', header: 'Tags', width: 230, cell: (row) => <span className="row" style={{ gap: 5 }}>{(row.tags ?? []).slice(0, 3).map((tag) => <Chip key={tag.key} title={`${tag.key}=${tag.value}`}>{tag.key}={tag.value}</Chip>)}</span> },
  { id: 'source', header: 'Logged model', width: 130, cell: (row) => (row.source ? <Id id={row.source.replace('models:/', '')} length={12} /> : '–') },
  { id: 'made', header: 'Made', width: 100, right: true, cell: (row) => <Time at={row.creation_timestamp} />, sort: (row) => Number(row.creation_timestamp ?? 0) },
];

/** Columns that nobody filled take no room. */
const told = (columns: Column<ModelVersion>[], list: ModelVersion[]) =>
  columns.filter(({ id }) => (id !== 'description' || list.some((row) => row.description)) && (id !== 'tags' || list.some((row) => row.tags?.length)));

function Versions({ list }: { list: ModelVersion[] }) {
  const navigate = useNavigate();
  if (list.length === 0) {
    return (
      <Panel>
        <Empty title="No version yet" snippets={firstModel()}>
          Each registration of a model under this name makes the next version.
        </Empty>
      </Panel>
    );
  }
  return (
    <DataTable
      label="Versions"
      columns={told(COLUMNS, list)}
      rows={list}
      rowId={(row) => row.version}
      onOpen={(row) => {
        if (row.run_id) void navigate({ to: '/runs/$run', params: { run: row.run_id } });
      }}
    />
  );
}
