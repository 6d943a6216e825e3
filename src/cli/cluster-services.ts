import { parseArgs } from 'node:util';
import { type Machine, thisMachine } from '../cluster/setup/machine.ts';
import { setAside } from '../cluster/setup/node-files.ts';
import { setupProblem } from '../cluster/setup/problem.ts';
import { disableServices, quorumLoss, startServices, stopServices } from '../cluster/setup/services.ts';
import { failureWords } from '../result/failure-words.ts';
import type { Problem } from '../result/problem.ts';
import { askFor, complain } from './live/connection.ts';
import { EXIT } from './live/exit.ts';
import { nodeNames, readLiveCib } from './live/live-cib.ts';

type Word = 'start' | 'stop' | 'destroy';

const USAGE: Readonly<Record<Word, string>> = {
  start: `usage: hawser cluster start [--enable]     start Corosync and Hawser on this node (--enable: at every boot as well)`,
  stop: `usage: hawser cluster stop [--force]       hand this node's services over, then end Hawser and Corosync here
       --force: though the others lose quorum by it
       (to shut all machines down, power included: hawser cluster shutdown)`,
  destroy: `usage: hawser cluster destroy --force     end Hawser and Corosync here and make this machine no node any more
       its configuration, CIB and history are kept in a folder that is named`,
};
const FLAGS: Readonly<Record<Word, readonly string[]>> = {
  start: ['enable'],
  stop: ['force'],
  destroy: ['force'],
};

/** `hawser cluster start`, `stop` and `destroy`: about this node. */
export async function clusterServices(
  word: Word,
  argv: readonly string[],
  machine: Machine = thisMachine(),
): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${USAGE[word]}\n`);
    return EXIT.ok;
  }
  const flags = readFlags(word, argv);
  if (typeof flags === 'string') {
    process.stderr.write(`hawser cluster ${word}: ${flags}\n${USAGE[word]}\n`);
    return EXIT.usage;
  }
  if (word === 'start') {
    const problem = await startServices(machine, flags.has('enable'));
    if (problem !== null) return failed(word, [problem]);
    process.stdout.write('Corosync and Hawser run on this node; see hawser status\n');
    return EXIT.ok;
  }
  return word === 'stop'
    ? await stop(machine, flags.has('force'))
    : await destroy(machine, flags.has('force'));
}

async function stop(machine: Machine, isForced: boolean): Promise<number> {
  const loss = isForced ? null : await lossOfQuorum(machine);
  if (loss !== null) return failed('stop', [loss]);
  process.stdout.write('The services of this node are handed over first; that takes as long as they take.\n');
  const problem = await stopServices(machine);
  if (problem !== null) return failed('stop', [problem]);
  process.stdout.write('Hawser and Corosync have ended on this node.\n');
  return EXIT.ok;
}

async function destroy(machine: Machine, isForced: boolean): Promise<number> {
  if (!isForced) {
    const problem = setupProblem(
      'HWS-SET-007',
      `This would stop the cluster on ${machine.name} and take the machine out of it`,
      'If that is meant: hawser cluster destroy --force; what is there is kept in a folder that is named then',
    );
    return failed('destroy', [problem]);
  }
  if (machine.hasSystemd) {
    // Files are not taken away from a cluster that runs.
    const running = (await stopServices(machine)) ?? (await disableServices(machine));
    if (running !== null) return failed('destroy', [running]);
  } else if ((await askFor('about', { kind: 'about' }, null, 3000)).ok) {
    const problem = setupProblem(
      'HWS-SET-004',
      'A daemon runs here, and systemd is not the first process of this machine: it has to be ended first',
      'End it by what runs services here (SIGTERM hands over), then Corosync, and ask again',
    );
    return failed('destroy', [problem]);
  }
  const kept = setAside(machine);
  if (!kept.ok) return failed('destroy', kept.problems);
  process.stdout.write(
    kept.value === null
      ? 'This machine was no node of a cluster.\n'
      : `This machine is no node any more. What made it one is kept in ${kept.value}.\n`,
  );
  return EXIT.ok;
}

/** Whether the others go on without this node; a daemon that does not answer has nothing to lose. */
async function lossOfQuorum(machine: Machine): Promise<Problem | null> {
  const status = await askFor('status', { kind: 'status' }, null, 3000);
  const live = await readLiveCib(null);
  if (!status.ok || !live.ok || !status.value.status.isQuorate) return null;
  return quorumLoss(status.value.status.members.length, nodeNames(live.value.cib).length, machine.name);
}

function readFlags(word: Word, argv: readonly string[]): ReadonlySet<string> | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: Object.fromEntries(FLAGS[word].map((name) => [name, { type: 'boolean' as const }])),
    });
    return new Set(Object.keys(values));
  } catch (error) {
    return failureWords(error);
  }
}

function failed(word: Word, problems: readonly Problem[]): number {
  complain(`cluster ${word}`, problems);
  return EXIT.failed;
}
