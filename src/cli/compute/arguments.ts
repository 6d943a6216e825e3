import { type ParseArgsOptionDescriptor, parseArgs } from 'node:util';
import { DEFAULT_COMPUTE_FILE } from '../../compute-ha/compute-file.ts';
import { failureWords } from '../../result/failure-words.ts';

/** Exit codes of the words of `hawser compute`. */
export const EXIT = { well: 0, notWell: 1, usage: 64, noHost: 66, configuration: 78 } as const;

/** What every word that asks cloud, hosts or records takes. */
export interface ComputeArguments {
  /** Words that are no options. */
  readonly words: readonly string[];
  readonly file: string;
  readonly cloudFile: string | null;
  readonly cloud: string | null;
  readonly region: string | null;
  readonly policy: string | null;
  readonly format: 'text' | 'json';
  /** Values of the options of the word itself. */
  readonly own: Readonly<Record<string, string | boolean | undefined>>;
}

type OwnOptions = Readonly<Record<string, ParseArgsOptionDescriptor & { readonly multiple?: never }>>;

export const COMMON_OPTIONS_TEXT = `options: --file FILE (default ${DEFAULT_COMPUTE_FILE}), --cloud-file FILE, --os-cloud NAME, --region NAME,
         --policy NAME|FILE, --output-format text|json`;

/** Reads the words after `hawser compute WORD`; a text says what is wrong with them. */
export function readArguments(
  argv: readonly string[],
  own: OwnOptions = {},
): ComputeArguments | 'help' | Error {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...own,
        file: { type: 'string', default: DEFAULT_COMPUTE_FILE },
        'cloud-file': { type: 'string' },
        'os-cloud': { type: 'string' },
        region: { type: 'string' },
        policy: { type: 'string' },
        'output-format': { type: 'string', default: 'text' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const format = values['output-format'];
    if (format !== 'text' && format !== 'json')
      return new Error(`--output-format is text or json, not ${format}`);
    return {
      words: positionals,
      file: values.file,
      cloudFile: values['cloud-file'] ?? null,
      cloud: values['os-cloud'] ?? null,
      region: values.region ?? null,
      policy: values.policy ?? null,
      format,
      own: values as ComputeArguments['own'],
    };
  } catch (error) {
    return new Error(failureWords(error));
  }
}

/** The same, with help and complaints written; a number is the exit code. */
export function argumentsOf(
  word: string,
  usage: string,
  argv: readonly string[],
  own: OwnOptions = {},
  check: (given: ComputeArguments) => string | null = () => null,
): ComputeArguments | number {
  const given = readArguments(argv, own);
  if (given === 'help') {
    process.stdout.write(`${usage}\n`);
    return EXIT.well;
  }
  const wrong = given instanceof Error ? given.message : check(given);
  if (wrong === null && !(given instanceof Error)) return given;
  process.stderr.write(`hawser compute ${word}: ${wrong}\n${usage}\n`);
  return EXIT.usage;
}
