import { OPTIONS } from '../words/options.ts';
import type { Command, CommandGroup } from './command.ts';

/**
 * The manual page of the pcs commands, in the language of man(7), from the table that parser, help and completion go by.
 * `version` is that of the program.
 */
export function manualPage(groups: readonly CommandGroup[], version: string): string {
  return `${[
    `.TH HAWSER-PCS 8 "" "Hawser ${version}" "Hawser"`,
    '.SH NAME',
    'hawser\\-pcs \\- configure and control a cluster with the commands of pcs',
    '.SH SYNOPSIS',
    '.B hawser pcs',
    '[\\fB\\-f\\fR \\fIfile\\fR] [\\fB\\-h\\fR] [\\fIcommands\\fR]...',
    '.SH DESCRIPTION',
    sentence(
      'The same commands are understood when the executable is called by the name pcs. They work on the live cluster, or with -f on a CIB in a file.',
    ),
    '.SH OPTIONS',
    ...OPTIONS.flatMap(optionLines),
    '.SH COMMANDS',
    ...groups.flatMap(groupLines),
    '.SH EXIT STATUS',
    '0 when it was done, 1 when it was not.',
    '.SH SEE ALSO',
    '.BR corosync.conf (5)',
  ].join('\n')}\n`;
}

function optionLines({ name, letter, isShortOnly, summary }: (typeof OPTIONS)[number]): readonly string[] {
  if (summary === null) return [];
  const long = isShortOnly
    ? `\\fB${escaped(`-${letter}`)}\\fR \\fI${name}\\fR`
    : `\\fB${escaped(`--${name}`)}\\fR`;
  const both = letter === null || isShortOnly ? long : `\\fB${escaped(`-${letter}`)}\\fR, ${long}`;
  return ['.TP', both, sentence(summary)];
}

function groupLines({ name, summary, commands }: CommandGroup): readonly string[] {
  const shown = commands.filter(({ isOld }) => isOld !== true);
  return [`.SS ${escaped(name)}`, sentence(`${summary}.`), ...shown.flatMap(commandLines)];
}

function commandLines({ path, forms, help }: Command): readonly string[] {
  const [first = '', ...others] = forms;
  const words = path.slice(1).map(escaped).join(' ');
  const form = (text: string): string => `\\fB${words}\\fR ${escaped(text)}`.trim();
  return [
    '.TP',
    form(first),
    ...others.flatMap((other) => ['.TQ', form(other)]),
    ...help.split('\n').flatMap(paragraph),
  ];
}

function paragraph(text: string, at: number): readonly string[] {
  return at === 0 ? [sentence(text)] : ['.br', sentence(text)];
}

/** A text as a line of its own: one that begins with a dot or quote would be taken for a request. */
function sentence(text: string): string {
  const line = escaped(text);
  return /^[.']/.test(line) ? `\\&${line}` : line;
}

/** Backslashes and hyphens mean something to roff. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-');
}
