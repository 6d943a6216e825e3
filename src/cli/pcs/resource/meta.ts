import type { ResourceSort } from '../../../configuration/resources/messages.ts';
import { updateMeta } from '../../../configuration/resources/meta.ts';
import type { Call } from '../call.ts';
import { readPairs, WrongWords } from '../words/pairs.ts';

/** `pcs resource meta`, `pcs stonith meta`. */
export function meta(call: Call): Promise<number> | number {
  const [id, ...words] = call.words;
  if (id === undefined || words.length === 0) return call.wrong();
  const pairs = readPairs(words);
  if (pairs instanceof WrongWords) return call.wrong(pairs);
  return call.edit((configuration) => updateMeta(configuration, id, pairs, sortOf(call)));
}

/** Whether a command is one for fence devices. */
export function sortOf(call: Call): ResourceSort {
  return call.group.name === 'stonith' ? 'stonith' : 'resource';
}
