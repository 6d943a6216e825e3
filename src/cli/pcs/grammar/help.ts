import { OPTIONS } from '../words/options.ts';
import type { Command, CommandGroup } from './command.ts';
import { GROUPS } from './groups.ts';

const WIDTH = 79;

/** Breaks a text into lines; all but the first stand at `indent`. */
function wrap(text: string, indent: number, firstIndent = indent): string {
  const lines: string[] = [];
  let line = ' '.repeat(firstIndent);
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = ' '.repeat(indent);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join('\n');
}

/** A command's forms and what it does. */
export function commandHelp(command: Command): string {
  const words = command.path.slice(1).join(' ');
  const forms = command.forms.map((form) => wrap(`${words} ${form}`.trim(), 8 + 3, 4));
  return `${[...forms, ...command.help.split('\n').map((part) => wrap(part, 8))].join('\n')}\n`;
}

/** Everything of one group. */
export function groupHelp(group: CommandGroup): string {
  const commands = group.commands.filter(({ isOld }) => isOld !== true).map(commandHelp);
  return `\nUsage: pcs ${group.name} [commands]...\n${group.summary}\n\nCommands:\n${commands.join('\n')}`;
}

/** How the commands below some words are used. */
export function usageHelp(words: readonly string[], commands: readonly Command[]): string {
  return `\nUsage: pcs ${words.join(' ')}...\n${commands.map(commandHelp).join('\n')}`;
}

/** How everything is used. */
export function programHelp(): string {
  const options = OPTIONS.flatMap(({ name, letter, isShortOnly, summary }) => {
    if (summary === null) return [];
    const long = isShortOnly ? `-${letter} ${name}` : `--${name}`;
    const both = letter === null || isShortOnly ? long : `-${letter}, ${long}`;
    return [wrap(`${both.padEnd(18)} ${summary}`, 23, 4)];
  });
  const groups = GROUPS.map(({ name, summary }) => wrap(`${name.padEnd(11)} ${summary}`, 16, 4));
  return `\nUsage: pcs [-f file] [-h] [commands]...\nConfigure and control the cluster.\n\nOptions:\n${options.join('\n')}\n\nCommands:\n${groups.join('\n')}\n`;
}
