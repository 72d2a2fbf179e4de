import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatLocal, formatNumber } from '../../lib/format';
import { numberTicks, timeTicks } from './ticks';
import css from './chart.module.css';

export interface Series {
  label: string;
  /** A CSS colour or the name of one of our CSS variables, e.g. --accent. */
  color: string;
  values: (number | null)[];
  width?: number;
  dash?: number[];
  /** Shade between this series and the one before it. */
  band?: boolean;
  points?: boolean;
}

export interface Mark {
  at: number;
  label: string;
}

interface Props {
  label: string;
  x: number[];
  series: Series[];
  /** Milliseconds or plain numbers. */
  xKind: 'time' | 'number';
  height?: number;
  log?: boolean;
  /** Axis starts at zero. */
  zero?: boolean;
  marks?: Mark[];
  legend?: boolean;
  /** Charts with the same key move their cursors together. */
  sync?: string;
  format?: (value: number) => string;
  onZoom?: ((range: [number, number] | null) => void) | undefined;
}

// uPlot types its constants as an enum that has no value at run time.
const LOG = { distr: 3 } as unknown as uPlot.Scale;

const css1 = (color: string) =>
  color.startsWith('--') ? getComputedStyle(document.documentElement).getPropertyValue(color).trim() : color;

function markPlugin(marks: Mark[], scale: number): uPlot.Plugin {
  return {
    hooks: {
      draw: (plot) => {
        const { ctx, bbox } = plot;
        ctx.save();
        ctx.strokeStyle = css1('--text-3');
        ctx.fillStyle = css1('--text-2');
        ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
        ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
        for (const mark of marks) {
          const x = plot.valToPos(mark.at / scale, 'x', true);
          if (x < bbox.left || x > bbox.left + bbox.width) continue;
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, bbox.top + bbox.height);
          ctx.stroke();
          // Beside its line, on the side where there is room.
          const beside = 4 * devicePixelRatio;
          const fits = x + beside + ctx.measureText(mark.label).width <= bbox.left + bbox.width;
          ctx.textAlign = fits ? 'left' : 'right';
          ctx.fillText(mark.label, fits ? x + beside : x - beside, bbox.top + 11 * devicePixelRatio);
        }
        ctx.restore();
      },
    },
  };
}

function options({ x, series, xKind, height = 180, log, zero, marks, legend = true, sync, format, onZoom }: Props, width: number): uPlot.Options {
  const axis: Partial<uPlot.Axis> = {
    stroke: css1('--text-3'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: css1('--line'), width: 1 },
    ticks: { stroke: css1('--line'), width: 1, size: 4 },
  };
  const scale = xKind === 'time' ? 1000 : 1;
  const full = [(x[0] ?? 0) / scale, (x.at(-1) ?? 0) / scale];
  return {
    width,
    height,
    padding: [10, 10, 0, 0],
    legend: { show: legend, live: true },
    cursor: {
      drag: { x: true, y: false },
      points: { size: 6 },
      ...(sync ? { sync: { key: sync } } : {}),
    },
    scales: {
      x: { time: xKind === 'time' },
      y: log ? LOG : zero ? { range: (_plot, _min, max) => [0, (max || 1) * 1.1] } : {},
    },
    axes: [
      { ...axis, size: 28, gap: 3, ...(xKind === 'time' ? { values: (_plot, ticks, _axis, _space, step) => timeTicks(ticks, step) } : {}) },
      { ...axis, size: 62, gap: 4, values: (_plot: uPlot, ticks: (number | null)[], _axis: number, _space: number, step: number) => numberTicks(ticks, step, format) },
    ],
    series: [
      xKind === 'time' ? { label: 'Time', value: (_plot, value: number | null) => (value === null ? '–' : formatLocal(value * 1000)) } : { label: 'Step', value: (_plot, value: number | null) => (value === null ? '–' : formatNumber(value)) },
      ...series.map((each): uPlot.Series => ({
        label: each.label,
        stroke: css1(each.color),
        width: each.width ?? 1.6,
        spanGaps: false,
        points: { show: each.points ?? x.length < 3, size: 5 },
        value: (_plot, value: number | null) => (value === null ? '–' : (format ?? formatNumber)(value)),
        ...(each.dash ? { dash: each.dash } : {}),
      })),
    ],
    bands: series.flatMap((each, i) =>
      each.band ? [{ series: [i, i + 1] as [number, number], fill: `color-mix(in srgb, ${css1(each.color)} 18%, transparent)` }] : [],
    ),
    plugins: marks && marks.length > 0 ? [markPlugin(marks, scale)] : [],
    hooks: {
      // Without a cursor the legend has nothing to say but names.
      setLegend: [(plot) => plot.root.classList.toggle('u-idle', typeof plot.legend.idx !== 'number')],
      setScale: [
        (plot, key) => {
          if (key !== 'x' || !onZoom) return;
          const { min, max } = plot.scales.x ?? {};
          if (min === undefined || max === undefined) return;
          const whole = min <= (full[0] ?? 0) && max >= (full[1] ?? 0);
          onZoom(whole ? null : [min * scale, max * scale]);
        },
      ],
    },
  };
}

/** Curves over steps or time. Gaps stay gaps; drag to zoom, double click to see all. */
export function LineChart(props: Props) {
  const host = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const { x, series, xKind, log, zero, height = 180 } = props;
  const plot = useRef<uPlot | null>(null);
  const shape = `${series.map((each) => each.label + each.color + (each.dash?.join() ?? '')).join('|')}#${xKind}${log ? 1 : 0}${zero ? 1 : 0}${height}${scheme}${props.marks?.map((mark) => mark.at).join() ?? ''}`;
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const data = () => {
      const now = latest.current;
      const scale = now.xKind === 'time' ? 1000 : 1;
      return [now.x.map((value) => value / scale), ...now.series.map((each) => each.values)] as uPlot.AlignedData;
    };
    const made = new uPlot(options(latest.current, Math.max(200, element.clientWidth)), data(), element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: Math.max(200, element.clientWidth), height: latest.current.height ?? 180 }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => {
    const made = plot.current;
    if (!made) return;
    const scale = xKind === 'time' ? 1000 : 1;
    const zoomed = made.scales.x?.min !== undefined && (made.scales.x.min > (made.data[0][0] ?? 0) || (made.scales.x.max ?? 0) < (made.data[0].at(-1) ?? 0));
    made.setData([x.map((value) => value / scale), ...series.map((each) => each.values)], !zoomed);
  }, [x, series, xKind]);

  if (x.length === 0) {
    return (
      <div className={css.none} style={{ height }}>
        No points yet
      </div>
    );
  }
  return <div ref={host} className={`${css.chart ?? ''} ${props.legend === false ? (css.noLegend ?? '') : ''}`} role="img" aria-label={props.label} style={{ minHeight: height }} />;
}
