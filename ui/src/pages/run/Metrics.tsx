import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { useInViewport } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { curveQuery, metricValue, type Curve } from '../../api/mlflow';
import type { MlflowRun } from '../../api/types';
import type { RunSearch } from '../../app/search';
import { Lines, Num, Panel } from '../../components/basics';
import { LineChart, type Series } from '../../components/chart/LineChart';
import { usePalette } from '../../components/chart/palette';
import { CurveControls } from '../../components/CurveControls';
import { Empty, Failure } from '../../components/feedback';
import { DownIcon, SearchIcon } from '../../components/icons';
import { oddPoints, smooth, xOf } from '../../lib/curves';
import { plural } from '../../lib/format';
import { server } from '../../lib/snippets';
import css from './run.module.css';

interface Props {
  run: MlflowRun;
  search: RunSearch;
  onChange: (change: Partial<RunSearch>) => void;
}

export function Metrics({ run, search, onChange }: Props) {
  const all = [...(run.data.metrics ?? [])].sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }));
  const wanted = (search.q ?? '').toLowerCase();
  const found = all.filter((metric) => metric.key.toLowerCase().includes(wanted));
  const single = found.filter((metric) => Number(metric.step ?? 0) === 0);
  const curves = found.filter((metric) => Number(metric.step ?? 0) !== 0);
  if (all.length === 0) {
    return (
      <Panel>
        <Empty
          title="No metrics logged"
          snippets={[{ name: 'Python', text: `import mlflow\n\nmlflow.set_tracking_uri("${server()}")\nwith mlflow.start_run(run_id="${run.info.run_id}"):\n    mlflow.log_metric("auc", 0.72, step=1)` }]}
        >
          A metric is a number that the run logs once or at each step; those with steps are drawn as curves.
        </Empty>
      </Panel>
    );
  }
  return (
    <div className="stack">
      <div className={css.tools}>
        <TextInput aria-label="Filter metrics" placeholder="Filter metrics" data-page-filter leftSection={<SearchIcon size={14} />} value={search.q ?? ''} onChange={(event) => onChange({ q: event.currentTarget.value || undefined })} />
        {curves.length > 0 ? <CurveControls value={search} onChange={onChange} /> : null}
      </div>
      {single.length > 0 ? (
        <Panel title="Values">
          <div className={css.values}>
            {single.map((metric) => (
              <div key={metric.key} className={css.value}>
                <span className="cut soft" title={metric.key}>{metric.key}</span>
                <Num value={metricValue(metric.value)} digits={5} />
              </div>
            ))}
          </div>
        </Panel>
      ) : null}
      <div className={css.cards}>
        {curves.map((metric, i) => (
          <Card key={metric.key} index={i} run={run} name={metric.key} last={metricValue(metric.value)} search={search} />
        ))}
      </div>
      {found.length === 0 ? <p className="soft">No metric's name contains “{search.q}”.</p> : null}
    </div>
  );
}

function Card({ run, name, last, search, index }: { run: MlflowRun; name: string; last: number; search: RunSearch; index: number }) {
  const { ref, inViewport } = useInViewport<HTMLElement>();
  const live = run.info.status === 'RUNNING';
  const curve = useQuery({ ...curveQuery(run.info.run_id, name, live), enabled: inViewport || index < 4 });
  return (
    <section ref={ref} className={css.card} aria-label={name}>
      <div className={css.cardHead}>
        <h2 className="grow cut" title={name}>{name}</h2>
        <strong><Num value={last} digits={5} /></strong>
        {curve.data ? <SaveCsv name={name} curve={curve.data} /> : null}
      </div>
      {curve.data ? <Drawn name={name} curve={curve.data} search={search} sync={run.info.run_id} index={index} /> : curve.error ? <Failure problem={curve.error} retry={() => void curve.refetch()} /> : <Lines rows={1} height={188} />}
    </section>
  );
}

function Drawn({ name, curve, search, sync, index }: { name: string; curve: Curve; search: RunSearch; sync: string; index: number }) {
  const colour = usePalette()(index);
  const axis = search.axis ?? 'step';
  const x = useMemo(() => xOf(curve, axis), [curve, axis]);
  const series = useMemo<Series[]>(() => {
    const raw = smooth(curve.values, 0);
    if (!search.smooth) return [{ label: name, color: colour, values: raw }];
    return [
      { label: 'as logged', color: `${colour}55`, values: raw, width: 1 },
      { label: 'smoothed', color: colour, values: smooth(curve.values, search.smooth), width: 2 },
    ];
  }, [curve, search.smooth, colour, name]);
  const odd = oddPoints(curve.values);
  if (x.length === 1) return <p className="soft" style={{ paddingTop: 8 }}>Logged once, at step {curve.steps[0]}.</p>;
  return (
    <>
      <LineChart label={`${name}, ${plural(x.length, 'point')}`} x={x} series={series} xKind={axis === 'time' ? 'time' : 'number'} log={search.log ?? false} height={172} sync={`${sync}${axis}`} />
      {odd > 0 ? <div className="muted">{plural(odd, 'point')} NaN or infinite, left as {odd === 1 ? 'a gap' : 'gaps'}</div> : null}
    </>
  );
}

function SaveCsv({ name, curve }: { name: string; curve: Curve }) {
  const save = () => {
    const lines = curve.steps.map((step, i) => `${step},${curve.times[i] ?? ''},${curve.values[i] ?? ''}`);
    const url = URL.createObjectURL(new Blob([`step,timestamp,value\n${lines.join('\n')}\n`], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${name.replace(/[^\w.-]/g, '_')}.csv`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Tooltip label="Save as CSV">
      <ActionIcon size={22} aria-label={`Save ${name} as CSV`} onClick={save}>
        <DownIcon size={13} />
      </ActionIcon>
    </Tooltip>
  );
}
