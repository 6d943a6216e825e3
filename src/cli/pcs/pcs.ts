import { nearMiss } from '../../result/near-miss.ts';
import { Call, FAILED } from './call.ts';
import type { Command, CommandGroup } from './grammar/command.ts';
import { commandsBelow, editsCib, findCommand } from './grammar/find-command.ts';
import { GROUPS } from './grammar/groups.ts';
import { groupHelp, programHelp, usageHelp } from './grammar/help.ts';
import { type Output, STREAMS } from './output.ts';
import { type Question, questionOnTerminal } from './question.ts';
import { FileTarget } from './target/file-target.ts';
import type { Target } from './target/target.ts';
import { COMMON_OPTIONS, optionText } from './words/options.ts';
import { readWords, type Words } from './words/read-words.ts';

/** The version of pcs whose commands are understood. */
const PCS_VERSION = '0.11.5';

/** `pcs …`: carries out one command line and answers with the exit code. */
export async function pcs(
  argv: readonly string[],
  output: Output = STREAMS,
  question: Question | null = questionOnTerminal(),
): Promise<number> {
  const words = readWords(argv);
  if ('kind' in words) {
    output.err(`Error: ${words.message}\n${words.isHelpShown ? programHelp() : ''}`);
    return FAILED;
  }
  for (const word of words.dashed) {
    output.err(
      `Deprecation Warning: Using '${word}' without '--' is deprecated, those parameters will be considered position independent options in future pcs versions\n`,
    );
  }
  const { options } = words;
  if (options.has('version')) return await version(output);
  const timeout = options.get('request-timeout');
  if (timeout !== undefined && !/^[1-9]\d*$/.test(timeout)) {
    output.err(`Error: '${timeout}' is not a valid --request-timeout value, use a positive integer\n`);
    return FAILED;
  }
  const [name, ...rest] = words.positionals;
  if (name === undefined || name === 'help') {
    const isAsked = name === 'help' || options.has('help');
    (isAsked ? output.out : output.err)(programHelp());
    return isAsked ? 0 : FAILED;
  }
  const entry = GROUPS.find((group) => group.name === name);
  if (entry === undefined) {
    const meant = nearMiss(
      name,
      GROUPS.map((group) => group.name),
    );
    if (meant !== null) output.err(`Error: there is no command '${name}'; did you mean '${meant}'?\n`);
    output.err(programHelp());
    return FAILED;
  }
  const group = await entry.load();
  if (rest[0] === 'help') return help(group, rest.slice(1), output);
  if (options.has('help')) return help(group, rest, output);
  return await dispatch(group, words, output, question);
}

async function dispatch(
  group: CommandGroup,
  { positionals, options }: Words,
  output: Output,
  question: Question | null,
): Promise<number> {
  const found = findCommand(group, positionals);
  if (found === null) {
    const below = commandsBelow(group, positionals);
    tellNearMiss(group, positionals, below, output);
    output.err(usageHelp(understood(positionals, below), below));
    return FAILED;
  }
  const unsupported = unsupportedOptions(found.command, options);
  if (unsupported.length > 0) {
    const list = unsupported.map((option) => `'${optionText(option)}'`).join(', ');
    const [noun, verb] = unsupported.length > 1 ? ['options', 'are'] : ['option', 'is'];
    output.err(`Error: Specified ${noun} ${list} ${verb} not supported in this command\n`);
    return FAILED;
  }
  const { command, rest } = found;
  const target = await targetOf(options);
  const call = new Call({
    group,
    command,
    words: rest,
    options,
    target,
    output,
    question,
  });
  const run = await command.run();
  return await run(call);
}

async function targetOf(options: ReadonlyMap<string, string>): Promise<Target> {
  const file = options.get('file');
  if (file !== undefined) return new FileTarget(file);
  const { LiveTarget } = await import('./target/live-target.ts');
  const timeout = options.get('request-timeout');
  return new LiveTarget(
    options.get('socket') ?? null,
    timeout === undefined ? undefined : Number(timeout) * 1000,
  );
}

/** Options a command was given that it does not take, in order of their names. */
function unsupportedOptions(command: Command, options: ReadonlyMap<string, string>): readonly string[] {
  const taken = new Set([...COMMON_OPTIONS, ...command.options, ...(editsCib(command) ? ['simulate'] : [])]);
  return [...options.keys()].filter((option) => !taken.has(option)).sort();
}

function help(group: CommandGroup, words: readonly string[], output: Output): number {
  const path = [group.name, ...words];
  const below = commandsBelow(group, path);
  const shown = understood(path, below);
  output.out(shown.length === 1 ? groupHelp(group) : usageHelp(shown, below));
  return 0;
}

/** The words that all the commands found below them begin with. */
function understood(words: readonly string[], below: readonly Command[]): readonly string[] {
  let length = 0;
  while (length < words.length && below.every(({ path }) => path[length] === words[length])) length++;
  return words.slice(0, length);
}

function tellNearMiss(
  group: CommandGroup,
  words: readonly string[],
  below: readonly Command[],
  output: Output,
): void {
  const known = understood(words, below);
  const next = words[known.length];
  if (next === undefined) return;
  const names = group.commands.flatMap(({ path }) => {
    const word = path[known.length];
    return word !== undefined && known.every((one, at) => path[at] === one) ? [word] : [];
  });
  const meant = nearMiss(next, [...new Set(names)]);
  if (meant === null) return;
  output.err(`Error: there is no command '${[...known, next].join(' ')}'; did you mean '${meant}'?\n`);
}

async function version(output: Output): Promise<number> {
  const { default: about } = await import('../../../package.json', { with: { type: 'json' } });
  output.out(`${PCS_VERSION}\n`);
  output.err(`Hawser ${about.version}, with the commands of pcs ${PCS_VERSION}\n`);
  return 0;
}
