import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCib } from '../cib/parse.ts';
import { DEFAULT_OPTIONS } from '../simulator/request.ts';
import { simulate } from '../simulator/simulate.ts';
import { readCommand, usage, wantsHelp } from './live/command-line.ts';
import { askFor, complain } from './live/connection.ts';
import { EXIT, exitCodeOf } from './live/exit.ts';
import { indented } from './live/indented.ts';
import { timeText } from './live/status-report.ts';
import { simulate as play } from './simulate.ts';
import { localOffset } from './wall-clock.ts';

const USAGE = `usage: hawser history [list]        decisions that are kept on this node
       hawser history show N        the CIB that decision N was taken on
       hawser history replay N      take decision N again: status then, what was to be done, where it led
       hawser history replay N --edit             with a change: what it was taken on is opened in $EDITOR first
       hawser history replay N -- OPTION…         with a change: options of hawser simulate (-d NODE: had it been down;
                                                  -F web_monitor_10000@node1=7: had that failed)
options: --socket PATH`;

/** `hawser history`: past decisions of the scheduler. */
export async function history(argv: readonly string[]): Promise<number> {
  if (wantsHelp(argv)) return usage('history', USAGE, null, EXIT.usage);
  const words = argv[0] === undefined || argv[0].startsWith('-') ? ['list', ...argv] : argv;
  const given = readCommand(words, ['list', 'show', 'replay'], [], ['edit']);
  if (typeof given === 'string') return usage('history', USAGE, given, EXIT.usage);
  if (given.word === 'list') return await list(given.socket, given.format);
  const [number = '', ...changes] = given.positionals;
  const sequence = /^\d+$/.test(number) ? Number(number) : Number.NaN;
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
  if (given.flags.has('edit') || changes.length > 0) {
    return await replayChanged(cib, epoch, given.flags.has('edit'), changes);
  }
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

/** The decision on what it was taken on, changed: by hand, or by options of the simulator. */
async function replayChanged(
  cib: string,
  epoch: number,
  isEdited: boolean,
  options: readonly string[],
): Promise<number> {
  const parsed = parseCib(cib);
  if (!parsed.ok) {
    complain('history', parsed.problems);
    return EXIT.failed;
  }
  const folder = mkdtempSync(join(tmpdir(), 'hawser-replay-'));
  try {
    const path = join(folder, 'cib.xml');
    // Private: a CIB holds passwords of fence devices.
    writeFileSync(path, indented(parsed.value.root), { mode: 0o600 });
    if (isEdited) {
      const editor = process.env.VISUAL ?? process.env.EDITOR ?? 'vi';
      const { status, error } = spawnSync('sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: 'inherit' });
      if (status !== 0) {
        const why = error?.message ?? `it ended with ${status}`;
        process.stderr.write(`hawser history: the editor ${editor} failed: ${why}; set EDITOR to another\n`);
        return EXIT.failed;
      }
    }
    const then = new Date(epoch * 1000).toISOString();
    return await play(['--simulate', '--xml-file', path, '--set-datetime', then, ...options]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
