import type { Curve } from '../api/mlflow';

export type XAxis = 'step' | 'time' | 'relative';

/** Exponential smoothing without the bias towards the first value; what is not finite is passed over. */
export function smooth(values: number[], weight: number): (number | null)[] {
  if (weight <= 0) return values.map((value) => (Number.isFinite(value) ? value : null));
  let sum = 0;
  let mass = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return null;
    sum = sum * weight + value * (1 - weight);
    mass = mass * weight + (1 - weight);
    return sum / mass;
  });
}

export function xOf(curve: Curve, axis: XAxis): number[] {
  if (axis === 'step') return curve.steps;
  const start = curve.times[0] ?? 0;
  return axis === 'time' ? curve.times : curve.times.map((time) => (time - start) / 1000);
}

/** Several curves over one ascending axis; null where a curve has no point. */
export function align(curves: { x: number[]; y: (number | null)[] }[]): { x: number[]; ys: (number | null)[][] } {
  const x = [...new Set(curves.flatMap((curve) => curve.x))].sort((a, b) => a - b);
  const at = new Map(x.map((value, i) => [value, i]));
  const ys = curves.map((curve) => {
    const y = new Array<number | null>(x.length).fill(null);
    curve.x.forEach((value, i) => {
      const place = at.get(value);
      if (place !== undefined) y[place] = curve.y[i] ?? null;
    });
    return y;
  });
  return { x, ys };
}

/** How many points of a curve are not finite. */
export function oddPoints(values: number[]): number {
  return values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
}
