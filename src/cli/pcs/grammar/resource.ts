import type { Command, CommandGroup } from './command.ts';
import { defaultsCommands } from './defaults.ts';
import { OTHER_SPELLINGS } from './other-spellings.ts';
import { RESOURCE_SHOWN } from './shown.ts';

const EDIT = ['file', 'force'] as const;
const EDIT_WAIT = ['file', 'force', 'wait'] as const;

/** Two words for the same command. */
function both(words: readonly [string, string], make: (word: string) => Command): Command[] {
  return words.map(make);
}

/** `pcs resource …`. */
export const RESOURCE: CommandGroup = {
  name: 'resource',
  summary: 'What the cluster runs: resources, groups, clones, bundles',
  whenAlone: ['resource', 'status'],
  commands: [
    ...both(['delete', 'remove'], (word) => ({
      path: ['resource', word],
      forms: ['<resource id|group id|bundle id|clone id>'],
      help: 'Remove a resource with everything inside it, and the constraints that name it. A group or clone that is left without a resource goes with it.',
      options: EDIT,
      arguments: ['resource'],
      effect: 'edits',
      run: async () => (await import('../resource/remove.ts')).remove,
    })),
    {
      path: ['resource', 'enable'],
      forms: ['<resource id | tag id>... [--wait[=n]]'],
      help: 'Let the cluster run resources again (removes target-role from them).',
      options: EDIT_WAIT,
      arguments: ['resource'],
      effect: 'edits',
      run: async () => (await import('../resource/switching.ts')).enable,
    },
    {
      path: ['resource', 'disable'],
      forms: [
        '<resource id | tag id>... [--safe [--brief] [--no-strict]] [--simulate [--brief]] [--wait[=n]]',
      ],
      help: 'Stop resources and keep them stopped (target-role=Stopped). With --safe only if nothing else would be touched; --no-strict allows other resources to move, but not to stop. With --simulate nothing is done and it is shown what would happen; --brief shows only what would be affected.',
      options: [...EDIT_WAIT, 'safe', 'brief', 'no-strict', 'simulate'],
      arguments: ['resource'],
      effect: 'edits',
      run: async () => (await import('../resource/switching.ts')).disable,
    },
    {
      path: ['resource', 'manage'],
      forms: ['<resource id | tag id>... [--monitor]'],
      help: 'Let the cluster take care of resources again. With --monitor their monitor operations are enabled too.',
      options: [...EDIT, 'monitor'],
      arguments: ['resource'],
      effect: 'edits',
      run: async () => (await import('../resource/switching.ts')).manage,
    },
    {
      path: ['resource', 'unmanage'],
      forms: ['<resource id | tag id>... [--monitor]'],
      help: 'Keep the cluster from starting and stopping resources. With --monitor their monitor operations are disabled too.',
      options: [...EDIT, 'monitor'],
      arguments: ['resource'],
      effect: 'edits',
      run: async () => (await import('../resource/switching.ts')).unmanage,
    },
    {
      path: ['resource', 'ban'],
      forms: ['<resource id> [node] [--promoted] [lifetime=<lifetime>] [--wait[=n]]'],
      help: 'Keep a resource off a node (the one it runs on, when none is named) by a location constraint with score -INFINITY. It holds until its lifetime, an ISO 8601 duration, is over, or until it is cleared. With --promoted only promotion is kept off; name the promotable clone then.',
      options: [...EDIT_WAIT, 'promoted'],
      arguments: ['resource', 'node'],
      effect: 'edits',
      run: async () => (await import('../resource/preference.ts')).ban,
    },
    {
      path: ['resource', 'move-with-constraint'],
      forms: ['<resource id> [destination node] [lifetime=<lifetime>] [--promoted] [--wait[=n]]'],
      help: 'Have a resource move: to a node by a location constraint with score INFINITY, or off the node it runs on by one with -INFINITY. The constraint stays until its lifetime, an ISO 8601 duration, is over, or until it is cleared. With --promoted the promoted instance is meant; name the promotable clone then.',
      options: [...EDIT_WAIT, 'promoted'],
      arguments: ['resource', 'node'],
      effect: 'edits',
      run: async () => (await import('../resource/preference.ts')).moveWithConstraint,
    },
    {
      path: ['resource', 'clear'],
      forms: ['<resource id> [node] [--promoted] [--expired] [--wait[=n]]'],
      help: 'Remove the constraints that move and ban have made for a resource: all, those for one node, or with --expired those whose lifetime is over.',
      options: [...EDIT_WAIT, 'promoted', 'expired'],
      arguments: ['resource', 'node'],
      effect: 'edits',
      run: async () => (await import('../resource/preference.ts')).clear,
    },
    {
      path: ['resource', 'meta'],
      forms: ['<resource id | group id | clone id> <meta options> [--wait[=n]]'],
      help: 'Set meta attributes (name=value); the empty value removes one.',
      options: EDIT_WAIT,
      arguments: ['resource', 'any'],
      effect: 'edits',
      run: async () => (await import('../resource/meta.ts')).meta,
    },
    {
      path: ['resource', 'op', 'add'],
      forms: ['<resource id> <operation action> [operation properties]'],
      help: 'Give a resource an operation.',
      options: EDIT,
      arguments: ['resource', 'any'],
      effect: 'edits',
      run: async () => (await import('../resource/operation.ts')).operationAdd,
    },
    ...both(['delete', 'remove'], (word) => ({
      path: ['resource', 'op', word],
      forms: ['<resource id> <operation action> [<operation properties>...]', '<operation id>'],
      help: 'Remove an operation: the one with an id, or those of a resource with a name and, when properties are given, exactly these.',
      options: EDIT,
      arguments: ['resource', 'any'],
      effect: 'edits',
      run: async () => (await import('../resource/operation.ts')).operationRemove,
    })),
    {
      path: ['resource', 'group', 'list'],
      forms: [''],
      help: 'Show the groups and their members.',
      options: ['file'],
      arguments: [],
      effect: 'shows',
      run: async () => (await import('../resource/group-list.ts')).groupList,
    },
    {
      path: ['resource', 'group', 'add'],
      forms: [
        '<group id> <resource id> [resource id] ... [resource id] [--before <resource id> | --after <resource id>] [--wait[=n]]',
      ],
      help: 'Put resources into a group, at its end or next to one of its members; the group is made when there is none. Resources leave the group they are in; one that is left empty is removed, unless something in the configuration names it. Naming members with --before or --after reorders the group.',
      options: [...EDIT_WAIT, 'before', 'after'],
      arguments: ['group', 'resource'],
      effect: 'edits',
      run: async () => (await import('../resource/group-add.ts')).groupAdd,
    },
    ...both(['delete', 'remove'], (word) => ({
      path: ['resource', 'group', word],
      forms: ['<group id> [<resource id>]... [--wait[=n]]'],
      help: 'Take resources out of a group, all when none is named. A group that is left empty is removed; the resources stay.',
      options: EDIT_WAIT,
      arguments: ['group', 'resource'],
      effect: 'edits',
      run: async () => (await import('../resource/remove.ts')).groupRemove,
    })),
    {
      path: ['resource', 'ungroup'],
      forms: ['<group id> [<resource id>]... [--wait[=n]]'],
      help: 'The same as group remove.',
      options: EDIT_WAIT,
      arguments: ['group', 'resource'],
      effect: 'edits',
      run: async () => (await import('../resource/remove.ts')).groupRemove,
    },
    ...defaultsCommands(['resource', 'defaults']),
    ...defaultsCommands(['resource', 'op', 'defaults']),
    ...RESOURCE_SHOWN,
    ...OTHER_SPELLINGS,
  ],
};
