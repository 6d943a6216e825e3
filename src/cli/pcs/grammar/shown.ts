import type { Command } from './command.ts';

const config = async () => await import('../resource-config/config.ts');
const status = async () => await import('../status/status.ts');
const FORMATS = 'As text, as the commands that make it (cmd), or for machines (json).';

function replacedShow(group: 'resource' | 'stonith'): Command {
  return {
    path: [group, 'show'],
    forms: [''],
    help: 'Not there any more: says what stands in its place.',
    options: ['file'],
    arguments: ['any'],
    effect: 'shows',
    isOld: true,
    run: async () => (await import('../replaced.ts')).replaced(`pcs ${group} status`, `pcs ${group} config`),
  };
}

/** Commands that show resources. */
export const RESOURCE_SHOWN: readonly Command[] = [
  {
    path: ['resource', 'config'],
    forms: ['[--output-format text|cmd|json] [<resource id>]...'],
    help: `Show how resources are configured, all or those named. ${FORMATS}`,
    options: ['file', 'output-format'],
    arguments: ['resource'],
    effect: 'shows',
    run: async () => (await config()).resourceConfig,
  },
  {
    path: ['resource', 'status'],
    forms: ['[<resource id | tag id>] [--hide-inactive]'],
    help: 'Show the state of resources: all, one, or those of a tag; with --hide-inactive only those that run.',
    options: ['file', 'hide-inactive'],
    arguments: ['resource'],
    effect: 'shows',
    run: async () => (await status()).resourcesStatus,
  },
  {
    path: ['resource', 'relations'],
    forms: ['<resource id> [--full]'],
    help: 'Show what a resource is tied to, as a tree: what it is inside of and what is inside it, orders, and sets of orders. With --full kinds of resources and ids of relations are shown too.',
    options: ['file', 'full'],
    arguments: ['resource'],
    effect: 'shows',
    run: async () => (await import('../resource/relations.ts')).relations,
  },
  {
    path: ['resource', 'utilization'],
    forms: ['[<resource id> [<name>=<value> ...]]'],
    help: 'Show how much room resources take on nodes, or set it: integers by name. Without a value one goes.',
    options: ['file', 'force'],
    arguments: ['resource', 'parameter'],
    effect: 'edits',
    run: async () => (await import('../resource-config/utilization.ts')).resourceUtilization,
  },
  replacedShow('resource'),
];

/** Commands that show fence devices. */
export const STONITH_SHOWN: readonly Command[] = [
  {
    path: ['stonith', 'config'],
    forms: ['[--output-format text|cmd|json] [<stonith id>]...'],
    help: `Show how fence devices are configured, all or those named. ${FORMATS}`,
    options: ['file', 'output-format'],
    arguments: ['stonith'],
    effect: 'shows',
    run: async () => (await config()).stonithConfig,
  },
  {
    path: ['stonith', 'status'],
    forms: ['[<stonith id | tag id>] [--hide-inactive]'],
    help: 'Show the state of fence devices, and the fencing levels.',
    options: ['file', 'hide-inactive'],
    arguments: ['stonith'],
    effect: 'shows',
    run: async () => (await status()).stonithStatus,
  },
  replacedShow('stonith'),
];
