const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * An interval in the words of information lines: `10s`, `1m30s`, `1.500s`. A unit is used only for more than one of it,
 * so one minute is `60s` and one second `1000ms` (observed).
 */
export function intervalWords(intervalMs: number): string {
  if (intervalMs === 0) return '0s';
  let rest = intervalMs;
  let text = '';
  for (const [unit, name] of [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'm'],
  ] as const) {
    if (rest <= unit) continue;
    text += `${Math.floor(rest / unit)}${name}`;
    rest %= unit;
  }
  if (rest > SECOND) {
    const fraction = rest % SECOND;
    text += `${Math.floor(rest / SECOND)}${fraction === 0 ? '' : `.${String(fraction).padStart(3, '0')}`}s`;
  } else if (rest > 0) {
    text += `${rest}ms`;
  }
  return text;
}
