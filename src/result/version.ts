import { parseLeadingInteger } from './integer.ts';

/**
 * Compares dotted versions component by component as numbers (spec A1.11): each component is read as its leading
 * integer, missing components count as 0, an absent version is older than any. Negative, zero or positive.
 */
export function compareVersions(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  if (a === b) return 0;
  const left = a.split('.');
  const right = b.split('.');
  const length = Math.max(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const difference = (parseLeadingInteger(left[i] ?? '') ?? 0) - (parseLeadingInteger(right[i] ?? '') ?? 0);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return 0;
}
