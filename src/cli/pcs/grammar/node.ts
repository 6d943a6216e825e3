import type { Command, CommandGroup } from './command.ts';

const WAIT =
  'With --wait the command returns when the cluster has nothing more to do, or after n seconds (an hour).';

/** A pair of commands that put nodes into a state and back. */
function switches(attribute: 'standby' | 'maintenance', on: string, off: string): readonly Command[] {
  return [true, false].map((isOn) => ({
    path: ['node', isOn ? attribute : `un${attribute}`],
    forms: ['[--all | <node>...] [--wait[=n]]'],
    help: `${isOn ? on : off} Without a node this one is meant. ${WAIT}`,
    options: ['file', 'all', 'wait', 'force'],
    arguments: ['node'],
    effect: 'edits',
    run: async () => (await import('../node/switch.ts')).nodeSwitch(attribute, isOn),
  }));
}

/** `pcs node …`. */
export const NODE: CommandGroup = {
  name: 'node',
  summary: 'Attributes of nodes, standby and maintenance',
  whenAlone: null,
  commands: [
    {
      path: ['node', 'attribute'],
      forms: ['[[<node>] [--name <name>] | <node> <name>=<value> ...]'],
      help: 'Show attributes of all nodes, of one, or one attribute of all; or set attributes of a node. Without a value an attribute goes.',
      options: ['file', 'name', 'force'],
      arguments: ['node', 'parameter'],
      effect: 'edits',
      run: async () => (await import('../node/attribute.ts')).nodeAttribute,
    },
    ...switches('maintenance', 'Leave what runs on nodes alone.', 'Manage again what runs on nodes.'),
    ...switches(
      'standby',
      'Let nodes run nothing; what runs there goes elsewhere.',
      'Let nodes run resources again.',
    ),
    {
      path: ['node', 'stop'],
      forms: ['<node> [--simulate] [--wait[=n]]'],
      help: `Hand over what runs on a node, then end the cluster there. ${WAIT}`,
      options: ['wait', 'force', 'simulate', 'request-timeout'],
      arguments: ['node'],
      effect: 'acts',
      run: async () => (await import('../node/stop.ts')).nodeStop,
    },
    {
      path: ['node', 'utilization'],
      forms: ['[[<node>] [--name <name>] | <node> <name>=<value> ...]'],
      help: 'Show how much nodes have room for, or set it: integers by name. Without a value one goes.',
      options: ['file', 'name', 'force'],
      arguments: ['node', 'parameter'],
      effect: 'edits',
      run: async () => (await import('../node/attribute.ts')).nodeUtilization,
    },
  ],
};
