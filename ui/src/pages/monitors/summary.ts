import type { Monitor } from '../../api/types';
import { formatNumber } from '../../lib/format';

/** One word for a monitor: what its newest window says. */
export function monitorState(monitor: Monitor): string {
  const last = monitor.windows.at(-1);
  if (!last) return 'No data';
  const fired = new Set(monitor.alerts?.map((alert) => alert.window_start));
  const judged = monitor.windows.findLast((window) => window.state !== 'OPEN');
  if (fired.has(last.start) || (judged && fired.has(judged.start))) return 'ALERT';
  return (last.drift_share ?? 0) > 0 ? 'DRIFTED' : 'OK';
}

const describe = (value: unknown): string => (typeof value === 'number' ? formatNumber(value, 3) : typeof value === 'string' ? value : JSON.stringify(value));

/** The rule that fired and the values it saw. */
export function alertSummary(data: Record<string, unknown>): string {
  const rule = typeof data.rule === 'string' ? data.rule : data.rule === undefined || data.rule === null ? '' : ruleText(data.rule);
  const values = data.values && typeof data.values === 'object' ? Object.entries(data.values as Record<string, unknown>) : [];
  const seen = values.filter(([, value]) => typeof value !== 'object').slice(0, 3).map(([name, value]) => `${name.replaceAll('_', ' ')} ${describe(value)}`);
  if (seen.length === 0 && typeof data.value === 'number') seen.push(describe(data.value));
  return [rule, seen.join(', ')].filter((part) => part !== '').join(': ');
}

/** A rule as words, whatever its fields are. */
export function ruleText(rule: unknown): string {
  if (typeof rule === 'string') return rule;
  if (!rule || typeof rule !== 'object') return String(rule);
  return Object.entries(rule as Record<string, unknown>)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => (name === 'metric' || name === 'name' || name === 'type' || name === 'kind' ? describe(value) : `${name.replaceAll('_', ' ')} ${describe(value)}`))
    .join(' ');
}
