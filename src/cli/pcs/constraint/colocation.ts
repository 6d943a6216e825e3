import {
  addColocation,
  type ColocatedResource,
  removeColocations,
} from '../../../configuration/constraints/colocation.ts';
import { isScore } from '../../../configuration/constraints/constraint-list.ts';
import type { Call } from '../call.ts';
import { readPairs, WrongWords } from '../words/pairs.ts';
import { colocationConfig } from './config.ts';
import { splitAt } from './words.ts';

/** `pcs constraint colocation add [role] A with [role] B [score] [options]`. */
export function colocationAdd(call: Call): Promise<number> | number {
  const parts = splitAt(call.words, 'with');
  if (parts === null) return call.wrong();
  const [before, behind] = parts;
  const dependent = readResource(before);
  if (dependent === null || before.length > 2) return call.wrong();
  const [word = '', next] = behind;
  const hasRole = next !== undefined && !next.includes('=') && !isScore(next);
  const primary: ColocatedResource = hasRole
    ? { role: word, resource: next }
    : { role: null, resource: word };
  const rest = behind.slice(hasRole ? 2 : 1);
  const score = rest[0] !== undefined && !rest[0].includes('=') ? rest[0] : null;
  const options = readPairs(score === null ? rest : rest.slice(1));
  if (options instanceof WrongWords) return call.wrong(options);
  return call.edit((configuration) =>
    addColocation(configuration, dependent, primary, score, options, call.isForced),
  );
}

function readResource(words: readonly string[]): ColocatedResource | null {
  const [one, other] = words;
  if (one === undefined) return null;
  return other === undefined ? { role: null, resource: one } : { role: one, resource: other };
}

/** `pcs constraint colocation remove A B`. */
export function colocationRemove(call: Call): Promise<number> | number {
  const [one, other] = call.words;
  if (one === undefined || other === undefined) return call.wrong();
  return call.edit((configuration) => removeColocations(configuration, one, other));
}

/** `pcs constraint colocation`: shows when nothing else is said. */
export function colocationAlone(call: Call): Promise<number> | number {
  return call.words.length === 0 ? colocationConfig(call) : call.wrong();
}
