import type { FeatureCell, MonitorFeature } from '../../api/types';

const RECENT = 3;

/** Where drift matters: importance × the largest PSI of the newest windows. */
export function rank(feature: MonitorFeature): number {
  const recent = [...(feature.cells ?? [])].sort((a, b) => a.window_start - b.window_start).slice(-RECENT);
  const drift = Math.max(0, ...recent.map((cell) => cell.psi ?? 0));
  return (feature.importance ?? 1) * drift;
}

export function ranked(features: MonitorFeature[]): MonitorFeature[] {
  return [...features].sort((a, b) => rank(b) - rank(a) || a.name.localeCompare(b.name));
}

/** Steps of the colour scale. PSI: below 0.1 stable, above 0.25 a shift, by common use. */
export const LIMITS = [0.05, 0.1, 0.15, 0.25, 0.5];

export function heatStep(psi: number | null | undefined): number {
  if (psi === null || psi === undefined || Number.isNaN(psi)) return -1;
  return LIMITS.filter((limit) => psi >= limit).length;
}

export function cellTitle(feature: string, window: string, cell: FeatureCell): string {
  const number = (value: number | null | undefined) => (value === null || value === undefined ? '–' : value.toFixed(3));
  return `${feature}, ${window}\nPSI ${number(cell.psi)}, KS ${number(cell.ks)}, missing ${number(cell.missing_rate)}${cell.drifted ? '\ndrifted' : ''}`;
}
