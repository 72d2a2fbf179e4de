import type { Monitor } from '../../api/types';
import { formatNumber, formatPercent, formatWindow } from '../../lib/format';
import css from './monitors.module.css';
import { cellTitle, heatStep, LIMITS, ranked } from './ranking';

/** Mixed from the scheme's own colours, so that light and dark both read; text stays on the readable side. */
const MIX = ['0%', '14%', '28%', '42%', 'var(--heat-mix-4)', '92%'];

function colours(step: number): { background: string; color: string } {
  return {
    background: `color-mix(in oklab, var(--heat-hot) ${MIX[step] ?? '0%'}, var(--heat-0))`,
    color: step === 5 ? 'var(--heat-on-hot)' : step === 4 ? 'var(--heat-text-4)' : 'var(--text)',
  };
}

interface Props {
  monitor: Monitor;
  feature: string | undefined;
  window: number | undefined;
  onChoose: (feature: string, window: number) => void;
}

/** Features by windows, the ones where drift matters first; a cell's colour and figure are its PSI. */
export function HeatMap({ monitor, feature: chosen, window: chosenWindow, onChoose }: Props) {
  const { windows } = monitor;
  const features = ranked(monitor.features ?? []);
  const most = Math.max(1e-9, ...features.map((feature) => feature.importance ?? 0));
  return (
    <div className="stack-s" style={{ gap: 10 }}>
      <div style={{ overflow: 'auto', maxHeight: 560 }} tabIndex={0} role="region" aria-label="Drift by feature and window">
        <table className={css.heat}>
          <thead>
            <tr>
              <th scope="col" style={{ textAlign: 'right' }}>Feature, importance</th>
              {windows.map((window) => (
                <th key={window.start} scope="col">{formatWindow(window.start, window.end)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {features.map((feature) => {
              const cells = new Map((feature.cells ?? []).map((cell) => [cell.window_start, cell]));
              return (
                <tr key={feature.name}>
                  <th scope="row" title={`${feature.name}\nimportance ${formatPercent(feature.importance)}`}>
                    {feature.name}
                    <span className={css.importance}>
                      <span style={{ width: `${((feature.importance ?? 0) / most) * 100}%` }} />
                    </span>
                  </th>
                  {windows.map((window) => {
                    const cell = cells.get(window.start);
                    const step = heatStep(cell?.psi);
                    const name = formatWindow(window.start, window.end);
                    if (!cell || step < 0) return <td key={window.start}><div className={css.none} title={`${feature.name}, ${name}: no data`} /></td>;
                    const title = cellTitle(feature.name, name, cell);
                    return (
                      <td key={window.start}>
                        <button type="button" className={css.cell} style={colours(step)} title={title} aria-pressed={feature.name === chosen && window.start === chosenWindow} onClick={() => onChoose(feature.name, window.start)}>
                          {formatNumber(cell.psi, 2)}
                          {cell.drifted ? ' ▲' : ''}
                        </button>
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <div className={css.legend}>
        <span>PSI against the training data:</span>
        <span>0</span>
        <span className={css.swatches}>{MIX.map((_, step) => <span key={step} style={colours(step)} title={step === 0 ? `below ${LIMITS[0] ?? 0}` : `from ${LIMITS[step - 1] ?? 0}`} />)}</span>
        <span>{LIMITS.at(-1)} and more</span>
        <span>▲ beyond the monitor's limit</span>
        <span>Ranked by importance × drift of the newest windows</span>
      </div>
    </div>
  );
}
