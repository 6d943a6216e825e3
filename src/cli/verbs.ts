import type { Verb } from './verb.ts';

/** Every verb of the command line. Each loads what it needs only when it is asked for. */
export const VERBS: readonly Verb[] = [
  {
    name: 'simulate',
    summary: 'show a cluster, what it would do, and where that leads (as crm_simulate)',
    run: async (argv) => (await import('./simulate.ts')).simulate(argv),
  },
  {
    name: 'explain',
    summary: 'say why a resource is where it is, and what would place it elsewhere',
    run: async (argv) => (await import('./explain.ts')).explain(argv),
  },
];
