import type { Command } from './command.ts';

/** A command that takes something away: under both names that pcs has for it. */
export function deleteAndRemove(path: readonly string[], rest: Omit<Command, 'path'>): readonly Command[] {
  return ['delete', 'remove'].map((word) => ({ ...rest, path: [...path, word] }));
}

/** A showing command under older names: kept out of help. */
export function olderNames(
  path: readonly string[],
  words: readonly string[],
  newer: Pick<Command, 'options' | 'arguments' | 'run'>,
): readonly Command[] {
  return words.map((word) => ({
    ...newer,
    path: [...path, word],
    forms: [''],
    help: `An older name of ${[...path, 'config'].join(' ')}.`,
    effect: 'shows',
    isOld: true,
  }));
}
