import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Machine, thisMachine } from '../cluster/setup/machine.ts';
import { planCluster } from '../cluster/setup/new-cluster.ts';
import {
  clusterHere,
  exportNodeFiles,
  installNodeFiles,
  type NodeFiles,
  newNodeFiles,
  readNodeFiles,
} from '../cluster/setup/node-files.ts';
import { setupProblem } from '../cluster/setup/problem.ts';
import { startServices } from '../cluster/setup/services.ts';
import type { ConfiguredNode } from '../corosync/engine.ts';
import { failureWords } from '../result/failure-words.ts';
import type { Problem } from '../result/problem.ts';
import { complain } from './live/connection.ts';
import { EXIT } from './live/exit.ts';

const USAGE = `usage: hawser cluster setup NAME NODE[=ADDRESS[,ADDRESS…]]…   make this machine a node of a new cluster
       hawser cluster setup NAME NODE… --output FOLDER        only write the files that make a machine a node
       hawser cluster setup --from FOLDER                     make this machine a node by files written elsewhere
several addresses of a node are its links; without one the name is looked up
options: --token MS (silence after which a node counts as lost), --start (start it here, and at every boot)
         --force (though this machine is a node of another cluster, whose files are kept)`;

interface SetupArguments {
  readonly words: readonly string[];
  readonly output: string | null;
  readonly from: string | null;
  readonly tokenMs: number | null;
  readonly isForced: boolean;
  readonly starts: boolean;
}

/** `hawser cluster setup`. */
export async function clusterSetup(
  argv: readonly string[],
  machine: Machine = thisMachine(),
): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  const given = readArguments(argv);
  if (typeof given === 'string') {
    process.stderr.write(`hawser cluster setup: ${given}\n${USAGE}\n`);
    return EXIT.usage;
  }
  const made = given.from === null ? await makeFiles(given, machine) : readNodeFiles(given.from);
  if (!made.ok) return failed(made.problems);
  const { files, nodes } = made.value;
  if (given.output !== null) {
    const problem = exportNodeFiles(files, given.output);
    if (problem !== null) return failed([problem]);
    process.stdout.write(
      `corosync.conf and authkey are in ${given.output}. Whoever has the key can join: carry them safely.\n` +
        `On each of ${nodes.map(({ name }) => name).join(', ')}: hawser cluster setup --from ${given.output} --start\n`,
    );
    return EXIT.ok;
  }
  const refusal = refusalOf(nodes, machine, given.isForced);
  if (refusal !== null) return failed([refusal]);
  const installed = installNodeFiles(files, machine);
  if (!installed.ok) return failed(installed.problems);
  if (installed.value !== null)
    process.stdout.write(`What was there before is kept in ${installed.value}.\n`);
  process.stdout.write(`${machine.name} is a node of the cluster now.\n`);
  if (given.starts) {
    const problem = await startServices(machine, true);
    if (problem !== null) return failed([problem]);
    process.stdout.write('Corosync and Hawser run here, and at every boot.\n');
  }
  if (given.from === null) tellOthers(nodes, machine, given.starts);
  return EXIT.ok;
}

async function makeFiles(given: SetupArguments, machine: Machine) {
  const [name = '', ...words] = given.words;
  const wished = words.map((word) => {
    const at = word.indexOf('=');
    const addresses =
      at < 0
        ? []
        : word
            .slice(at + 1)
            .split(',')
            .filter((one) => one !== '');
    return { name: at < 0 ? word : word.slice(0, at), addresses };
  });
  const planned = await planCluster({ name, nodes: wished, tokenMs: given.tokenMs }, machine);
  if (!planned.ok) return planned;
  const { configuration, nodes } = planned.value;
  const files: NodeFiles = newNodeFiles(configuration, machine);
  return { ok: true as const, value: { files, nodes }, problems: planned.problems };
}

function refusalOf(nodes: readonly ConfiguredNode[], machine: Machine, isForced: boolean): Problem | null {
  const names = nodes.map(({ name }) => name);
  if (!names.includes(machine.name)) {
    return setupProblem(
      'HWS-SET-001',
      `This machine is ${machine.name}, and the cluster is of ${names.join(', ')}`,
      'Name the nodes as `uname -n` does on each; to write the files for other machines: --output FOLDER',
    );
  }
  const here = clusterHere(machine);
  if (here === null || isForced) return null;
  return setupProblem(
    'HWS-SET-002',
    `This machine is a node of a cluster already: ${here}`,
    'If that cluster is given up: hawser cluster destroy --force, or --force here; what is there is kept',
  );
}

function tellOthers(nodes: readonly ConfiguredNode[], machine: Machine, starts: boolean): void {
  const others = nodes.filter(({ name }) => name !== machine.name);
  if (others.length > 0) {
    process.stdout.write('To each of the others carry the two files safely, and set it up there:\n');
    for (const { name } of others) {
      process.stdout.write(
        `  scp /etc/corosync/corosync.conf /etc/corosync/authkey root@${name}:/root/ && ssh root@${name} hawser cluster setup --from /root --start\n`,
      );
    }
  }
  if (!starts) process.stdout.write('Then start this node: hawser cluster start --enable\n');
}

function readArguments(argv: readonly string[]): SetupArguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        output: { type: 'string' },
        from: { type: 'string' },
        token: { type: 'string' },
        force: { type: 'boolean', default: false },
        start: { type: 'boolean', default: false },
      },
    });
    const { output = null, from = null, token = null } = values;
    if (token !== null && !/^[1-9]\d*$/.test(token)) return `--token is a time in ms, not ${token}`;
    if (from !== null && positionals.length > 0) return 'with --from the files say all: name nothing else';
    if (from !== null && !existsSync(from)) return `there is no folder ${from}`;
    if (from === null && positionals.length < 2) return 'give the cluster a name, and name its nodes';
    if (output !== null && values.start) return '--output only writes files: nothing can be started';
    return {
      words: positionals,
      output,
      from,
      tokenMs: token === null ? null : Number(token),
      isForced: values.force,
      starts: values.start,
    };
  } catch (error) {
    return failureWords(error);
  }
}

function failed(problems: readonly Problem[]): number {
  complain('cluster setup', problems);
  return EXIT.failed;
}
