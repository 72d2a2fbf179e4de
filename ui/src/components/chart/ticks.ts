const two = (n: number) => n.toString().padStart(2, '0');
const DAY = 86_400;

/** Ticks of an axis of time (seconds), as exact as the step between them: months, days, minutes or seconds. */
export function timeTicks(ticks: number[], step: number): string[] {
  return ticks.map((tick) => {
    const d = new Date(tick * 1000);
    if (step >= 27 * DAY) return `${d.getFullYear()}-${two(d.getMonth() + 1)}`;
    if (step >= DAY) return `${two(d.getMonth() + 1)}-${two(d.getDate())}`;
    const minutes = `${two(d.getHours())}:${two(d.getMinutes())}`;
    return step >= 60 ? minutes : `${minutes}:${two(d.getSeconds())}`;
  });
}

/** Ticks of an axis of numbers, all with the decimals that the step needs. */
export function numberTicks(ticks: (number | null)[], step: number, format?: (value: number) => string): string[] {
  const decimals = step > 0 ? Math.min(12, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))) : 0;
  return ticks.map((tick) => {
    if (tick === null) return '';
    if (format) return format(tick);
    const size = Math.abs(tick);
    if (size !== 0 && (size >= 1e7 || size < 1e-4)) return tick.toExponential(0);
    return step > 0 ? tick.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }) : String(tick);
  });
}
