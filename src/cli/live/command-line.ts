import { parseArgs } from 'node:util';
import { failureWords } from '../../result/failure-words.ts';
import { nearMiss } from '../../result/near-miss.ts';

/** A verb with sub-commands, as given. */
export interface GivenCommand {
  readonly word: string;
  readonly positionals: readonly string[];
  readonly socket: string | null;
  readonly format: 'text' | 'json';
  /** Values of the options that the verb has besides those all have. */
  readonly options: Readonly<Record<string, string>>;
  readonly flags: ReadonlySet<string>;
}

/** The command line of a verb with sub-commands, or what is wrong with it. */
export function readCommand(
  argv: readonly string[],
  words: readonly string[],
  optionNames: readonly string[] = [],
  flagNames: readonly string[] = [],
): GivenCommand | string {
  const [word, ...rest] = argv;
  if (word === undefined) return `say what to do: ${words.join(', ')}`;
  if (!words.includes(word)) {
    const meant = nearMiss(word, words);
    return `there is no ${word} here${meant === null ? `; there are ${words.join(', ')}` : `; did you mean ${meant}?`}`;
  }
  try {
    const { values, positionals } = parseArgs({
      args: rest,
      allowPositionals: true,
      options: {
        socket: { type: 'string' },
        'output-format': { type: 'string' },
        ...Object.fromEntries(optionNames.map((name) => [name, { type: 'string' as const }])),
        ...Object.fromEntries(flagNames.map((name) => [name, { type: 'boolean' as const }])),
      },
    });
    const options: Record<string, string> = {};
    const flags = new Set<string>();
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'string') options[name] = value;
      else if (value === true) flags.add(name);
    }
    const format = options['output-format'] ?? 'text';
    if (format !== 'text' && format !== 'json') return `--output-format is text or json, not ${format}`;
    return { word, positionals, socket: options.socket ?? null, format, options, flags };
  } catch (error) {
    return failureWords(error);
  }
}

/** Answers with help, or with what is wrong and help. */
export function usage(verb: string, text: string, message: string | null, usageCode: number): number {
  if (message === null) process.stdout.write(`${text}\n`);
  else process.stderr.write(`hawser ${verb}: ${message}\n${text}\n`);
  return message === null ? 0 : usageCode;
}

export function wantsHelp(argv: readonly string[]): boolean {
  return argv.includes('--help') || argv.includes('-h');
}
