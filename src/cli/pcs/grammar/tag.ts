import { deleteAndRemove, olderNames } from './both-names.ts';
import type { CommandGroup } from './command.ts';

const load = async () => await import('../tag/tag.ts');

/** `pcs tag …`. */
export const TAG: CommandGroup = {
  name: 'tag',
  summary: 'Names for several resources at once',
  whenAlone: ['tag', 'config'],
  commands: [
    {
      path: ['tag', 'config'],
      forms: ['[<tag id>...]'],
      help: 'Show tags with what they name.',
      options: ['file'],
      arguments: ['tag'],
      effect: 'shows',
      run: async () => (await load()).tagConfig,
    },
    ...olderNames(['tag'], ['list'], {
      options: ['file'],
      arguments: ['tag'],
      run: async () => (await load()).tagList,
    }),
    {
      path: ['tag', 'create'],
      forms: ['<tag id> <id> [<id>]...'],
      help: 'Make a tag for resources.',
      options: ['file'],
      arguments: ['any', 'resource'],
      effect: 'edits',
      run: async () => (await load()).tagCreate,
    },
    ...deleteAndRemove(['tag'], {
      forms: ['<tag id>...'],
      help: 'Take tags away; what they name stays.',
      options: ['file'],
      arguments: ['tag'],
      effect: 'edits',
      run: async () => (await load()).tagRemove,
    }),
    {
      path: ['tag', 'update'],
      forms: ['<tag id> [add <id> [<id>]... [--before <id> | --after <id>]] [remove <id> [<id>]...]'],
      help: 'Add ids to a tag, move those that are there next to another one, and take ids out.',
      options: ['file', 'before', 'after'],
      arguments: ['tag', 'resource'],
      effect: 'edits',
      run: async () => (await load()).tagUpdate,
    },
  ],
};
