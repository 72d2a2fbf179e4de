/** Slipway's own API. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ApiError, getJson, seg, send, sendJson } from './http';
import type {
  AliasChange,
  ChainState,
  Comparison,
  ConfigSetting,
  DatasetSummary,
  DatasetVersion,
  Pipeline,
  PipelineRun,
  RoleState,
  SlipwayEvent,
} from './types';

export const API = '/api/slipway/v1';

/** A list that is empty where the role that keeps it does not run. */
async function list<T>(path: string, noun: string, query: Record<string, string | number> = {}, signal?: AbortSignal): Promise<T[]> {
  const answer = await getJson<Record<string, T[] | undefined>>(`${API}${path}`, query, signal);
  return answer[noun] ?? [];
}

export const datasetsQuery = queryOptions({
  queryKey: ['datasets'],
  queryFn: ({ signal }) => list<DatasetSummary>('/datasets', 'datasets', {}, signal),
});

export const datasetVersionsQuery = (name: string) =>
  queryOptions({
    queryKey: ['datasets', name],
    queryFn: ({ signal }) => list<DatasetVersion>(`/datasets/${seg(name)}/versions`, 'versions', {}, signal),
  });

export const aliasHistoryQuery = (model: string, alias: string) =>
  queryOptions({
    queryKey: ['models', model, 'aliases', alias],
    queryFn: ({ signal }) => list<AliasChange>(`/models/${seg(model)}/aliases/${seg(alias)}/history`, 'changes', {}, signal),
  });

export const comparisonsQuery = (model: string) =>
  queryOptions({
    queryKey: ['models', model, 'comparisons'],
    queryFn: async ({ signal }) => {
      try {
        return await list<Comparison>(`/models/${seg(model)}/comparisons`, 'comparisons', {}, signal);
      } catch (problem) {
        if (problem instanceof ApiError && problem.status === 404) return [];
        throw problem;
      }
    },
  });

export const moveAlias = (model: string, alias: string, version: number, reason: string) =>
  sendJson('POST', `${API}/models/${seg(model)}/aliases/${seg(alias)}`, { version, reason });

export const rollbackAlias = (model: string, alias: string, reason: string) =>
  sendJson('POST', `${API}/models/${seg(model)}/aliases/${seg(alias)}/rollback`, { reason });

/** A JSON file of a model version; null where the model has none. */
export const modelFileQuery = (model: string, version: number | null, path: string) =>
  queryOptions({
    queryKey: ['models', model, 'files', version, path],
    enabled: version !== null,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<unknown> => {
      try {
        const response = await send('GET', `${API}/models/${seg(model)}/versions/${version ?? 0}/files/${path}`, undefined, signal);
        return await response.json();
      } catch (problem) {
        if (problem instanceof ApiError && problem.status === 404) return null;
        throw problem;
      }
    },
  });

export const pipelinesQuery = queryOptions({
  queryKey: ['pipelines'],
  queryFn: ({ signal }) => list<Pipeline>('/pipelines', 'pipelines', {}, signal),
});

export const pipelineQuery = (name: string) =>
  queryOptions({
    queryKey: ['pipelines', name],
    queryFn: ({ signal }) => getJson<Pipeline>(`${API}/pipelines/${seg(name)}`, {}, signal),
  });

export const pipelineRunsQuery = (name: string) =>
  queryOptions({
    queryKey: ['pipelines', name, 'runs'],
    queryFn: ({ signal }) => list<PipelineRun>(`/pipelines/${seg(name)}/runs`, 'runs', {}, signal),
  });

export const isOver = (state: string | undefined) => state !== undefined && !['QUEUED', 'RUNNING'].includes(state);

export const pipelineRunQuery = (id: string) =>
  queryOptions({
    queryKey: ['pipelines', 'run', id],
    queryFn: ({ signal }) => getJson<PipelineRun>(`${API}/pipeline-runs/${seg(id)}`, {}, signal),
    refetchInterval: (query) => (isOver(query.state.data?.state) ? false : 2000),
  });

export const startPipeline = (name: string, reason: string) =>
  sendJson<{ id?: string }>('POST', `${API}/pipelines/${seg(name)}/runs`, { params: {}, reason });

export const cancelPipelineRun = (id: string) => sendJson('POST', `${API}/pipeline-runs/${seg(id)}/cancel`, {});

/** Text of a stage's log from an offset on; the server answers plain text, or JSON that holds it. */
export async function pipelineLog(id: string, stage: string, offset: number, signal: AbortSignal): Promise<{ text: string; next: number }> {
  const path = `${API}/pipeline-runs/${seg(id)}/log?stage=${seg(stage)}&offset=${offset}`;
  const response = await send('GET', path, undefined, signal);
  const body = await response.text();
  if (response.headers.get('Content-Type')?.includes('json')) {
    const parsed = JSON.parse(body) as { text?: string; log?: string; next_offset?: number; offset?: number };
    const text = parsed.text ?? parsed.log ?? '';
    return { text, next: parsed.next_offset ?? offset + new TextEncoder().encode(text).length };
  }
  return { text: body, next: offset + new TextEncoder().encode(body).length };
}

export interface EventFilter {
  kind?: string | undefined;
  subject?: string | undefined;
  actor?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

interface EventPage {
  events?: SlipwayEvent[];
  next_page_token?: string | null;
}

export const eventsQuery = (filter: EventFilter) =>
  infiniteQueryOptions({
    queryKey: ['events', filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      getJson<EventPage>(`${API}/events`, { ...filter, limit: 100, page_token: pageParam }, signal),
    getNextPageParam: (page) => page.next_page_token ?? undefined,
  });

export const recentEventsQuery = (limit: number) =>
  queryOptions({
    queryKey: ['events', 'recent', limit],
    queryFn: async ({ signal }) => (await getJson<EventPage>(`${API}/events`, { limit }, signal)).events ?? [],
  });

export const verifyEvents = () => getJson<ChainState>(`${API}/events/verify`);

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: ({ signal }) => list<RoleState>('/roles', 'roles', {}, signal),
  refetchInterval: 10_000,
});

export const versionQuery = queryOptions({
  queryKey: ['version'],
  staleTime: 60_000,
  queryFn: async ({ signal }) => (await send('GET', '/version', undefined, signal)).text(),
});

/** Null for those who may not see it. */
export const configQuery = queryOptions({
  queryKey: ['config'],
  queryFn: async ({ signal }): Promise<ConfigSetting[] | null> => {
    try {
      return await list<ConfigSetting>('/config', 'settings', {}, signal);
    } catch (problem) {
      if (problem instanceof ApiError && problem.status === 403) return null;
      throw problem;
    }
  },
});

export const readinessQuery = queryOptions({
  queryKey: ['readiness'],
  refetchInterval: 10_000,
  queryFn: async ({ signal }): Promise<string> => {
    const response = await fetch('/readyz?verbose', { signal });
    return response.text();
  },
});
