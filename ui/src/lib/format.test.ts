import {
  formatBytes,
  formatDuration,
  formatMicros,
  formatNumber,
  formatPercent,
  formatRate,
  formatRelative,
  formatSigned,
  formatWindow,
  plural,
  shortId,
} from './format';

test('numbers keep the digits that their size deserves', () => {
  expect(formatNumber(0.72345678)).toBe('0.7235');
  expect(formatNumber(1234.5678)).toBe('1,235');
  expect(formatNumber(100_000)).toBe('100,000');
  expect(formatNumber(0.0000123)).toBe('1.230e-5');
  expect(formatNumber(-2.5)).toBe('\u22122.500');
});

test('what is not a number is said, not hidden', () => {
  expect(formatNumber(Number.NaN)).toBe('NaN');
  expect(formatNumber(Number.POSITIVE_INFINITY)).toBe('∞');
  expect(formatNumber(Number.NEGATIVE_INFINITY)).toBe('\u2212∞');
  expect(formatNumber(null)).toBe('–');
  expect(formatNumber(0)).toBe('0');
});

test('latency, rate, size, share', () => {
  expect(formatMicros(43)).toBe('43 µs');
  expect(formatMicros(1234)).toBe('1.23 ms');
  expect(formatMicros(0)).toBe('–');
  expect(formatRate(25_340)).toBe('25.3 k');
  expect(formatRate(0.25)).toBe('0.25');
  expect(formatBytes(999)).toBe('999 B');
  expect(formatBytes(1_234_567)).toBe('1.23 MB');
  expect(formatPercent(0.1234)).toBe('12.3 %');
});

test('durations and distances in time', () => {
  expect(formatDuration(850)).toBe('850 ms');
  expect(formatDuration(61_000)).toBe('1 min 1 s');
  expect(formatDuration(3_600_000 * 50)).toBe('2 d 2 h');
  const now = 1_700_000_000_000;
  expect(formatRelative(now - 500, now)).toBe('now');
  expect(formatRelative(now - 59_000, now)).toBe('59 s ago');
  expect(formatRelative(now - 7_200_000, now)).toBe('2 h ago');
  expect(formatRelative(now + 3_600_000, now)).toBe('in 1 h');
});

test('windows are called by their month or day', () => {
  expect(formatWindow(Date.UTC(2013, 6, 1), Date.UTC(2013, 7, 1))).toBe('2013-07');
  expect(formatWindow(Date.UTC(2013, 6, 4), Date.UTC(2013, 6, 5))).toBe('2013-07-04');
  expect(formatWindow(Date.UTC(2013, 6, 4, 9), Date.UTC(2013, 6, 4, 10))).toBe('07-04 09:00');
});

test('words', () => {
  expect(plural(1, 'run')).toBe('1 run');
  expect(plural(100_000, 'run')).toBe('100,000 runs');
  expect(shortId('0123456789abcdef')).toBe('01234567');
  expect(formatSigned(0.0213)).toBe('+0.0213');
});
