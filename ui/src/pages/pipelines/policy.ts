/** When a pipeline promotes and when it runs again, in sentences. */
import type { Pipeline } from '../../api/types';

const text = (value: unknown, otherwise: string) => (typeof value === 'string' && value !== '' ? value : otherwise);
const count = (value: unknown) => (typeof value === 'number' ? value : 0);

export function promotionText(promotion: Pipeline['promotion']): string {
  if (!promotion) return 'By hand';
  const metric = text(promotion.metric, 'auc').toUpperCase();
  const rows = count(promotion.min_rows);
  const least = rows > 0 ? ` on at least ${rows.toLocaleString('en-US')} labelled rows` : '';
  return `@${text(promotion.challenger_alias, 'challenger')} becomes @${text(promotion.alias, 'champion')} if it is better for certain by ${metric}${least}`;
}

export function retrainText(retrain: Pipeline['retrain']): string {
  if (!retrain) return 'By hand';
  const monitor = text(retrain.monitor, '');
  const months = count(retrain.trailing_months);
  const data = months > 0 ? `the last ${months} months` : 'all months';
  const rest = text(retrain.cool_down, '');
  return `When ${monitor ? `the monitor ${monitor}` : 'a monitor of its model'} fires, on ${data} before the window that fired${rest ? `, at most once in ${duration(rest)}` : ''}`;
}

const UNITS: Record<string, string> = { D: 'day', H: 'hour', M: 'minute', S: 'second' };

/** ISO 8601 in words: PT10S is 10 seconds. */
export function duration(iso: string): string {
  const parts = [...iso.matchAll(/(\d+(?:\.\d+)?)([DHMS])/g)].map(([, number = '', unit = '']) => `${number} ${UNITS[unit] ?? unit}${number === '1' ? '' : 's'}`);
  return parts.length > 0 ? parts.join(' ') : iso;
}
