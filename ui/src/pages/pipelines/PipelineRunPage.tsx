import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { cancelPipelineRun, datasetsQuery, isOver, pipelineRunQuery } from '../../api/slipway';
import type { PipelineRun, Stage } from '../../api/types';
import { Details, Facts, Id, Lines, Page, Panel, StateBadge, Time } from '../../components/basics';
import { Failure, Loaded, toast } from '../../components/feedback';
import { ArrowRightIcon, CrossIcon } from '../../components/icons';
import { formatDuration, shortId } from '../../lib/format';
import { Log } from './Log';
import css from './pipelines.module.css';
import { digestOf, firstLook, lasted, pathOf } from './stages';

const route = getRouteApi('/pipelines/$pipeline/$id');

/** What is it doing, and why did it fail? */
export function PipelineRunPage() {
  const { pipeline, id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/pipelines/$pipeline/$id' });
  const client = useQueryClient();
  const query = useQuery(pipelineRunQuery(id));
  const run = query.data;
  const cancel = () => {
    cancelPipelineRun(id).then(
      () => {
        void client.invalidateQueries({ queryKey: ['pipelines'] });
        toast('The run is being cancelled.');
      },
      (problem: unknown) => toast(problem instanceof Error ? problem.message : 'It could not be cancelled.'),
    );
  };
  return (
    <Page
      title={`${pipeline} ${shortId(id, 14)}`}
      heading={pipeline}
      beside={<><Id id={id} length={14} />{run ? <StateBadge state={run.state} /> : null}</>}
      actions={run && !isOver(run.state) ? <Button leftSection={<CrossIcon size={14} />} onClick={cancel}>Cancel</Button> : null}
    >
      <Loaded query={query} skeleton={<Lines rows={10} height={30} />}>
        {(data) => {
          const stages = data.stages ?? [];
          const shown = stages.find((stage) => stage.name === search.stage) ?? stages.find((stage) => stage.name === firstLook(stages));
          return (
            <>
              <Summary run={data} />
              {data.reason ? <p><span className="soft">Reason: </span>{data.reason}</p> : null}
              {data.problem ? <Failure problem={data.problem} /> : null}
              {stages.length > 0 ? <Stages stages={stages} shown={shown?.name} onShow={(stage) => void navigate({ search: { stage }, replace: true })} /> : null}
              {shown ? <StageView run={data} stage={shown} /> : <Panel><p className="soft">The stages appear as soon as the project is read.</p></Panel>}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Summary({ run }: { run: PipelineRun }) {
  return (
    <Facts
      facts={[
        { label: 'Started', value: <Time at={run.started ?? run.created} />, text: true },
        { label: 'Duration', value: formatDuration(lasted(run)), text: true },
        { label: 'By', value: run.actor ?? '–', text: true },
                { label: 'Model made', value: run.model && run.model_version ? <Link to="/models/$model" params={{ model: run.model }}>{run.model} v{run.model_version}</Link> : '–', text: true },
      ]}
    />
  );
}

function Stages({ stages, shown, onShow }: { stages: Stage[]; shown: string | undefined; onShow: (name: string) => void }) {
  return (
    <div className={css.stages} role="group" aria-label="Stages">
      {stages.map((stage, i) => (
        <div key={stage.name} style={{ display: 'flex' }}>
          {i > 0 ? <span className={css.arrow}><ArrowRightIcon size={14} /></span> : null}
          <button type="button" className={css.stage} aria-pressed={stage.name === shown} onClick={() => onShow(stage.name)}>
            <strong>{stage.name}</strong>
            <span className="row spread">
              <StateBadge state={stage.state} />
              <span className="muted">{formatDuration(lasted(stage))}</span>
            </span>
          </button>
        </div>
      ))}
    </div>
  );
}

function StageView({ run, stage }: { run: PipelineRun; stage: Stage }) {
  const params = Object.entries(run.params ?? {});
  const datasets = new Set((useQuery(datasetsQuery).data ?? []).map((dataset) => dataset.name));
  const paths = (list: Stage['deps']) =>
    list && list.length > 0 ? (
      <div className="stack-s" style={{ gap: 2 }}>
        {list.map((path) => {
          const digest = digestOf(path);
          return (
            <span key={pathOf(path)} className="row">
              {datasets.has(`${run.pipeline}/${pathOf(path)}`) ? <Link className="mono" to="/datasets/$dataset" params={{ dataset: `${run.pipeline}/${pathOf(path)}` }} search={digest ? { version: digest } : {}}>{pathOf(path)}</Link> : <span className="mono">{pathOf(path)}</span>}
              {digest ? <Id id={digest} /> : null}
            </span>
          );
        })}
      </div>
    ) : (
      '–'
    );
  return (
    <>
      {stage.problem ? <Failure problem={stage.problem} /> : null}
      <Panel title={`Log of ${stage.name}`} flush>
        <Log key={`${run.id} ${stage.name}`} id={run.id} stage={stage.name} over={isOver(stage.state)} />
      </Panel>
      <div className="two">
        <Panel title="Inputs and outputs">
          <Details rows={[['Depends on', paths(stage.deps)], ['Writes', paths(stage.outs)]]} />
        </Panel>
        <Panel title="Params of this run">
          {params.length > 0 ? <Details rows={params.map(([name, value]) => [name, <span className="mono" key={name}>{typeof value === 'string' ? value : JSON.stringify(value)}</span>])} /> : <p className="soft">As in params.yaml.</p>}
        </Panel>
      </div>
    </>
  );
}
