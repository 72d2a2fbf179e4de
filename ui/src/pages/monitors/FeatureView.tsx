import { useQuery } from '@tanstack/react-query';
import { featureQuery } from '../../api/monitoring';
import type { FeatureDetail, Monitor } from '../../api/types';
import { Facts, Lines, Panel } from '../../components/basics';
import { Loaded } from '../../components/feedback';
import { formatNumber, formatPercent, formatWindow } from '../../lib/format';
import css from './monitors.module.css';

/** One feature in one window: how it was in training and how it is now. */
export function FeatureView({ monitor, feature, window }: { monitor: Monitor; feature: string; window: number | undefined }) {
  const detail = useQuery(featureQuery(monitor.name, feature, window));
  return (
    <Loaded query={detail} skeleton={<Lines rows={1} height={300} />}>
      {(data) => <Shown monitor={monitor} detail={data} />}
    </Loaded>
  );
}

function Shown({ monitor, detail }: { monitor: Monitor; detail: FeatureDetail }) {
  const window = monitor.windows.find((each) => each.start === detail.window_start);
  const cell = monitor.features?.find((each) => each.name === detail.feature)?.cells?.find((each) => each.window_start === detail.window_start);
  const end = window?.end ?? detail.window_start;
  const fresh = cell?.new_categories ?? [];
  return (
    <Panel title={`${detail.feature} in ${formatWindow(detail.window_start, end)}`}>
      <div className="stack">
        <Facts
          facts={[
            { label: 'PSI', value: formatNumber(cell?.psi, 3) },
            { label: 'KS distance', value: formatNumber(cell?.ks, 3) },
            { label: 'Missing', value: formatPercent(cell?.missing_rate) },
            { label: 'Rows', value: formatNumber(detail.rows) },
            ...(fresh.length > 0 ? [{ label: 'Not in the training data', value: <span title={fresh.join(', ')}>{fresh.join(', ')}</span>, text: true, wide: true }] : []),
          ]}
        />
        <Distribution detail={detail} />
      </div>
    </Panel>
  );
}

const WIDTH = 760;
const HEIGHT = 220;
const LEFT = 44;
const BOTTOM = 34;

function Distribution({ detail }: { detail: FeatureDetail }) {
  const { bins } = detail;
  if (bins.length === 0) return <p className="soft">This window holds no rows for the feature.</p>;
  const top = Math.max(1e-9, ...bins.flatMap((bin) => [bin.reference, bin.current]));
  const step = (WIDTH - LEFT) / bins.length;
  const y = (share: number) => (HEIGHT - BOTTOM) * (1 - share / top) + 6;
  const bar = Math.max(1, step * 0.38);
  const every = Math.ceil(bins.length / 10);
  return (
    <figure style={{ margin: 0 }}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 10}`} className={css.dist} role="img" aria-label={`Distribution of ${detail.feature} in training and now`}>
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <line x1={LEFT} x2={WIDTH} y1={y(top * part)} y2={y(top * part)} stroke="var(--line)" />
            <text x={LEFT - 6} y={y(top * part) + 4} textAnchor="end">{formatPercent(top * part, 0)}</text>
          </g>
        ))}
        {bins.map((bin, i) => {
          const x = LEFT + i * step + step / 2;
          return (
            <g key={bin.label}>
              <title>{`${bin.label}\ntraining ${formatPercent(bin.reference)}, now ${formatPercent(bin.current)}`}</title>
              <rect x={x - bar - 0.5} y={y(bin.reference)} width={bar} height={y(0) - y(bin.reference)} fill="var(--series-ref)" />
              <rect x={x + 0.5} y={y(bin.current)} width={bar} height={y(0) - y(bin.current)} fill="var(--accent)" />
              {i % every === 0 ? <text x={x} y={HEIGHT - 8} textAnchor="middle">{bin.label.length > 14 ? `${bin.label.slice(0, 13)}…` : bin.label}</text> : null}
            </g>
          );
        })}
      </svg>
      <figcaption className={css.legend}>
        <span className={css.swatches}><span style={{ background: 'var(--series-ref)' }} /></span>Training
        <span className={css.swatches}><span style={{ background: 'var(--accent)' }} /></span>This window
        <span>Share of the rows in each bin</span>
      </figcaption>
    </figure>
  );
}
