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

/** The fewest decimals that show the step exactly: 1 for 0.5, 3 for 0.025. */
function decimalsOf(step: number): number {
  if (!(step > 0)) return 0;
  for (let decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9)); decimals < 12; decimals++) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return decimals;
  }
  return 12;
}

/** Ticks of an axis of numbers, all with the decimals that the step needs. */
export function numberTicks(ticks: (number | null)[], step: number, format?: (value: number) => string): string[] {
  const decimals = decimalsOf(step);
  return ticks.map((tick) => {
    if (tick === null) return '';
    if (format) return format(tick);
    const size = Math.abs(tick);
    if (size !== 0 && (size >= 1e7 || size < 1e-4)) return tick.toExponential(0);
    return step > 0 ? tick.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }) : String(tick);
  });
}
