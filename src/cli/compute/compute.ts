import { nearMiss } from '../../result/near-miss.ts';
import type { Verb } from '../verb.ts';

const USAGE_CODE = 64;

/** What concerns compute hosts: `hawser compute <name> …`. */
const WORDS: readonly Verb[] = [
  {
    name: 'status',
    summary: 'look once at all hosts: how many are what, and which are not healthy',
    run: async (argv) => (await import('./look.ts')).look('status', argv),
  },
  {
    name: 'hosts',
    summary: 'look once at all hosts, or some: a row each',
    run: async (argv) => (await import('./look.ts')).look('hosts', argv),
  },
  {
    name: 'evidence',
    summary: 'look once at a host by every witness, and show what each says',
    run: async (argv) => (await import('./look.ts')).look('evidence', argv),
  },
  {
    name: 'explain',
    summary: 'what holds of a host, by which rule, what would follow, and what would hold it back',
    run: async (argv) => (await import('./explain.ts')).explain(argv),
  },
  {
    name: 'evacuate',
    summary: 'with --plan: what would be evacuated from a host, in which order, and what not',
    run: async (argv) => (await import('./evacuate.ts')).evacuate(argv),
  },
  {
    name: 'rehearse',
    summary: 'the response to the loss of a host but for what would change anything, with times',
    run: async (argv) => (await import('./rehearse.ts')).rehearse(argv),
  },
  {
    name: 'engine',
    summary: 'the service that watches all hosts and responds',
    run: async (argv) => (await import('./engine.ts')).engine(argv),
  },
  {
    name: 'incidents',
    summary: 'what happened, and the whole story of one incident',
    run: async (argv) => (await import('./incidents.ts')).incidents(argv),
  },
  {
    name: 'disarm',
    summary: 'begin nothing for a while, with all hosts or with some: why, who, for how long',
    run: async (argv) => (await import('./arming.ts')).disarm(argv),
  },
  {
    name: 'arm',
    summary: 'withdraw what was said by disarm',
    run: async (argv) => (await import('./arming.ts')).arm(argv),
  },
  {
    name: 'release',
    summary: 'give a host back to Nova that was given up',
    run: async (argv) => (await import('./release.ts')).release(argv),
  },
  {
    name: 'policy',
    summary: 'the tables by which hosts are judged: check one, show a shipped one',
    run: async (argv) => (await import('./policy.ts')).policy(argv),
  },
  {
    name: 'agent',
    summary: 'the agent of a compute host: run it, have it restart what failed, make its key',
    run: async (argv) => (await import('./agent.ts')).agent(argv),
  },
];

/** `hawser compute`. */
export async function compute(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  const word = WORDS.find((candidate) => candidate.name === name);
  if (word !== undefined) return await word.run(rest);
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
  const what = name === undefined ? 'name what to do' : `there is no ${name}`;
  const hint = meant === null ? '' : `; did you mean ${meant}?`;
  process.stderr.write(`hawser compute: ${what}${hint}\n${help()}\n`);
  return USAGE_CODE;
}

function help(): string {
  const width = Math.max(...WORDS.map(({ name }) => name.length));
  const lines = WORDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return ['usage: hawser compute WORD …', ...lines].join('\n');
}
