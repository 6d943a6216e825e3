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
export function parseTransitionKey(text: string | null): TransitionKey | null {
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

/** Result the cluster expected when it asked for the operation; −1 when unknown (spec A5.1). */
export function expectedRc(entry: OperationHistory): number {
  return parseTransitionKey(entry.transitionKey)?.targetRc ?? -1;
}

/** A monitor with interval 0 (spec A5.1). */
export function isProbe(entry: OperationHistory): boolean {
  return entry.intervalMs === 0 && entry.task === 'monitor';
}
