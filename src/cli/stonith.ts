import { userInfo } from 'node:os';
import type { FenceOperation } from '../controller/model/fencing.ts';
import { readCommand, usage, wantsHelp } from './live/command-line.ts';
import { ask, askFor, complain } from './live/connection.ts';
import { EXIT, exitCodeOf } from './live/exit.ts';
import { nodeNames, readLiveCib, unknownText } from './live/live-cib.ts';
import { fencingText, timeText } from './live/status-report.ts';
import { localOffset } from './wall-clock.ts';

const USAGE = `usage: hawser stonith fence NODE [--off]     power the node off and, without --off, on again
       hawser stonith confirm NODE --force  YOU vouch that the node is off; if it is not, data are lost
       hawser stonith history [NODE] [--output-format json]
options: --socket PATH`;

const FENCING_MS = 600_000;

/** `hawser stonith`: fencing by hand, and what was fenced. */
export async function stonith(argv: readonly string[]): Promise<number> {
  if (wantsHelp(argv)) return usage('stonith', USAGE, null, EXIT.usage);
  const given = readCommand(argv, ['fence', 'confirm', 'history'], [], ['off', 'force']);
  if (typeof given === 'string') return usage('stonith', USAGE, given, EXIT.usage);
  const [node = null] = given.positionals;
  const live = await readLiveCib(given.socket);
  if (!live.ok) {
    complain('stonith', live.problems);
    return exitCodeOf(live.problems);
  }
  const known = nodeNames(live.value.cib);
  // What was fenced once may be no node any more.
  if (given.word !== 'history' && node !== null && !known.includes(node)) {
    process.stderr.write(`hawser stonith: ${unknownText('node', node, known)}\n`);
    return EXIT.failed;
  }
  if (given.word === 'history') return await history(node, given.format, given.socket);
  if (node === null) return usage('stonith', USAGE, `name a node: ${known.join(', ')}`, EXIT.usage);
  if (given.word === 'confirm') {
    if (!given.flags.has('force')) {
      process.stderr.write(
        `hawser stonith: with this you vouch that ${node} is off and stays off. If it still runs, its services will run ` +
          `twice and their data may be destroyed.\nLook at the machine or its power reading first; then: hawser stonith confirm ${node} --force\n`,
      );
      return EXIT.usage;
    }
    const operator = process.env.SUDO_USER ?? userInfo().username;
    return await report({ kind: 'confirm-fenced', node, operator }, given.socket);
  }
  const operation: FenceOperation = given.flags.has('off') ? 'off' : 'reboot';
  return await report(
    { kind: 'fence', node, operation, client: `hawser stonith (${userInfo().username})` },
    given.socket,
  );
}

async function report(request: Parameters<typeof ask>[0], socket: string | null): Promise<number> {
  const answer = await ask(request, socket, FENCING_MS);
  if (!answer.ok) {
    complain('stonith', answer.problems);
    return exitCodeOf(answer.problems);
  }
  if (answer.value.kind !== 'fenced') return EXIT.ok;
  const { record } = answer.value;
  process.stdout.write(`${fencingText(record, localOffset)}\n`);
  return record.outcome === 'failed' ? EXIT.failed : EXIT.ok;
}

async function history(node: string | null, format: string, socket: string | null): Promise<number> {
  const read = await askFor('status', { kind: 'status' }, socket);
  if (!read.ok) {
    complain('stonith', read.problems);
    return exitCodeOf(read.problems);
  }
  const records = read.value.status.fencing.filter(({ target }) => node === null || target === node);
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify(records, null, 2)}\n`);
    return EXIT.ok;
  }
  if (records.length === 0) process.stdout.write('Nothing was fenced.\n');
  for (const record of records) {
    process.stdout.write(`${fencingText(record, localOffset)}\n`);
    for (const { at, witness, device, text } of record.evidence) {
      const through = device === null ? '' : ` through ${device}`;
      process.stdout.write(
        `    ${timeText(Math.floor(at / 1000), localOffset)}  ${witness}${through}: ${text}\n`,
      );
    }
  }
  return EXIT.ok;
}
