import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { pipelineQuery, pipelineRunsQuery, startPipeline } from '../../api/slipway';
import type { Pipeline, PipelineRun } from '../../api/types';
import { Details, Lines, Page, Panel, StateBadge, Time } from '../../components/basics';
import { DataTable, type Column } from '../../components/DataTable';
import { Empty, Loaded, ReasonDialog } from '../../components/feedback';
import { PlayIcon } from '../../components/icons';
import { formatDuration } from '../../lib/format';
import { firstPipeline } from '../../lib/snippets';
import { promotionText, retrainText } from './policy';
import { lasted } from './stages';

const route = getRouteApi('/pipelines/$pipeline');

export function PipelinePage() {
  const { pipeline: name } = route.useParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const pipeline = useQuery(pipelineQuery(name));
  const runs = useQuery({ ...pipelineRunsQuery(name), refetchInterval: (query) => (query.state.data?.some((run) => run.state === 'RUNNING') ? 3000 : false) });
  const [starting, setStarting] = useState(false);
  const start = async (reason: string) => {
    const made = await startPipeline(name, reason);
    await client.invalidateQueries({ queryKey: ['pipelines'] });
    if (made.id) void navigate({ to: '/pipelines/$pipeline/$id', params: { pipeline: name, id: made.id } });
  };
  return (
    <Page title={name} actions={<Button variant="filled" leftSection={<PlayIcon size={14} />} disabled={!pipeline.data} onClick={() => setStarting(true)}>Run</Button>}>
      <Loaded query={pipeline} skeleton={<Lines rows={4} />}>
        {(data) => <About pipeline={data} />}
      </Loaded>
      <Loaded query={runs} skeleton={<Lines rows={6} height={28} />}>
        {(list) =>
          list.length === 0 ? (
            <Panel>
              <Empty title="No run yet" snippets={firstPipeline()}>
                Press Run, or let a monitor's alert start it.
              </Empty>
            </Panel>
          ) : (
            <DataTable label="Runs of the pipeline" columns={COLUMNS} rows={list} rowId={(run) => run.id} onOpen={(run) => void navigate({ to: '/pipelines/$pipeline/$id', params: { pipeline: name, id: run.id } })} />
          )
        }
      </Loaded>
      {starting ? <ReasonDialog title={`Run ${name}`} lead="Stages whose inputs have not changed are taken from the cache." action="Run" onClose={() => setStarting(false)} onDone={start} /> : null}
    </Page>
  );
}

const COLUMNS: Column<PipelineRun>[] = [
  { id: 'id', header: 'Run', width: 150, cell: (run) => <Link className="mono" to="/pipelines/$pipeline/$id" params={{ pipeline: run.pipeline, id: run.id }}>{run.id.slice(0, 14)}</Link> },
  { id: 'state', header: 'State', width: 120, cell: (run) => <StateBadge state={run.state} />, sort: (run) => run.state },
  { id: 'reason', header: 'Reason', width: 260, grow: true, cell: (run) => <span title={run.reason ?? ''}>{run.reason ?? '–'}</span> },
  { id: 'actor', header: 'By', width: 140, cell: (run) => run.actor ?? '–', sort: (run) => run.actor },
  { id: 'made', header: 'Model made', width: 110, cell: (run) => (run.model_version ? `v${run.model_version}` : '–'), sort: (run) => run.model_version },
  { id: 'duration', header: 'Duration', width: 110, right: true, cell: (run) => formatDuration(lasted(run)), sort: (run) => lasted(run) },
  { id: 'started', header: 'Started', width: 110, right: true, cell: (run) => <Time at={run.started ?? run.created} />, sort: (run) => run.started ?? run.created },
];

function About({ pipeline }: { pipeline: Pipeline }) {
  return (
    <Panel title="How it is set up">
      <Details
        rows={[
          ['Project', <span className="mono" key="p">{pipeline.project ?? '–'}</span>],
          ['Makes', pipeline.model ? <Link key="m" to="/models/$model" params={{ model: pipeline.model }}>{pipeline.model}</Link> : '–'],
          ['Promotes', promotionText(pipeline.promotion)],
          ['Runs again', retrainText(pipeline.retrain)],
        ]}
      />
    </Panel>
  );
}
