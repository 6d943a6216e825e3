import type { WantedOperation } from '../../../configuration/resources/new-operations.ts';
import { readPairs, WrongWords } from '../words/pairs.ts';

/** Operations behind `op`: `monitor interval=10s timeout=5s start timeout=60s`, in one or several mentions. */
export function readOperations(
  mentions: readonly (readonly string[])[],
): readonly WantedOperation[] | WrongWords {
  const operations: WantedOperation[] = [];
  for (const words of mentions) {
    const [first] = words;
    if (first === undefined) return incomplete();
    if (first.includes('='))
      return new WrongWords("When using 'op' you must specify an operation name after 'op'");
    for (const part of splitAtNames(words)) {
      const [name = '', ...options] = part;
      if (options.length === 0) return incomplete();
      const pairs = readPairs([`name=${name}`, ...options]);
      if (pairs instanceof WrongWords) return pairs;
      const given = new Map(pairs);
      given.delete('name');
      operations.push({ name, options: given });
    }
  }
  return operations;
}

function splitAtNames(words: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  for (const word of words) {
    if (word.includes('=')) parts.at(-1)?.push(word);
    else parts.push([word]);
  }
  return parts;
}

function incomplete(): WrongWords {
  return new WrongWords("When using 'op' you must specify an operation name and at least one option");
}
