import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { datasetVersionsQuery } from '../../api/slipway';
import type { ColumnProfile, DatasetVersion } from '../../api/types';
import { Badge, Chip, Details, Facts, Id, Lines, Num, Page, Panel, ShareBar, Time } from '../../components/basics';
import { DataTable, type Column } from '../../components/DataTable';
import { Empty, Loaded } from '../../components/feedback';
import { formatBytes, formatNumber, formatPercent, plural } from '../../lib/format';
import { firstDataset } from '../../lib/snippets';
import { schemaChanges } from './schema';

const route = getRouteApi('/datasets/$dataset');
const madeAt = (version: DatasetVersion) => version.created ?? version.time;

export function DatasetPage() {
  const { dataset } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const versions = useQuery(datasetVersionsQuery(dataset));
  return (
    <Page title={dataset} beside={versions.data ? <span className="muted">{plural(versions.data.length, 'version')}</span> : null}>
      <Loaded query={versions} skeleton={<Lines rows={10} height={28} />}>
        {(list) => {
          const ordered = [...list].sort((a, b) => (madeAt(b) ?? 0) - (madeAt(a) ?? 0));
          const shown = ordered.find((each) => each.digest === search.version) ?? ordered[0];
          if (!shown) {
            return (
              <Panel>
                <Empty title="No version yet" snippets={firstDataset()}>
                  A version appears when the dataset is added or a pipeline writes it.
                </Empty>
              </Panel>
            );
          }
          const before = ordered[ordered.indexOf(shown) + 1];
          return (
            <>
              <DataTable
                label="Versions"
                columns={versionColumns(ordered, shown.digest)}
                rows={ordered}
                rowId={(row) => row.digest}
                onOpen={(row) => void navigate({ to: '/datasets/$dataset', params: { dataset }, search: { version: row.digest }, replace: true })}
              />
              <VersionView version={shown} before={before} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function versionColumns(all: DatasetVersion[], shown: string): Column<DatasetVersion>[] {
  const number = (row: DatasetVersion) => row.version ?? all.length - all.indexOf(row);
  return [
    { id: 'version', header: 'Version', width: 110, cell: (row) => <span className="row" style={{ gap: 6 }}>{number(row)}{row.digest === shown ? <Badge tone="busy">Shown</Badge> : null}</span>, sort: number },
    { id: 'digest', header: 'Digest', width: 170, grow: true, cell: (row) => <Id id={row.digest} length={16} /> },
    { id: 'rows', header: 'Rows', width: 110, right: true, cell: (row) => formatNumber(row.rows), sort: (row) => row.rows },
    { id: 'files', header: 'Files', width: 80, right: true, cell: (row) => formatNumber(row.files), sort: (row) => row.files },
    { id: 'size', header: 'Size', width: 100, right: true, cell: (row) => formatBytes(row.size), sort: (row) => row.size },
    { id: 'schema', header: 'Schema', width: 170, cell: (row) => schemaChanges(row.schema ?? [], all[all.indexOf(row) + 1]?.schema).text },
    { id: 'made', header: 'Made', width: 110, right: true, cell: (row) => <Time at={madeAt(row)} />, sort: madeAt },
  ];
}

function VersionView({ version, before }: { version: DatasetVersion; before: DatasetVersion | undefined }) {
  const profiled = version.profile?.columns ?? [];
  const columns: ColumnProfile[] = profiled.length > 0 ? profiled : (version.schema ?? []);
  const changes = schemaChanges(version.schema ?? [], before?.schema);
  return (
    <>
      <Facts
        facts={[
          { label: 'Rows', value: formatNumber(version.rows) },
          { label: 'Columns', value: formatNumber(version.schema?.length ?? columns.length) },
          { label: 'Files', value: formatNumber(version.files) },
          { label: 'Size', value: formatBytes(version.size) },
          { label: 'Made', value: <Time at={madeAt(version)} />, text: true },
        ]}
      />
      <Panel title="Version">
        <Details
          rows={[
            ['Digest', <span className="mono" key="d">{version.digest}</span>],
            ['Path', version.path ?? '–'],
            ['Source', version.source ?? '–'],
            ['Against the version before', changes.parts.length === 0 ? changes.text : <span className="row wrap" key="c">{changes.parts.map((part) => <Chip key={part}>{part}</Chip>)}</span>],
          ]}
        />
      </Panel>
      <Panel title={profiled.length > 0 ? 'Profile' : 'Schema'} flush>
        {columns.length > 0 ? (
          <DataTable bare label="Columns" columns={profiled.length > 0 ? PROFILE : PROFILE.slice(0, 2)} rows={columns} rowId={(row) => row.name} />
        ) : (
          <p className="soft" style={{ padding: 14 }}>This version was recorded without a schema.</p>
        )}
      </Panel>
    </>
  );
}

const bound = (value: number | string | null | undefined) => (typeof value === 'string' ? value : <Num value={value} />);

const PROFILE: Column<ColumnProfile>[] = [
  { id: 'name', header: 'Column', width: 180, grow: true, cell: (row) => <span className="mono">{row.name}</span>, sort: (row) => row.name },
  { id: 'type', header: 'Type', width: 100, cell: (row) => <span className="soft">{row.type}</span>, sort: (row) => row.type },
  { id: 'missing', header: 'Missing', width: 90, right: true, cell: (row) => formatPercent(row.missing), sort: (row) => row.missing },
  { id: 'bar', header: 'Share', title: 'Share that is missing', width: 90, cell: (row) => <ShareBar share={row.missing ?? 0} label={`${formatPercent(row.missing)} missing`} /> },
  { id: 'distinct', header: 'Distinct', width: 100, right: true, cell: (row) => formatNumber(row.distinct), sort: (row) => row.distinct },
  { id: 'min', header: 'Min', width: 110, right: true, cell: (row) => bound(row.min) },
  { id: 'mean', header: 'Mean', width: 110, right: true, cell: (row) => <Num value={row.mean} /> },
  { id: 'max', header: 'Max', width: 110, right: true, cell: (row) => bound(row.max) },
];
