import type { OperationHistory } from '../../cib/model/status-entry.ts';

/** A decoded transition key or magic (spec A5.1). */
export interface TransitionKey {
  readonly actionId: number;
  readonly transition: number;
  readonly targetRc: number;
  readonly uuid: string;
}

const KEY = /^\s*([+-]?\d+):\s*([+-]?\d+):\s*([+-]?\d+):\s*(\S{1,36})/;
const MAGIC = /^\s*([+-]?\d+):\s*([+-]?\d+);(.*)$/s;

/**
 * Reads `ACTION:TRANSITION:TARGETRC:UUID`; `null` when it is absent or not of that form (spec A5.1). The last part may
 * be any word; of a longer one, 36 characters count.
 */
function parseTransitionKey(text: string | null): TransitionKey | null {
  if (text === null) return null;
  const found = KEY.exec(text);
  if (found === null) return null;
  return {
    actionId: Number(found[1]),
    transition: Number(found[2]),
    targetRc: Number(found[3]),
    uuid: found[4] as string,
  };
}

/** Reads `OPSTATUS:RC;` followed by a transition key; `null` when it is absent or not of that form (spec A5.1). */
export function parseTransitionMagic(text: string | null): TransitionKey | null {
  if (text === null) return null;
  const found = MAGIC.exec(text);
  return found === null ? null : parseTransitionKey(found[3] as string);
}

/** Target result of a key spelt as the cluster spells it; `null` for any other, which may still be a key. */
function plainTargetRc(key: string): number | null {
  let value = 0;
  let digits = 0;
  for (let i = 0, colons = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    if (code === 58) {
      if (digits === 0 || digits > 9) return null;
      if (++colons === 3) return /\s/.test(key.charAt(i + 1)) || i + 1 === key.length ? null : value;
      value = 0;
      digits = 0;
    } else {
      if (code < 48 || code > 57) return null;
      value = value * 10 + (code - 48);
      digits++;
    }
  }
  return null;
}

/** Result the cluster expected when it asked for the operation; −1 when unknown (spec A5.1). */
export function expectedRc(entry: OperationHistory): number {
  const key = entry.transitionKey;
  if (key === null) return -1;
  return plainTargetRc(key) ?? parseTransitionKey(key)?.targetRc ?? -1;
}

/** A monitor with interval 0 (spec A5.1). */
export function isProbe(entry: OperationHistory): boolean {
  return entry.intervalMs === 0 && entry.task === 'monitor';
}
