import type { Command, CommandGroup } from './command.ts';

/** The command that words name, and the words behind it; `null` when they name none. */
export function findCommand(
  group: CommandGroup,
  words: readonly string[],
): { readonly command: Command; readonly rest: readonly string[] } | null {
  if (words.length === 1) {
    const { whenAlone } = group;
    const command =
      whenAlone === null ? undefined : group.commands.find(({ path }) => isSame(path, whenAlone));
    return command === undefined ? null : { command, rest: [] };
  }
  let best: Command | null = null;
  for (const command of group.commands) {
    const { path } = command;
    if (path.length <= (best?.path.length ?? 0) || path.length > words.length) continue;
    if (path.every((word, at) => word === words[at])) best = command;
  }
  return best === null ? null : { command: best, rest: words.slice(best.path.length) };
}

/** Commands whose path begins with the words that were understood: what usage is shown of. */
export function commandsBelow(group: CommandGroup, words: readonly string[]): readonly Command[] {
  for (let length = words.length; length > 0; length--) {
    const below = group.commands.filter(
      ({ path, isOld }) => isOld !== true && words.slice(0, length).every((word, at) => path[at] === word),
    );
    if (below.length > 0) return below;
  }
  return [];
}

/** Whether a command changes the CIB, so that what comes of it can be shown before. */
export function editsCib({ effect, options }: Command): boolean {
  return effect === 'edits' && options.includes('file');
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, at) => word === b[at]);
}
