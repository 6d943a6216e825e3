import { addSets, type SetKind } from '../../../configuration/constraints/resource-sets.ts';
import type { Call } from '../call.ts';
import { WrongWords } from '../words/pairs.ts';
import { readSets } from './words.ts';

/** `pcs constraint order|colocation|ticket set`. */
export function sets(kind: SetKind): (call: Call) => Promise<number> | number {
  return (call) => {
    const read = readSets(call.words);
    if (read instanceof WrongWords) return call.wrong(read);
    return call.edit((configuration) => addSets(configuration, kind, read.sets, read.options, call.isForced));
  };
}
