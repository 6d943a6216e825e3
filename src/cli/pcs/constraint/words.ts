import type { ResourceSet } from '../../../configuration/constraints/resource-sets.ts';
import { type Pairs, readPairs, WrongWords } from '../words/pairs.ts';

/** Sets of resources with the options of each, and those of the constraint. */
export interface SetWords {
  readonly sets: readonly ResourceSet[];
  readonly options: Pairs;
}

/** Reads `A B sequential=false set C setoptions kind=Optional`. */
export function readSets(words: readonly string[]): SetWords | WrongWords {
  const at = words.indexOf('setoptions');
  const ofSets = at < 0 ? words : words.slice(0, at);
  const options = readPairs(at < 0 ? [] : words.slice(at + 1));
  if (options instanceof WrongWords) return options;
  const parts: string[][] = [[]];
  for (const word of ofSets) {
    if (word === 'set') parts.push([]);
    else parts.at(-1)?.push(word);
  }
  const sets: ResourceSet[] = [];
  for (const part of parts) {
    const resources = part.filter((word) => !word.includes('='));
    const pairs = readPairs(part.filter((word) => word.includes('=')));
    if (pairs instanceof WrongWords) return pairs;
    if (resources.length === 0) return new WrongWords();
    sets.push({ resources, options: pairs });
  }
  return { sets, options };
}

/** Parts words at the one that stands between two resources; `null` when it or one of them is missing. */
export function splitAt(
  words: readonly string[],
  between: string,
): readonly [before: readonly string[], behind: readonly string[]] | null {
  const at = words.indexOf(between);
  if (at <= 0 || at === words.length - 1) return null;
  return [words.slice(0, at), words.slice(at + 1)];
}
