import { deleteAndRemove, olderNames } from './both-names.ts';
import type { Command, CommandGroup } from './command.ts';

const load = async () => await import('../acl/acl.ts');
const PERMISSIONS = '((read | write | deny) (xpath <query> | id <id>))...';

function holders(kind: 'user' | 'group'): readonly Command[] {
  return [
    {
      path: ['acl', kind, 'create'],
      forms: [`<${kind} name> [<role id>]...`],
      help: `Enter a ${kind} of the system, with roles.`,
      options: ['file'],
      arguments: ['any', 'role'],
      effect: 'edits',
      run: async () => (await load()).holderCreate(kind),
    },
    ...deleteAndRemove(['acl', kind], {
      forms: [`<${kind} name>`],
      help: `Take a ${kind} out of the access lists.`,
      options: ['file'],
      arguments: ['any'],
      effect: 'edits',
      run: async () => (await load()).holderRemove(kind),
    }),
  ];
}

/** `pcs acl …`. */
export const ACL: CommandGroup = {
  name: 'acl',
  summary: 'Who may see and change what',
  whenAlone: ['acl', 'config'],
  commands: [
    {
      path: ['acl', 'config'],
      forms: [''],
      help: 'Show whether access lists are in force, and what they say.',
      options: ['file'],
      arguments: [],
      effect: 'shows',
      run: async () => (await load()).aclConfig,
    },
    ...olderNames(['acl'], ['show'], {
      options: ['file'],
      arguments: [],
      run: async () => (await load()).aclShow,
    }),
    ...([true, false] as const).map(
      (isOn): Command => ({
        path: ['acl', isOn ? 'enable' : 'disable'],
        forms: [''],
        help: isOn ? 'Put access lists in force.' : 'Let access lists rest.',
        options: ['file'],
        arguments: [],
        effect: 'edits',
        run: async () => (await load()).aclSwitch(isOn),
      }),
    ),
    {
      path: ['acl', 'role', 'create'],
      forms: [`<role id> [description=<description>] [${PERMISSIONS}]`],
      help: 'Make a role. A permission holds for everything below what the XPath finds, or below one element; of several that fit, the one for the deeper element counts, and of those for the same element deny before write before read.',
      options: ['file'],
      arguments: ['any'],
      effect: 'edits',
      run: async () => (await load()).roleCreate,
    },
    ...deleteAndRemove(['acl', 'role'], {
      forms: ['<role id>'],
      help: 'Take a role away, from all who have it too.',
      options: ['file'],
      arguments: ['role'],
      effect: 'edits',
      run: async () => (await load()).roleRemove,
    }),
    {
      path: ['acl', 'role', 'assign'],
      forms: ['<role id> [to] [user|group] <name>'],
      help: 'Give a role to a group, or to a user when nothing is said.',
      options: ['file'],
      arguments: ['role', 'any'],
      effect: 'edits',
      run: async () => (await load()).roleAssignment(true),
    },
    {
      path: ['acl', 'role', 'unassign'],
      forms: ['<role id> [from] [user|group] <name>'],
      help: 'Take a role from a group, or from a user when nothing is said.',
      options: ['file'],
      arguments: ['role', 'any'],
      effect: 'edits',
      run: async () => (await load()).roleAssignment(false),
    },
    ...holders('user'),
    ...holders('group'),
    {
      path: ['acl', 'permission', 'add'],
      forms: [`<role id> ${PERMISSIONS}`],
      help: 'Give a role more permissions; the role is made when there is none.',
      options: ['file'],
      arguments: ['role', 'any'],
      effect: 'edits',
      run: async () => (await load()).permissionAdd,
    },
    ...deleteAndRemove(['acl', 'permission'], {
      forms: ['<permission id>'],
      help: 'Take one permission away; pcs acl shows the ids.',
      options: ['file'],
      arguments: ['any'],
      effect: 'edits',
      run: async () => (await load()).permissionRemove,
    }),
  ],
};
