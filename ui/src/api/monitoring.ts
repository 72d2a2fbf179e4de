/** Endpoints and monitors: the wire's shapes and what the pages make of them. */
import { queryOptions } from '@tanstack/react-query';
import { getJson, seg } from './http';
import type { Endpoint, EndpointDetail, FeatureDetail, Monitor, MonitorAlert, MonitorFeature, MonitorWindow, SeriesPoint, Swap } from './types';

const API = '/api/slipway/v1';

/** The server leaves nulls out; the pages ask for null. */
const endpointOf = (wire: Endpoint): Endpoint => ({
  ...wire,
  live_version: wire.live_version ?? null,
  instances: wire.instances.map((instance) => ({ ...instance, live_version: instance.live_version ?? null })),
});

export const endpointsQuery = queryOptions({
  queryKey: ['endpoints'],
  queryFn: async ({ signal }) => ((await getJson<{ endpoints?: Endpoint[] }>(`${API}/endpoints`, {}, signal)).endpoints ?? []).map(endpointOf),
  refetchInterval: 2000,
});

interface EndpointView {
  endpoint: Endpoint;
  series: SeriesPoint[];
  swaps: Swap[];
}

export const endpointQuery = (model: string, minutes: number) =>
  queryOptions({
    queryKey: ['endpoints', model, minutes],
    refetchInterval: 2000,
    queryFn: async ({ signal }): Promise<EndpointDetail> => {
      const view = await getJson<EndpointView>(`${API}/endpoints/${seg(model)}`, { minutes }, signal);
      const swaps = view.swaps.map((swap) => ({ ...swap, from: swap.from ?? null, to: swap.to ?? null }));
      return { ...endpointOf(view.endpoint), series: view.series, swaps };
    },
  });

interface Definition {
  window?: string | null;
  rules?: unknown[] | null;
}

interface MonitorSummary {
  name: string;
  model: string;
  definition: Definition;
  latest?: MonitorWindow | null;
  alerts: number;
}

interface MonitorView {
  name: string;
  model: string;
  definition: Definition;
  windows: MonitorWindow[];
  features: MonitorFeature[];
  alerts: MonitorAlert[];
}

const definition = (wire: Definition) => ({ window: wire.window ?? 'P1D', rules: wire.rules ?? [] });

export const monitorsQuery = queryOptions({
  queryKey: ['monitors'],
  queryFn: async ({ signal }): Promise<Monitor[]> => {
    const list = (await getJson<{ monitors?: MonitorSummary[] }>(`${API}/monitors`, {}, signal)).monitors ?? [];
    return list.map(({ latest, alerts, ...wire }) => ({ ...wire, ...definition(wire.definition), windows: latest ? [latest] : [], fired: alerts }));
  },
});

export const monitorQuery = (name: string) =>
  queryOptions({
    queryKey: ['monitors', name],
    queryFn: async ({ signal }): Promise<Monitor> => {
      const wire = await getJson<MonitorView>(`${API}/monitors/${seg(name)}`, {}, signal);
      const ends = new Map(wire.windows.map((window) => [window.start, window.end]));
      const alerts = wire.alerts.map((alert) => ({ ...alert, window_end: ends.get(alert.window_start) ?? alert.window_start }));
      return { ...wire, ...definition(wire.definition), alerts, fired: alerts.length };
    },
  });

interface FeatureView {
  feature: string;
  window_start: number;
  bins: string[];
  reference: number[];
  current: number[];
}

const shares = (counts: number[]) => {
  const sum = counts.reduce((all, count) => all + count, 0);
  return counts.map((count) => (sum > 0 ? count / sum : 0));
};

export const featureQuery = (monitor: string, feature: string, window: number | undefined) =>
  queryOptions({
    queryKey: ['monitors', monitor, 'features', feature, window],
    queryFn: async ({ signal }): Promise<FeatureDetail> => {
      const wire = await getJson<FeatureView>(`${API}/monitors/${seg(monitor)}/features/${seg(feature)}`, { window }, signal);
      const [reference, current] = [shares(wire.reference), shares(wire.current)];
      return {
        feature: wire.feature,
        window_start: wire.window_start,
        rows: wire.current.reduce((all, count) => all + count, 0),
        bins: wire.bins.map((label, i) => ({ label, reference: reference[i] ?? 0, current: current[i] ?? 0 })),
      };
    },
  });
