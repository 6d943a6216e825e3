import { GROUPS } from './pcs/grammar/groups.ts';
import type { Verb } from './verb.ts';

/** The verbs of our own. Each loads what it needs only when it is asked for. */
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
  {
    name: 'lint',
    summary: 'check a configuration for known mistakes, with reasons and commands that put them right',
    run: async (argv) => (await import('./lint/lint.ts')).lint(argv),
  },
  {
    name: 'lab',
    summary: 'a demonstration cluster on this machine: start it, break it, watch it recover',
    run: async (argv) => (await import('./lab.ts')).lab(argv),
  },
  {
    name: 'status',
    summary: 'the state of the live cluster',
    run: async (argv) => (await import('./status.ts')).status(argv),
  },
  {
    name: 'cib',
    summary: 'the configuration as a whole: show it, replace it',
    run: async (argv) => (await import('./cib.ts')).cib(argv),
  },
  {
    name: 'history',
    summary: 'past decisions: list, show, replay',
    run: async (argv) => (await import('./history.ts')).history(argv),
  },
  {
    name: 'daemon',
    summary: 'the cluster daemon of this node',
    run: async (argv) => (await import('./daemon.ts')).daemon(argv),
  },
  {
    name: 'agent-tool',
    isHidden: true,
    summary: 'the tools that agents call (crm_attribute, crm_master, …)',
    run: async (argv) => (await import('./agent-tool.ts')).agentTool(argv),
  },
  {
    name: 'pcs',
    summary: 'the commands of pcs; the executable called as pcs goes by them as well',
    run: async (argv) => (await import('./pcs/pcs.ts')).pcs(argv),
  },
  {
    name: 'cluster',
    summary: 'the cluster as a whole: shut it down, switch it on',
    words: ['setup', 'start', 'stop', 'destroy', 'accept-configuration', 'shutdown', 'power-on'],
    run: async (argv) => (await import('./cluster.ts')).cluster(argv),
  },
  {
    name: 'compute',
    summary:
      'OpenStack compute hosts: what is known of them, how they are judged, and what is done when one is lost',
    words: [
      'status',
      'hosts',
      'evidence',
      'explain',
      'evacuate',
      'rehearse',
      'engine',
      'incidents',
      'disarm',
      'arm',
      'release',
      'policy',
      'agent',
    ],
    run: async (argv) => (await import('./compute/compute.ts')).compute(argv),
  },
  {
    name: 'api',
    summary: 'the REST interface and the page of this controller: set up, serve',
    run: async (argv) => (await import('./api/api.ts')).api(argv),
  },
  {
    name: 'user',
    summary: 'who may sign in to the REST interface and the page',
    run: async (argv) => (await import('./api/user.ts')).user(argv),
  },
  {
    name: 'completion',
    summary: 'scripts by which bash and zsh complete the commands of hawser and pcs',
    words: ['bash', 'zsh'],
    run: async (argv) => (await import('./completion/completion.ts')).completion(argv),
  },
  {
    name: 'shutdown-watcher',
    isHidden: true,
    summary: 'the process of this controller that carries a shutdown of the whole cluster out',
    run: async (argv) => {
      const { default: about } = await import('../../package.json', { with: { type: 'json' } });
      return (await import('./shutdown/watcher.ts')).shutdownWatcher(argv, about.version);
    },
  },
  {
    name: 'power',
    summary: 'ask a BMC for its machine’s power, or have it switched, and see that it was (IPMI)',
    run: async (argv) => (await import('./power.ts')).power(argv),
  },
];

/** Groups of the commands of pcs that are verbs of ours as well: `hawser resource …` is `hawser pcs resource …`. */
export const PCS_VERBS: readonly Verb[] = GROUPS.filter(
  (group) => !VERBS.some(({ name }) => name === group.name),
).map(({ name, summary }) => ({
  name,
  summary,
  run: async (argv) => (await import('./pcs/pcs.ts')).pcs([name, ...argv]),
}));
