import { deleteAndRemove } from './both-names.ts';
import type { Command } from './command.ts';

const load = async () => await import('../defaults/defaults.ts');
const NOTE = 'Resources that have values of their own keep those.';

/** Commands on default values, below `pcs resource defaults` and its like. */
export function defaultsCommands(path: readonly string[]): readonly Command[] {
  const whose = path.includes('op') ? 'operations' : 'resources';
  const rule = path.includes('op')
    ? 'An expression is: op NAME [interval=INTERVAL]; resource [STANDARD]:[PROVIDER]:[TYPE]; defined|not_defined ATTRIBUTE; ATTRIBUTE lt|gt|lte|gte|eq|ne [string|integer|number|version] VALUE; date gt|lt DATE; date in_range [DATE] to DATE; date in_range DATE to duration UNIT=N...; date-spec UNIT=N[-N]...; two expressions with and or or between them; an expression in parentheses.'
    : 'An expression is: resource [STANDARD]:[PROVIDER]:[TYPE]; date gt|lt DATE; date in_range [DATE] to DATE; date in_range DATE to duration UNIT=N...; date-spec UNIT=N[-N]...; two expressions with and or or between them; an expression in parentheses.';
  const shown = ['file', 'all', 'full', 'no-expire-check'];
  return [
    {
      path,
      forms: ['[config] [--all] [--full] [--no-expire-check]'],
      help: `Show default values of ${whose}; with --all also those whose time is over, with --full the ids.`,
      options: [...shown, 'force'],
      arguments: ['parameter'],
      effect: 'edits',
      run: async () => (await load()).defaults,
    },
    {
      path: [...path, 'config'],
      forms: ['[--all] [--full] [--no-expire-check]'],
      help: `Show default values of ${whose}.`,
      options: shown,
      arguments: [],
      effect: 'shows',
      isOld: true,
      run: async () => (await load()).defaultsConfig,
    },
    {
      path: [...path, 'update'],
      forms: ['<name>=<value>...'],
      help: `Change default values of ${whose} where there is one set of them; an empty value takes one out. ${NOTE}`,
      options: ['file', 'force'],
      arguments: ['parameter'],
      effect: 'edits',
      run: async () => (await load()).defaultsUpdate,
    },
    {
      path: [...path, 'set', 'create'],
      forms: ['[id=<id>] [score=<score>] [meta [<name>=<value>]...] [rule [<expression>]]'],
      help: `Make another set of default values of ${whose}, for all or where an expression is true; of several sets the one with the higher score counts. ${NOTE}\n${rule}`,
      options: ['file', 'force'],
      arguments: ['parameter'],
      effect: 'edits',
      run: async () => (await load()).defaultsSetCreate,
    },
    {
      path: [...path, 'set', 'update'],
      forms: ['<set id> [meta [<name>=<value>]...]'],
      help: `Change values of one set; an empty value takes one out. ${NOTE}`,
      options: ['file', 'force'],
      arguments: ['any', 'parameter'],
      effect: 'edits',
      run: async () => (await load()).defaultsSetUpdate,
    },
    ...deleteAndRemove([...path, 'set'], {
      forms: ['[<set id>]...'],
      help: 'Take sets of default values away.',
      options: ['file'],
      arguments: ['any'],
      effect: 'edits',
      run: async () => (await load()).defaultsSetRemove,
    }),
  ];
}
