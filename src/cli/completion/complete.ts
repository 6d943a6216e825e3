import type { Configuration } from '../../configuration/configuration.ts';
import type { Command } from '../pcs/grammar/command.ts';
import { findCommand } from '../pcs/grammar/find-command.ts';
import { GROUPS } from '../pcs/grammar/groups.ts';
import { COMMON_OPTIONS, OPTIONS, optionText } from '../pcs/words/options.ts';
import { PCS_VERBS, VERBS } from '../verbs.ts';
import { argumentCandidates } from './argument-candidates.ts';
import { names } from './ids.ts';
import type { Sources } from './sources.ts';

/** What can stand at the cursor: one of these words, or the name of a file. */
export interface Candidates {
  readonly kind: 'words' | 'files';
  readonly words: readonly string[];
}

const NOTHING: Candidates = { kind: 'words', words: [] };
const FILES: Candidates = { kind: 'files', words: [] };

/** What the last of the words, which is being written, can become. The first word is the program. */
export async function complete(words: readonly string[], sources: Sources): Promise<Candidates> {
  const [program = '', ...rest] = words;
  const cursor = rest.at(-1) ?? '';
  const given = rest.slice(0, -1);
  const isPcs = program.split('/').at(-1) === 'pcs';
  if (isPcs) return fitting(await pcsCandidates(given, cursor, sources), cursor);
  const [verb] = given;
  if (verb === undefined) {
    const all = [...VERBS.filter(({ isHidden }) => isHidden !== true), ...PCS_VERBS].map(({ name }) => name);
    return fitting({ kind: 'words', words: all }, cursor);
  }
  if (verb === 'pcs') return fitting(await pcsCandidates(given.slice(1), cursor, sources), cursor);
  const own = VERBS.find(({ name }) => name === verb)?.words ?? [];
  const isGroup = GROUPS.some(({ name }) => name === verb);
  const grammar = isGroup ? await pcsCandidates(given, cursor, sources) : NOTHING;
  if (given.length > 1 || grammar.kind === 'files') return fitting(grammar, cursor);
  return fitting({ kind: 'words', words: [...new Set([...own, ...grammar.words])] }, cursor);
}

function fitting({ kind, words }: Candidates, cursor: string): Candidates {
  return { kind, words: words.filter((word) => word.startsWith(cursor)) };
}

async function pcsCandidates(
  given: readonly string[],
  cursor: string,
  sources: Sources,
): Promise<Candidates> {
  const { positionals, open } = positionalsOf(given);
  if (open !== null) return await optionValue(open, sources);
  const [name] = positionals;
  if (name === undefined) {
    if (cursor.startsWith('-')) return { kind: 'words', words: ['-f', ...common(), '--request-timeout'] };
    return { kind: 'words', words: [...GROUPS.map((group) => group.name), 'help'] };
  }
  const group = await GROUPS.find((entry) => entry.name === name)?.load();
  if (group === undefined) return NOTHING;
  const found = positionals.length === 1 ? null : findCommand(group, positionals);
  if (cursor.startsWith('-')) {
    const options = found?.command.options ?? [];
    return { kind: 'words', words: [...options.map(optionText), ...common()] };
  }
  const below = group.commands.flatMap(({ path, isOld }) =>
    isOld !== true && path.length > positionals.length && positionals.every((word, at) => path[at] === word)
      ? [path[positionals.length] as string]
      : [],
  );
  const deeper = [...new Set(below)];
  if (found === null) return { kind: 'words', words: [...deeper, 'help'] };
  const argument = await commandArgument(found.command, found.rest, sources);
  return argument.kind === 'files' ? argument : { kind: 'words', words: [...deeper, ...argument.words] };
}

async function commandArgument(
  command: Command,
  rest: readonly string[],
  sources: Sources,
): Promise<Candidates> {
  const kinds = command.arguments;
  const kind = kinds[Math.min(rest.length, kinds.length - 1)];
  const keywords = rest.length === 0 && kind !== 'any' ? [] : (command.keywords ?? []);
  if (kind === undefined) return NOTHING;
  if (kind === 'file') return FILES;
  const found = await argumentCandidates(kind, { command, rest, sources });
  return { kind: 'words', words: [...found, ...keywords] };
}

/** Words that are no options nor their values; `open` is an option whose value is being written. */
function positionalsOf(given: readonly string[]): { positionals: readonly string[]; open: string | null } {
  const positionals: string[] = [];
  for (let at = 0; at < given.length; at++) {
    const word = given[at] as string;
    const shape = OPTIONS.find(({ name }) => optionText(name) === word);
    if (shape?.value === 'needed') {
      at++;
      if (at === given.length) return { positionals, open: shape.name };
    } else if (!word.startsWith('-')) positionals.push(word);
  }
  return { positionals, open: null };
}

async function optionValue(option: string, sources: Sources): Promise<Candidates> {
  if (option === 'file' || option === 'corosync_conf') return FILES;
  if (option === 'output-format') return { kind: 'words', words: ['text', 'cmd', 'json'] };
  const configuration: Configuration | null = await sources.configuration();
  if (configuration === null) return NOTHING;
  if (option === 'group') return { kind: 'words', words: names(configuration, 'group') };
  if (option === 'node') return { kind: 'words', words: names(configuration, 'node') };
  if (option === 'before' || option === 'after') {
    return { kind: 'words', words: names(configuration, 'resource') };
  }
  return NOTHING;
}

function common(): readonly string[] {
  return [...COMMON_OPTIONS].map(optionText);
}
