import { nearMiss } from '../result/near-miss.ts';
import type { Verb } from './verb.ts';

const USAGE_CODE = 64;

/** What concerns the cluster as a whole: `hawser cluster <name> …`. */
const WORDS: readonly Verb[] = [
  {
    name: 'setup',
    summary: 'make this machine a node of a new cluster',
    run: async (argv) => (await import('./cluster-setup.ts')).clusterSetup(argv),
  },
  {
    name: 'start',
    summary: 'start the cluster on this node',
    run: async (argv) => (await import('./cluster-services.ts')).clusterServices('start', argv),
  },
  {
    name: 'stop',
    summary: 'hand the services of this node over, then end the cluster on it',
    run: async (argv) => (await import('./cluster-services.ts')).clusterServices('stop', argv),
  },
  {
    name: 'destroy',
    summary: 'make this machine no node any more; what made it one is kept',
    run: async (argv) => (await import('./cluster-services.ts')).clusterServices('destroy', argv),
  },
  {
    name: 'accept-configuration',
    summary: 'vouch for the configuration that is there, when it cannot be known to be the newest',
    run: async (argv) => (await import('./accept-configuration.ts')).acceptConfiguration(argv),
  },
  {
    name: 'shutdown',
    summary: 'shut the whole cluster down: preview, confirmation, progress, report',
    run: async (argv) => (await import('./shutdown/shutdown.ts')).shutdown('shutdown', argv),
  },
  {
    name: 'power-on',
    summary: 'switch the whole cluster on, in reverse order',
    run: async (argv) => (await import('./shutdown/shutdown.ts')).shutdown('start', argv),
  },
];

/** `hawser cluster`. */
export async function cluster(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  const word = WORDS.find((candidate) => candidate.name === name);
  if (word !== undefined) return await word.run(rest);
  const { CLUSTER } = await import('./pcs/grammar/cluster.ts');
  if (name !== undefined && CLUSTER.commands.some(({ path }) => path[1] === name)) {
    return await (await import('./pcs/pcs.ts')).pcs(['cluster', ...argv]);
  }
  if (name === '--help' || name === '-h') {
    process.stdout.write(`${help()}\n`);
    return 0;
  }
  const meant =
    name === undefined
      ? null
      : nearMiss(
          name,
          WORDS.map((candidate) => candidate.name),
        );
  const what = name === undefined ? 'say what to do' : `there is no ${name} here`;
  process.stderr.write(
    `hawser cluster: ${what}${meant === null ? '' : `; did you mean ${meant}?`}\n${help()}\n`,
  );
  return USAGE_CODE;
}

function help(): string {
  const width = Math.max(...WORDS.map(({ name }) => name.length));
  const words = WORDS.map(({ name, summary }) => `  ${name.padEnd(width)}   ${summary}`);
  return ['usage: hawser cluster WORD [ARGUMENT…]', '', ...words].join('\n');
}
