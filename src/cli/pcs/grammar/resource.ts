import type { CommandGroup } from './command.ts';

/** `pcs resource …`. */
export const RESOURCE: CommandGroup = {
  name: 'resource',
  summary: 'What the cluster runs: resources, groups, clones, bundles',
  whenAlone: null,
  commands: [
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
      options: ['file', 'before', 'after', 'wait', 'force'],
      arguments: ['group', 'resource'],
      effect: 'edits',
      run: async () => (await import('../resource/group-add.ts')).groupAdd,
    },
  ],
};
