import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { runQuery, versionsOfRunQuery } from '../../api/mlflow';
import { endpointsQuery } from '../../api/monitoring';
import { datasetsQuery } from '../../api/slipway';
import type { DatasetInput, MlflowRun } from '../../api/types';
import { Chip, Facts, Id, Lines, Page, StateBadge, Time, type Fact } from '../../components/basics';
import { Loaded } from '../../components/feedback';
import { formatDuration } from '../../lib/format';
import { commitOf, durationOf, nameOf, tagOf } from '../../lib/runs';
import { Artifacts } from './Artifacts';
import { Metrics } from './Metrics';
import { ParamsAndTags } from './ParamsAndTags';

const route = getRouteApi('/runs/$run');

/** What happened here? */
export function RunPage() {
  const { run: id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/runs/$run' });
  const query = useQuery({ ...runQuery(id), refetchInterval: (each) => (each.state.data?.info.status === 'RUNNING' ? 3000 : false) });
  const run = query.data;
  const set = (change: Partial<typeof search>) => void navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  return (
    <Page title={run ? nameOf(run) : 'Run'} beside={<><Id id={id} />{run ? <StateBadge state={run.info.status} /> : null}</>}>
      <Loaded query={query} skeleton={<Lines rows={12} height={28} />}>
        {(data) => (
          <>
            <Summary run={data} />
            <Tabs value={search.tab ?? 'metrics'} onChange={(tab) => set({ tab: tab === 'metrics' || tab === null ? undefined : tab })}>
              <Tabs.List>
                <Tabs.Tab value="metrics">Metrics</Tabs.Tab>
                <Tabs.Tab value="params">Params and tags</Tabs.Tab>
                <Tabs.Tab value="artifacts">Artifacts</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="metrics" pt="md">
                <Metrics run={data} search={search} onChange={set} />
              </Tabs.Panel>
              <Tabs.Panel value="params" pt="md">
                <ParamsAndTags run={data} />
              </Tabs.Panel>
              <Tabs.Panel value="artifacts" pt="md">
                <Artifacts run={id} path={search.path} onPath={(path) => set({ path })} />
              </Tabs.Panel>
            </Tabs>
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** A run names its data by the file; a pipeline's dataset by the file's path. */
function Data({ dataset, more }: { dataset: DatasetInput['dataset']; more: number }) {
  const known = useQuery(datasetsQuery).data ?? [];
  const found = known.find((each) => each.name === dataset.name) ?? known.find((each) => each.name.endsWith(`/${dataset.name}`));
  const words = `${dataset.name}${more > 0 ? ` +${more}` : ''}`;
  if (!found) return <span title={dataset.digest}>{words}</span>;
  return <Link to="/datasets/$dataset" params={{ dataset: found.name }} search={{ version: dataset.digest }} title={dataset.digest}>{words}</Link>;
}

function Summary({ run }: { run: MlflowRun }) {
  const versions = useQuery(versionsOfRunQuery(run.info.run_id)).data ?? [];
  const endpoints = useQuery(endpointsQuery).data ?? [];
  const commit = commitOf(run);
  const data = run.inputs?.dataset_inputs ?? [];
  const serving = endpoints.filter((each) => versions.some((version) => version.name === each.model && Number(version.version) === each.live_version));
  const facts: Fact[] = [
    { label: 'Started', value: <Time at={run.info.start_time} />, text: true },
    { label: 'Duration', value: formatDuration(durationOf(run)), text: true },
    { label: 'By', value: [run.info.user_id, tagOf(run, 'mlflow.user')].find((name) => name) ?? '–', text: true },
    { label: 'Source', value: tagOf(run, 'mlflow.source.name') ?? '–', text: true, title: tagOf(run, 'mlflow.source.name') ?? '' },
    { label: 'Code', value: commit ? <Id id={commit} /> : '–', text: true },
    {
      label: 'Data',
      value: data[0] ? <Data dataset={data[0].dataset} more={data.length - 1} /> : '–',
      text: true,
    },
    {
      label: 'Model made',
      value: versions[0] ? <Link to="/models/$model" params={{ model: versions[0].name }}>{versions[0].name} v{versions[0].version}</Link> : '–',
      text: true,
    },
    {
      label: 'Serving now',
      value: serving[0] ? <Link to="/endpoints/$model" params={{ model: serving[0].model }}><Chip alias>{serving[0].model}</Chip></Link> : 'No',
      text: true,
    },
  ];
  return <Facts facts={facts} />;
}
