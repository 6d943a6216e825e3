import { nearMiss } from '../result/near-miss.ts';
import type { Verb } from './verb.ts';
import { PCS_VERBS, VERBS } from './verbs.ts';

const ALL = [...VERBS, ...PCS_VERBS];

/** Exit code of a command line that names no verb of ours. */
const UNKNOWN_VERB = 2;
/** Exit code after a fault of our own. */
const INTERNAL = 70;

/** Runs one command line (without program name) and answers with its exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    process.stdout.write(help());
    return 0;
  }
  if (name === '--version' || name === 'version') {
    const { default: about } = await import('../../package.json', { with: { type: 'json' } });
    process.stdout.write(`Hawser ${about.version}\n`);
    return 0;
  }
  if (name === undefined) {
    process.stderr.write(help());
    return UNKNOWN_VERB;
  }
  const wanted = name === 'help' ? (rest[0] as string) : name;
  const verb = ALL.find((candidate) => candidate.name === wanted);
  if (verb === undefined) {
    const known = ALL.map((candidate) => candidate.name);
    const meant = nearMiss(wanted, known);
    const hint = meant === null ? '' : `; did you mean ${meant}?`;
    process.stderr.write(`hawser: there is no verb ${wanted}${hint}\n\n${help()}`);
    return UNKNOWN_VERB;
  }
  try {
    return await verb.run(name === 'help' ? ['--help'] : rest);
  } catch (error) {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(
      `hawser ${verb.name}: internal fault, please report it with the input that caused it\n${trace}\n`,
    );
    return INTERNAL;
  }
}

function help(): string {
  const width = Math.max(...ALL.map((verb) => verb.name.length));
  const lines = (verbs: readonly Verb[]): string[] =>
    verbs.map((verb) => `  ${verb.name.padEnd(width)}   ${verb.summary}`);
  return `${[
    'usage: hawser VERB [ARGUMENT…]',
    '',
    ...lines(VERBS),
    '',
    'with the commands of pcs:',
    ...lines(PCS_VERBS),
    '',
    'hawser VERB --help tells more.',
  ].join('\n')}\n`;
}
