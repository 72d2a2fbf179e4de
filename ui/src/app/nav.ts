import type { ComponentType } from 'react';
import {
  DatasetIcon,
  EndpointIcon,
  EventIcon,
  ExperimentIcon,
  ModelIcon,
  MonitorIcon,
  OverviewIcon,
  PipelineIcon,
  SettingsIcon,
} from '../components/icons';

export type Place =
  | '/'
  | '/datasets'
  | '/experiments'
  | '/models'
  | '/pipelines'
  | '/endpoints'
  | '/monitors'
  | '/events'
  | '/settings';

export interface NavEntry {
  to: Place;
  label: string;
  icon: ComponentType<{ size?: number }>;
  /** Pressed after g. */
  key: string;
  /** First parts of other addresses that belong here. */
  also: string[];
}

/** In the order of a model's life. */
export const NAV: NavEntry[] = [
  { to: '/', label: 'Overview', icon: OverviewIcon, key: 'o', also: [] },
  { to: '/datasets', label: 'Datasets', icon: DatasetIcon, key: 'd', also: [] },
  { to: '/experiments', label: 'Experiments', icon: ExperimentIcon, key: 'x', also: ['/runs', '/compare'] },
  { to: '/models', label: 'Models', icon: ModelIcon, key: 'm', also: [] },
  { to: '/pipelines', label: 'Pipelines', icon: PipelineIcon, key: 'p', also: [] },
  { to: '/endpoints', label: 'Endpoints', icon: EndpointIcon, key: 'e', also: [] },
  { to: '/monitors', label: 'Monitors', icon: MonitorIcon, key: 'n', also: [] },
  { to: '/events', label: 'Events', icon: EventIcon, key: 'v', also: [] },
];
export const SETTINGS: NavEntry = { to: '/settings', label: 'Settings', icon: SettingsIcon, key: 's', also: [] };

export function isHere(entry: NavEntry, path: string): boolean {
  if (entry.to === '/') return path === '/';
  return [entry.to, ...entry.also].some((start) => path === start || path.startsWith(`${start}/`));
}
