import type { Command } from './command.ts';

const history = async () => await import('../resource/history.ts');
const byHand = async () => await import('../resource/by-hand.ts');
const fencing = async () => await import('../stonith/fencing.ts');

const BY_HAND = {
  start: 'Start',
  stop: 'Stop',
  promote: 'Promote',
  demote: 'Demote',
  monitor: 'Look at',
} as const;

/** Commands on resources of the live cluster that do not change its configuration. */
export const RESOURCE_LIVE: readonly Command[] = [
  {
    path: ['resource', 'move'],
    forms: ['<resource id> [destination node] [--promoted] [--strict] [--simulate] [--wait[=n]]'],
    help: 'Move a resource to a node, or off the one it runs on, and let nothing of the move stay behind: the constraint that moves it is withdrawn when it has moved, when it has not, and when the command is interrupted, and it ends by itself. A resource that would not move, or would go back, is not touched; with --strict also none whose move would touch others. With --promoted the promoted instance is meant; name the promotable clone then. It waits for n seconds (3600) at most.',
    options: ['promoted', 'strict', 'simulate', 'force', 'wait', 'request-timeout'],
    arguments: ['resource', 'node'],
    effect: 'edits',
    waitsItself: true,
    run: async () => {
      const { move } = await import('../intent/move.ts');
      return (call) => move(call);
    },
  },
  {
    path: ['resource', 'restart'],
    forms: ['<resource id> [node] [--simulate] [--wait[=n]]'],
    help: 'Stop a resource and start it again; with a node only the instance of a clone or bundle there. It waits for n seconds (3600) at most for each; whatever happens, the resource may run again afterwards.',
    options: ['simulate', 'force', 'wait', 'request-timeout'],
    arguments: ['resource', 'node'],
    effect: 'edits',
    waitsItself: true,
    run: async () => {
      const { restart } = await import('../intent/restart.ts');
      return (call) => restart(call);
    },
  },
  {
    path: ['resource', 'cleanup'],
    forms: ['[<resource id>] [node=<node>] [--strict] [--wait[=n]]'],
    help: 'Forget the failures of resources, and look at them again: of all or one, everywhere or on one node.',
    options: ['strict', 'node', 'wait', 'request-timeout'],
    arguments: ['resource', 'node'],
    effect: 'acts',
    run: async () => (await history()).clearHistory('cleanup'),
  },
  {
    path: ['resource', 'refresh'],
    forms: ['[<resource id>] [node=<node>] [--strict] [--wait[=n]]'],
    help: 'Forget all that is known of resources, failures and successes, and look at them again: at all or one, everywhere or on one node.',
    options: ['strict', 'full', 'node', 'wait', 'request-timeout'],
    arguments: ['resource', 'node'],
    effect: 'acts',
    run: async () => (await history()).clearHistory('refresh'),
  },
  {
    path: ['resource', 'failcount'],
    forms: ['[show [<resource id | stonith id>] [node=<node>]] [--full]'],
    help: 'Show the failures that count: of all resources or one, on all nodes or one, each operation by itself.',
    options: ['full', 'node'],
    arguments: ['any', 'resource', 'node'],
    effect: 'shows',
    run: async () => (await history()).failCount,
  },
  ...Object.entries(BY_HAND).map(
    ([task, verb]): Command => ({
      path: ['resource', `debug-${task}`],
      forms: ['<resource id> [--full]'],
      help: `${verb} a resource on this node by hand, and show what its agent says. The cluster is not told.`,
      options: ['full', 'force'],
      arguments: ['resource'],
      effect: 'acts',
      run: async () => (await byHand()).byHand(task),
    }),
  ),
];

/** Commands that fence, and tell what was fenced. */
export const FENCE_LIVE: readonly Command[] = [
  {
    path: ['stonith', 'fence'],
    forms: ['<node> [--off] [--simulate]'],
    help: 'Have the cluster fence a node: power it off and, without --off, on again. With --simulate what would come of it is shown instead.',
    options: ['off', 'force', 'simulate'],
    arguments: ['node'],
    effect: 'acts',
    run: async () => (await fencing()).fence,
  },
  {
    path: ['stonith', 'confirm'],
    forms: ['<node> --force'],
    help: 'Vouch that a node is off and has no access to what is shared. If it is not, its services run twice and data are destroyed: look at the machine or its power reading first.',
    options: ['force'],
    arguments: ['node'],
    effect: 'acts',
    run: async () => (await fencing()).confirm,
  },
  {
    path: ['stonith', 'history'],
    forms: ['[show [<node>]] [--output-format text|json]'],
    help: 'Show what was fenced, who saw that it was off, and how: all, or one node.',
    options: ['output-format'],
    arguments: ['any', 'node'],
    effect: 'shows',
    run: async () => (await fencing()).history,
  },
];
