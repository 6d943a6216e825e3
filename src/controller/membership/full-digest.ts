import { writeXml } from '../../cib/write.ts';
import { textDigest } from '../cib/digest.ts';
import type { ControllerState } from '../model/state.ts';

/** A text with its digest. */
export interface DigestedText {
  readonly cib: string;
  readonly digest: string;
}

/** The CIB as text, and a digest of it and of all else that is replicated. */
export function fullDigest(state: ControllerState): DigestedText {
  const cib = writeXml(state.cib);
  return { cib, digest: textDigest(`${cib}\n${JSON.stringify(ordered(state.replicated))}`) };
}

/** A value whose objects have their names in order: insertion order is no difference. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, inner]) => [name, ordered(inner)]),
  );
}
