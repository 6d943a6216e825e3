import { FENCE_AGENTS } from './agents.ts';
import type { Command, CommandGroup } from './command.ts';
import { defaultsCommands } from './defaults.ts';
import { FENCE_LIVE } from './live.ts';
import { STONITH_SHOWN } from './shown.ts';
import { STONITH_LEVEL } from './stonith-level.ts';

const EDIT = ['file', 'force'] as const;
const EDIT_WAIT = ['file', 'force', 'wait'] as const;

/** Two words for the same command. */
function both(words: readonly [string, string], make: (word: string) => Command): Command[] {
  return words.map(make);
}

/** `pcs stonith …`. */
export const STONITH: CommandGroup = {
  name: 'stonith',
  summary: 'Fence devices and the order in which they are tried',
  whenAlone: ['stonith', 'status'],
  commands: [
    ...FENCE_AGENTS,
    {
      path: ['stonith', 'create'],
      forms: [
        '<stonith id> <stonith device type> [stonith device options] [op <operation action> <operation options> [<operation action> <operation options>]...] [meta <meta options>...] [--group <group id> [--before <stonith id> | --after <stonith id>]] [--disabled] [--agent-validation] [--wait[=n]]',
      ],
      help: 'Make a fence device. Options are checked against what the agent says it takes, with --agent-validation by the agent itself too. With --disabled the device is not used.',
      options: [...EDIT_WAIT, 'agent-validation', 'disabled', 'group', 'before', 'after'],
      arguments: ['any', 'fence-agent', 'parameter'],
      keywords: ['op', 'meta'],
      effect: 'edits',
      run: async () => (await import('../resource/stonith-create.ts')).stonithCreate,
    },
    {
      path: ['stonith', 'update'],
      forms: [
        '<stonith id> [stonith options] [op [<operation action> <operation options>]...] [meta <meta operations>...] [--agent-validation] [--wait[=n]]',
      ],
      help: 'Change options, operations and meta attributes of a fence device; the empty value removes an option. An operation takes the place of the first one of its name, with exactly the options given. With --agent-validation the agent checks the options too.',
      options: [...EDIT_WAIT, 'agent-validation'],
      arguments: ['stonith', 'parameter'],
      keywords: ['op', 'meta'],
      effect: 'edits',
      run: async () => (await import('../resource/update.ts')).update,
    },
    ...both(['delete', 'remove'], (word) => ({
      path: ['stonith', word],
      forms: ['<stonith id>'],
      help: 'Remove a fence device, the constraints that name it, and it from the fencing levels.',
      options: EDIT,
      arguments: ['stonith'],
      effect: 'edits',
      run: async () => (await import('../resource/remove.ts')).remove,
    })),
    {
      path: ['stonith', 'op', 'add'],
      forms: ['<stonith id> <operation action> [operation properties]'],
      help: 'Give a fence device an operation.',
      options: EDIT,
      arguments: ['stonith', 'any'],
      effect: 'edits',
      run: async () => (await import('../resource/operation.ts')).operationAdd,
    },
    ...both(['delete', 'remove'], (word) => ({
      path: ['stonith', 'op', word],
      forms: ['<stonith id> <operation action> [<operation properties>...]', '<operation id>'],
      help: 'Remove an operation: the one with an id, or those of a device with a name and, when properties are given, exactly these.',
      options: EDIT,
      arguments: ['stonith', 'any'],
      effect: 'edits',
      run: async () => (await import('../resource/operation.ts')).operationRemove,
    })),
    {
      path: ['stonith', 'meta'],
      forms: ['<stonith id> <meta options> [--wait[=n]]'],
      help: 'Set meta attributes (name=value); the empty value removes one.',
      options: EDIT_WAIT,
      arguments: ['stonith', 'any'],
      effect: 'edits',
      run: async () => (await import('../resource/meta.ts')).meta,
    },
    {
      path: ['stonith', 'enable'],
      forms: ['<stonith id>... [--wait[=n]]'],
      help: 'Let the cluster use fence devices again (removes target-role from them).',
      options: EDIT_WAIT,
      arguments: ['stonith'],
      effect: 'edits',
      run: async () => (await import('../resource/switching.ts')).enable,
    },
    {
      path: ['stonith', 'disable'],
      forms: ['<stonith id>... [--wait[=n]]'],
      help: 'Stop fence devices and keep the cluster from using them (target-role=Stopped).',
      options: EDIT_WAIT,
      arguments: ['stonith'],
      effect: 'edits',
      run: async () => (await import('../resource/switching.ts')).disable,
    },
    ...FENCE_LIVE,
    ...STONITH_SHOWN,
    ...STONITH_LEVEL,
    ...defaultsCommands(['stonith', 'defaults']),
    ...defaultsCommands(['stonith', 'op', 'defaults']),
  ],
};
