/** The stream of events, and which queries each event makes old. */
import type { QueryClient } from '@tanstack/react-query';
import { API } from './slipway';
import { getJson } from './http';
import type { SlipwayEvent } from './types';

export interface LiveState {
  live: boolean;
  /** Since when the stream is as it is; epoch milliseconds. */
  since: number;
}

const NOUNS: Record<string, string[]> = {
  experiment: ['experiments'],
  run: ['runs'],
  dataset: ['datasets'],
  model: ['models', 'endpoints'],
  pipeline: ['pipelines', 'runs'],
  endpoint: ['endpoints'],
  monitor: ['monitors'],
};
const MAX_PAGES_RELOADED = 2;

export function keysFor(kinds: Iterable<string>): string[] {
  const keys = new Set(['events']);
  for (const kind of kinds) for (const key of NOUNS[kind.split('.')[0] ?? ''] ?? []) keys.add(key);
  return [...keys];
}

function invalidate(client: QueryClient, kinds: Set<string>): void {
  for (const key of keysFor(kinds)) {
    void client.invalidateQueries({
      queryKey: [key],
      predicate: (query) => {
        const data = query.state.data as { pages?: unknown[] } | undefined;
        return (data?.pages?.length ?? 0) <= MAX_PAGES_RELOADED;
      },
    });
  }
}

/** Reads the data lines of server-sent events, whatever their event names are. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<SlipwayEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data:')) continue;
      try {
        yield JSON.parse(line.slice(5)) as SlipwayEvent;
      } catch {
        continue;
      }
    }
  }
}

const pause = (millis: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Follows the events until it is stopped; tells each change of state. */
export function followEvents(client: QueryClient, onState: (state: LiveState) => void): () => void {
  const stop = new AbortController();
  const pending = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let after: number | undefined;
  const flush = () => {
    timer = undefined;
    const kinds = new Set(pending);
    pending.clear();
    invalidate(client, kinds);
  };

  const once = async () => {
    if (after === undefined) {
      const newest = await getJson<{ events?: SlipwayEvent[] }>(`${API}/events`, { limit: 1 }, stop.signal);
      after = newest.events?.[0]?.sequence ?? 0;
    }
    const response = await fetch(`${API}/events/stream?after=${after}`, { signal: stop.signal, headers: { Accept: 'text/event-stream' } });
    if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
    onState({ live: true, since: Date.now() });
    for await (const event of readEvents(response.body)) {
      after = Math.max(after, event.sequence);
      pending.add(event.kind);
      timer ??= setTimeout(flush, 700);
    }
  };

  const run = async () => {
    let wait = 1000;
    const stopped = () => stop.signal.aborted;
    while (!stopped()) {
      const began = Date.now();
      await once().catch(() => undefined);
      if (stopped()) return;
      onState({ live: false, since: Date.now() });
      wait = Date.now() - began > 10_000 ? 1000 : Math.min(15_000, wait * 1.7);
      await pause(wait, stop.signal);
    }
  };
  void run();
  return () => {
    stop.abort();
    clearTimeout(timer);
  };
}
