const UNITS: Readonly<Record<string, number>> = { s: 1, sec: 1, m: 60, min: 60, h: 3600, hr: 3600 };

/** Seconds of a time as operators write it (`30`, `30s`, `5min`, `1h`); `null` when it is none. */
export function readSeconds(text: string): number | null {
  const match = /^(\d+)(s|sec|m|min|h|hr)?$/.exec(text);
  if (match === null) return null;
  return Number(match[1]) * (UNITS[match[2] ?? 's'] as number);
}
