/** What each page keeps in its address. Unknown or odd values fall back to the default, they never break a page. */
import type { XAxis } from '../lib/curves';

type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
const number = (value: unknown): number | undefined => {
  const parsed = typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(parsed) ? parsed : undefined;
};
const flag = (value: unknown): true | undefined => (value === true || value === 'true' || value === 1 ? true : undefined);
const words = (value: unknown): string[] | undefined => {
  const list = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value.map(String) : [];
  const kept = list.filter((each) => each !== '');
  return kept.length > 0 ? [...new Set(kept)] : undefined;
};
const joined = (value: unknown): string | undefined => words(value)?.join(',');

/** Only what is set, so that addresses stay short. */
function compact<T extends Raw>(search: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

const axis = (value: unknown): XAxis | undefined => (value === 'time' || value === 'relative' ? value : undefined);
const share = (value: unknown): number | undefined => {
  const parsed = number(value);
  return parsed !== undefined && parsed > 0 && parsed < 1 ? parsed : undefined;
};

export const runsSearch = (raw: Raw) =>
  compact({ filter: text(raw.filter), sort: text(raw.sort), cols: joined(raw.cols), sel: joined(raw.sel) });

export const runSearch = (raw: Raw) =>
  compact({ tab: text(raw.tab), q: text(raw.q), smooth: share(raw.smooth), log: flag(raw.log), axis: axis(raw.axis), path: text(raw.path) });

export const compareSearch = (raw: Raw) =>
  compact({ runs: joined(raw.runs), all: flag(raw.all), metric: text(raw.metric), smooth: share(raw.smooth), log: flag(raw.log), axis: axis(raw.axis) });

export const datasetSearch = (raw: Raw) => compact({ version: text(raw.version), tab: text(raw.tab) });
export const modelSearch = (raw: Raw) => compact({ tab: text(raw.tab), alias: text(raw.alias) });
export const stageSearch = (raw: Raw) => compact({ stage: text(raw.stage) });
export const endpointSearch = (raw: Raw) => compact({ minutes: number(raw.minutes), tab: text(raw.tab) });
export const monitorSearch = (raw: Raw) => compact({ feature: text(raw.feature), window: number(raw.window) });
export const eventsSearch = (raw: Raw) =>
  compact({ kind: text(raw.kind), subject: text(raw.subject), actor: text(raw.actor), from: number(raw.from), to: number(raw.to), open: number(raw.open), verify: flag(raw.verify) });
export const nameSearch = (raw: Raw) => compact({ q: text(raw.q) });

export type RunsSearch = ReturnType<typeof runsSearch>;
export type RunSearch = ReturnType<typeof runSearch>;
export type CompareSearch = ReturnType<typeof compareSearch>;

/** A list kept in the address as words joined by commas. */
export const listOf = (value: string | undefined): string[] => (value ? value.split(',') : []);

/** `-metrics.auc` sorts by that key, largest first. */
export function sortOf(value: string | undefined): { id: string; desc: boolean } | undefined {
  if (!value) return undefined;
  return value.startsWith('-') ? { id: value.slice(1), desc: true } : { id: value, desc: false };
}

export const sortText = (sort: { id: string; desc: boolean } | undefined): string | undefined =>
  sort ? `${sort.desc ? '-' : ''}${sort.id}` : undefined;
