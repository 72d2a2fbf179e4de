/** Numbers, sizes, times and ids as people read them. */

const MINUS = '\u2212';

/** A number with as many digits as its magnitude deserves; NaN and infinities are said, not hidden. */
export function formatNumber(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined) return '–';
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = Number.isInteger(value) && size < 1e15
    ? size.toLocaleString('en-US')
    : size >= 1e7 || size < 1e-4
      ? size.toExponential(digits - 1)
      : size >= 1000
        ? size.toLocaleString('en-US', { maximumFractionDigits: Math.max(0, digits - 4) })
        : size.toPrecision(digits);
  return value < 0 ? MINUS + text : text;
}

/** A share between 0 and 1 as a percentage. */
export function formatPercent(share: number | null | undefined, digits = 1): string {
  if (share === null || share === undefined || Number.isNaN(share)) return '–';
  return `${(share * 100).toFixed(digits)} %`;
}

/** Requests a second, short. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 100_000) return `${(perSecond / 1000).toFixed(0)} k`;
  if (perSecond >= 10_000) return `${(perSecond / 1000).toFixed(1)} k`;
  if (perSecond >= 100) return Math.round(perSecond).toLocaleString('en-US');
  return perSecond === 0 ? '0' : perSecond.toPrecision(perSecond < 1 ? 2 : 3);
}

/** A latency given in microseconds. */
export function formatMicros(micros: number | null | undefined): string {
  if (micros === null || micros === undefined || micros <= 0) return '–';
  if (micros < 1000) return `${Math.round(micros)} µs`;
  if (micros < 1_000_000) return `${(micros / 1000).toPrecision(3)} ms`;
  return `${(micros / 1_000_000).toPrecision(3)} s`;
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'];

export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return '–';
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < SIZES.length - 1) {
    value /= 1000;
    unit++;
  }
  const text = unit === 0 || value >= 100 ? Math.round(value).toString() : value.toPrecision(3);
  return `${text} ${SIZES[unit] ?? 'B'}`;
}

export function formatDuration(millis: number | null | undefined): string {
  if (millis === null || millis === undefined || millis < 0) return '–';
  if (millis < 1000) return `${Math.round(millis)} ms`;
  const seconds = millis / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const STEPS: [number, string][] = [
  [60_000, 's'],
  [3_600_000, 'min'],
  [86_400_000, 'h'],
  [30 * 86_400_000, 'd'],
  [365 * 86_400_000, 'mo'],
  [Number.POSITIVE_INFINITY, 'y'],
];
const LENGTHS: Record<string, number> = {
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  mo: 30 * 86_400_000,
  y: 365 * 86_400_000,
};

/** How long ago, or in how long. */
export function formatRelative(time: number, now: number): string {
  const distance = Math.abs(now - time);
  if (distance < 2000 || (time > now && distance < 10_000)) return 'now';
  const unit = STEPS.find(([limit]) => distance < limit)?.[1] ?? 'y';
  const count = Math.floor(distance / (LENGTHS[unit] ?? 1));
  return time <= now ? `${count} ${unit} ago` : `in ${count} ${unit}`;
}

const two = (n: number) => n.toString().padStart(2, '0');

/** Local time to the second, e.g. 2013-07-04 09:30:00. */
export function formatLocal(time: number): string {
  const d = new Date(time);
  return (
    `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ` +
    `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`
  );
}

export function formatUtc(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

export function formatAbsolute(time: number): string {
  return `${formatLocal(time)} local\n${formatUtc(time)}`;
}

/** A window of monitoring, as its start says it: a month, a day, else the moment. */
export function formatWindow(start: number, end: number): string {
  const a = new Date(start).toISOString();
  const days = (end - start) / 86_400_000;
  if (days >= 27 && a.slice(8, 10) === '01') return a.slice(0, 7);
  if (days >= 0.99) return a.slice(0, 10);
  return a.slice(5, 16).replace('T', ' ');
}

/** The first characters of an id; the whole is for copying. */
export function shortId(id: string, length = 8): string {
  return id.length > length ? id.slice(0, length) : id;
}

/** `1 run`, `2 runs`, with thousands. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** Differences keep their sign. */
export function formatSigned(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  return value > 0 ? `+${formatNumber(value, digits)}` : formatNumber(value, digits);
}
