import type { CommandGroup } from './command.ts';

const load = async () => await import('../status/status.ts');

/** `pcs status …`: what a CIB says of nodes and resources. */
export const STATUS: CommandGroup = {
  name: 'status',
  summary: 'The state of nodes and resources',
  whenAlone: ['status', 'status'],
  commands: [
    {
      path: ['status', 'status'],
      forms: ['[--full] [--hide-inactive]'],
      help: 'Show nodes and resources; with --full every node and instance by itself, attributes, failures and tickets; with --hide-inactive only resources that run.',
      options: ['file', 'corosync_conf', 'hide-inactive', 'full'],
      arguments: [],
      effect: 'shows',
      run: async () => (await load()).status,
    },
    {
      path: ['status', 'resources'],
      forms: ['[<resource id | tag id>] [--hide-inactive]'],
      help: 'Show resources: all, one, or those of a tag; with --hide-inactive only those that run.',
      options: ['file', 'hide-inactive'],
      arguments: ['resource'],
      effect: 'shows',
      run: async () => (await load()).resourcesStatus,
    },
  ],
};
