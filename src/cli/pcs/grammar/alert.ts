import { deleteAndRemove, olderNames } from './both-names.ts';
import type { CommandGroup } from './command.ts';

const load = async () => await import('../alert/alert.ts');
const PAIRS = '[options [<option>=<value>]...] [meta [<meta option>=<value>]...]';

/** `pcs alert …`. */
export const ALERT: CommandGroup = {
  name: 'alert',
  summary: 'Programs that are run when something happens',
  whenAlone: ['alert', 'config'],
  commands: [
    {
      path: ['alert', 'config'],
      forms: [''],
      help: 'Show alerts with their recipients.',
      options: ['file'],
      arguments: [],
      effect: 'shows',
      run: async () => (await load()).alertConfig,
    },
    ...olderNames(['alert'], ['show'], {
      options: ['file'],
      arguments: [],
      run: async () => (await load()).alertShow,
    }),
    {
      path: ['alert', 'create'],
      forms: [`path=<path> [id=<alert id>] [description=<description>] ${PAIRS}`],
      help: 'Have a program run when something happens.',
      options: ['file'],
      arguments: ['any'],
      effect: 'edits',
      run: async () => (await load()).alertCreate,
    },
    {
      path: ['alert', 'update'],
      forms: [`<alert id> [path=<path>] [description=<description>] ${PAIRS}`],
      help: 'Change an alert; what is not named stays, an empty value goes.',
      options: ['file'],
      arguments: ['alert', 'any'],
      effect: 'edits',
      run: async () => (await load()).alertUpdate,
    },
    ...deleteAndRemove(['alert'], {
      forms: ['<alert id> ...'],
      help: 'Take alerts away, with their recipients.',
      options: ['file'],
      arguments: ['alert'],
      effect: 'edits',
      run: async () => (await load()).alertRemove('alert'),
    }),
    {
      path: ['alert', 'recipient', 'add'],
      forms: [`<alert id> value=<value> [id=<recipient id>] [description=<description>] ${PAIRS}`],
      help: 'Have an alert run once more, for another recipient.',
      options: ['file', 'force'],
      arguments: ['alert', 'any'],
      effect: 'edits',
      run: async () => (await load()).recipientAdd,
    },
    {
      path: ['alert', 'recipient', 'update'],
      forms: [`<recipient id> [value=<value>] [description=<description>] ${PAIRS}`],
      help: 'Change a recipient; what is not named stays, an empty value goes.',
      options: ['file', 'force'],
      arguments: ['any'],
      effect: 'edits',
      run: async () => (await load()).recipientUpdate,
    },
    ...deleteAndRemove(['alert', 'recipient'], {
      forms: ['<recipient id> ...'],
      help: 'Take recipients away.',
      options: ['file'],
      arguments: ['any'],
      effect: 'edits',
      run: async () => (await load()).alertRemove('recipient'),
    }),
  ],
};
