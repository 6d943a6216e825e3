import { DEFAULT_OPTIONS } from '../simulator/request.ts';
import { simulate } from '../simulator/simulate.ts';
import { readCommand, usage, wantsHelp } from './live/command-line.ts';
import { askFor, complain } from './live/connection.ts';
import { EXIT, exitCodeOf } from './live/exit.ts';
import { timeText } from './live/status-report.ts';
import { localOffset } from './wall-clock.ts';

const USAGE = `usage: hawser history [list]        decisions that are kept on this node
       hawser history show N        the CIB that decision N was taken on
       hawser history replay N      take decision N again: status then, what was to be done, where it led
options: --socket PATH; to replay with a change: hawser history show N > cib.xml, change it, hawser simulate -S -x cib.xml`;

/** `hawser history`: past decisions of the scheduler. */
export async function history(argv: readonly string[]): Promise<number> {
  if (wantsHelp(argv)) return usage('history', USAGE, null, EXIT.usage);
  const words = argv[0] === undefined || argv[0].startsWith('-') ? ['list', ...argv] : argv;
  const given = readCommand(words, ['list', 'show', 'replay']);
  if (typeof given === 'string') return usage('history', USAGE, given, EXIT.usage);
  if (given.word === 'list') return await list(given.socket, given.format);
  const sequence = Number(given.positionals[0]);
  if (!Number.isInteger(sequence))
    return usage('history', USAGE, 'give the number of a decision', EXIT.usage);
  const read = await askFor('transition', { kind: 'transition', sequence }, given.socket);
  if (!read.ok) {
    complain('history', read.problems);
    return exitCodeOf(read.problems);
  }
  const { transition, cib } = read.value;
  if (given.word === 'show') {
    process.stdout.write(cib.endsWith('\n') ? cib : `${cib}\n`);
    return EXIT.ok;
  }
  const epoch = Math.floor(transition.at / 1000);
  const result = simulate({
    cib,
    options: { ...DEFAULT_OPTIONS, run: true, simulate: true },
    now: { epoch, offset: localOffset(epoch) },
    localOffset,
    commandLine: '',
    inputName: `decision ${sequence}`,
  });
  process.stdout.write(
    `Decision ${sequence} of ${timeText(epoch, localOffset)}: ${transition.reasons.join('; ')}\n`,
  );
  process.stdout.write(result.output);
  for (const line of result.errors) process.stderr.write(`${line}\n`);
  return result.exitCode;
}

async function list(socket: string | null, format: string): Promise<number> {
  const read = await askFor('transitions', { kind: 'transitions' }, socket);
  if (!read.ok) {
    complain('history', read.problems);
    return exitCodeOf(read.problems);
  }
  const { transitions } = read.value;
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify(transitions, null, 2)}\n`);
    return EXIT.ok;
  }
  if (transitions.length === 0) process.stdout.write('No decisions are kept on this node.\n');
  for (const { sequence, at, actions, reasons } of transitions) {
    const when = timeText(Math.floor(at / 1000), localOffset);
    process.stdout.write(
      `${String(sequence).padStart(6)}  ${when}  ${String(actions).padStart(4)} actions  ${reasons.join('; ')}\n`,
    );
  }
  return EXIT.ok;
}
