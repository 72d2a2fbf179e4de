import { useQueries, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { pipelineRunsQuery, pipelinesQuery } from '../../api/slipway';
import type { Pipeline, PipelineRun } from '../../api/types';
import { Lines, Page, Panel, StateBadge, Time } from '../../components/basics';
import { DataTable, type Column } from '../../components/DataTable';
import { Empty, Loaded } from '../../components/feedback';
import { formatDuration } from '../../lib/format';
import { firstPipeline } from '../../lib/snippets';
import { lasted } from './stages';

interface Row {
  pipeline: Pipeline;
  last: PipelineRun | undefined;
}

const COLUMNS: Column<Row>[] = [
  { id: 'name', header: 'Name', width: 180, cell: ({ pipeline }) => <Link to="/pipelines/$pipeline" params={{ pipeline: pipeline.name }}>{pipeline.name}</Link>, sort: ({ pipeline }) => pipeline.name },
  { id: 'project', header: 'Project', width: 200, grow: true, cell: ({ pipeline }) => <span className="mono soft" title={pipeline.project}>{pipeline.project ?? '–'}</span> },
  { id: 'model', header: 'Makes', width: 160, cell: ({ pipeline }) => (pipeline.model ? <Link to="/models/$model" params={{ model: pipeline.model }}>{pipeline.model}</Link> : '–'), sort: ({ pipeline }) => pipeline.model },
  { id: 'state', header: 'Last run', width: 120, cell: ({ last }) => (last ? <StateBadge state={last.state} /> : <span className="muted">Never</span>), sort: ({ last }) => last?.state },
  { id: 'reason', header: 'Reason', width: 240, cell: ({ last }) => <span className="soft" title={last?.reason ?? ''}>{last?.reason ?? ''}</span> },
  { id: 'duration', header: 'Duration', width: 100, right: true, cell: ({ last }) => formatDuration(last ? lasted(last) : undefined) },
  { id: 'started', header: 'Started', width: 110, right: true, cell: ({ last }) => <Time at={last?.started} />, sort: ({ last }) => last?.started },
];

export function PipelinesPage() {
  const pipelines = useQuery(pipelinesQuery);
  const list = pipelines.data ?? [];
  const runs = useQueries({ queries: list.slice(0, 50).map((pipeline) => ({ ...pipelineRunsQuery(pipeline.name), enabled: !pipeline.last_run })) });
  const navigate = useNavigate();
  return (
    <Page title="Pipelines">
      <Loaded query={pipelines} skeleton={<Lines rows={4} height={28} />}>
        {(all) =>
          all.length === 0 ? (
            <Panel>
              <Empty title="No pipelines yet" snippets={firstPipeline()}>
                A pipeline is a project with a <code>dvc.yaml</code>: stages that turn data into a model, run again only where something
                changed, by hand or by a monitor's alert.
              </Empty>
            </Panel>
          ) : (
            <DataTable
              label="Pipelines"
              columns={COLUMNS}
              rows={all.map((pipeline, i): Row => ({ pipeline, last: pipeline.last_run ?? runs[i]?.data?.[0] }))}
              rowId={(row) => row.pipeline.name}
              onOpen={(row) => void navigate({ to: '/pipelines/$pipeline', params: { pipeline: row.pipeline.name } })}
            />
          )
        }
      </Loaded>
    </Page>
  );
}
