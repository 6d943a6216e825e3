import {
  addOperation,
  removeOperationById,
  removeOperations,
} from '../../../configuration/resources/operations.ts';
import type { Call } from '../call.ts';
import { readPairs, WrongWords } from '../words/pairs.ts';
import { sortOf } from './meta.ts';

/** `pcs resource op add`, `pcs stonith op add`. */
export function operationAdd(call: Call): Promise<number> | number {
  const [id, name, ...words] = call.words;
  if (id === undefined || name === undefined) return call.wrong();
  if (name.includes('=')) return call.fail(`${name} does not appear to be a valid operation action`);
  const options = readPairs(words);
  if (options instanceof WrongWords) return call.wrong(options);
  return call.edit((configuration) =>
    addOperation(configuration, id, name, options, sortOf(call), call.isForced),
  );
}

/** `pcs resource op delete`, `pcs stonith op delete`. */
export function operationRemove(call: Call): Promise<number> | number {
  const [id, name, ...words] = call.words;
  if (id === undefined) return call.wrong();
  if (name === undefined) return call.edit((configuration) => removeOperationById(configuration, id));
  const options = readPairs(words);
  if (options instanceof WrongWords) return call.wrong(options);
  return call.edit((configuration) => removeOperations(configuration, id, name, options, sortOf(call)));
}
