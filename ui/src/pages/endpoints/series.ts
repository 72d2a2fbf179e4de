import type { SeriesPoint } from '../../api/types';

export interface EndpointCurves {
  x: number[];
  rate: (number | null)[];
  failures: (number | null)[];
  p50: (number | null)[];
  p95: (number | null)[];
  p99: (number | null)[];
}

const latency = (micros: number) => (micros > 0 ? micros / 1000 : null);

/** Rates a second and latencies in milliseconds; where reports are missing there is a gap, not a line. */
export function endpointCurves(points: SeriesPoint[]): EndpointCurves {
  const sorted = [...points].sort((a, b) => a.time - b.time);
  const steps = sorted.slice(1).map((point, i) => point.time - (sorted[i]?.time ?? 0)).sort((a, b) => a - b);
  const step = steps[Math.floor(steps.length / 2)] ?? 1000;
  const curves: EndpointCurves = { x: [], rate: [], failures: [], p50: [], p95: [], p99: [] };
  let before: number | undefined;
  for (const point of sorted) {
    if (before !== undefined && point.time - before > step * 2.5) {
      curves.x.push(before + step);
      for (const each of [curves.rate, curves.failures, curves.p50, curves.p95, curves.p99]) each.push(null);
    }
    before = point.time;
    const seconds = Math.max(1, step / 1000);
    curves.x.push(point.time);
    curves.rate.push(point.requests / seconds);
    curves.failures.push(point.failures / seconds);
    curves.p50.push(latency(point.p50_micros));
    curves.p95.push(latency(point.p95_micros));
    curves.p99.push(latency(point.p99_micros));
  }
  return curves;
}
