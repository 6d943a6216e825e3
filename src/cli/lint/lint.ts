import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Configuration } from '../../configuration/configuration.ts';
import type { Finding } from '../../lint/finding.ts';
import { lint as findMistakes } from '../../lint/lint.ts';
import { failureWords } from '../../result/failure-words.ts';
import { askFor, complain } from '../live/connection.ts';
import { exitCodeOf } from '../live/exit.ts';
import { Catalogue } from '../pcs/agents/catalogue.ts';
import { readDocument } from '../pcs/target/read-document.ts';
import { wallClock } from '../wall-clock.ts';
import { agentsOf, bootUnitsOf } from './facts.ts';
import { findingsText } from './text.ts';

const USAGE = `usage: hawser lint [-f FILE]     check a configuration for known mistakes: the live cluster's, or a CIB in a file
options: --output-format text|json, --socket PATH
exit: 0 no mistakes (notes at most), 1 warnings, 2 errors, 64 wrong words, 66 no such file, 69 no cluster, 78 no CIB
Every mistake: docs/reference/lint.md`;

const EXIT = { ok: 0, warnings: 1, errors: 2, usage: 64, noInput: 66, badCib: 78 } as const;

interface LintArguments {
  /** `null` for the live cluster, `-` for the standard input. */
  readonly file: string | null;
  readonly socket: string | null;
  readonly format: 'text' | 'json';
}

/** `hawser lint`. Writes to the standard output; the exit code tells errors from warnings. */
export async function lint(argv: readonly string[]): Promise<number> {
  const given = readArguments(argv);
  if (given === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  if (typeof given === 'string') {
    process.stderr.write(`hawser lint: ${given}\n${USAGE}\n`);
    return EXIT.usage;
  }
  const text = given.file === null ? await readLive(given.socket) : readInput(given.file);
  if (typeof text === 'number') return text;
  const document = readDocument(text);
  if (!document.ok) {
    complain('lint', document.problems);
    return EXIT.badCib;
  }
  const configuration = new Configuration(document.value.root);
  const catalogue = new Catalogue();
  const findings = findMistakes({
    configuration,
    now: wallClock().epoch,
    agents: await agentsOf(configuration, catalogue),
    // A file may be of other machines than this one.
    bootUnits: given.file === null ? await bootUnitsOf(configuration, catalogue) : new Map(),
  });
  process.stdout.write(
    given.format === 'json' ? `${JSON.stringify({ findings }, null, 2)}\n` : findingsText(findings),
  );
  return exitCode(findings);
}

function exitCode(findings: readonly Finding[]): number {
  if (findings.some(({ severity }) => severity === 'error')) return EXIT.errors;
  return findings.some(({ severity }) => severity === 'warning') ? EXIT.warnings : EXIT.ok;
}

function readArguments(argv: readonly string[]): LintArguments | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        file: { type: 'string', short: 'f' },
        socket: { type: 'string' },
        'output-format': { type: 'string', default: 'text' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const format = values['output-format'];
    if (format !== 'text' && format !== 'json') return `--output-format is text or json, not ${format}`;
    return { file: values.file ?? null, socket: values.socket ?? null, format };
  } catch (error) {
    return failureWords(error);
  }
}

/** The CIB of the live cluster; an exit code after saying why there is none. */
async function readLive(socket: string | null): Promise<string | number> {
  const answer = await askFor('cib', { kind: 'read-cib' }, socket);
  if (answer.ok) return answer.value.xml;
  complain('lint', answer.problems);
  return exitCodeOf(answer.problems);
}

function readInput(file: string): string | number {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    process.stderr.write(`hawser lint: cannot read ${file}: ${failureWords(error)}; give a CIB with -f\n`);
    return EXIT.noInput;
  }
}
