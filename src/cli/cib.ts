import { readFileSync } from 'node:fs';
import { failureWords } from '../result/failure-words.ts';
import { readCommand, usage, wantsHelp } from './live/command-line.ts';
import { ask, askFor, complain } from './live/connection.ts';
import { EXIT, exitCodeOf } from './live/exit.ts';

const USAGE = `usage: hawser cib show               the CIB of the live cluster
       hawser cib replace FILE       put the configuration of FILE (- for standard input) in the place of the live one
options: --socket PATH; try first what would come of it: hawser simulate -S -x FILE`;

/** `hawser cib`: the configuration as a whole. */
export async function cib(argv: readonly string[]): Promise<number> {
  if (wantsHelp(argv)) return usage('cib', USAGE, null, EXIT.usage);
  const given = readCommand(argv, ['show', 'replace']);
  if (typeof given === 'string') return usage('cib', USAGE, given, EXIT.usage);
  if (given.word === 'show') {
    const read = await askFor('cib', { kind: 'read-cib' }, given.socket);
    if (read.ok) process.stdout.write(`${read.value.xml.trimEnd()}\n`);
    else complain('cib', read.problems);
    return read.ok ? EXIT.ok : exitCodeOf(read.problems);
  }
  const [file] = given.positionals;
  if (file === undefined) return usage('cib', USAGE, 'name a file', EXIT.usage);
  let xml: string;
  try {
    xml = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    process.stderr.write(`hawser cib: ${failureWords(error)}\n`);
    return EXIT.failed;
  }
  const changes = [{ kind: 'replace-configuration', xml } as const];
  const answer = await ask({ kind: 'change-cib', changes, condition: null }, given.socket);
  if (!answer.ok) {
    complain('cib', answer.problems);
    return exitCodeOf(answer.problems);
  }
  return EXIT.ok;
}
