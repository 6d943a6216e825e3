import { olderNames } from './both-names.ts';
import type { CommandGroup } from './command.ts';

const load = async () => await import('../property/property.ts');
const SHOWN = ['file', 'all', 'defaults'];

/** `pcs property …`. */
export const PROPERTY: CommandGroup = {
  name: 'property',
  summary: 'How the cluster as a whole behaves',
  whenAlone: ['property', 'config'],
  commands: [
    {
      path: ['property', 'config'],
      forms: ['[<property> | --all | --defaults]'],
      help: 'Show the properties that are set, one of them, all with what holds when none is set (--all), or only what holds then (--defaults).',
      options: SHOWN,
      arguments: ['property'],
      effect: 'shows',
      run: async () => (await load()).propertyConfig,
    },
    ...olderNames(['property'], ['list', 'show'], {
      options: SHOWN,
      arguments: ['property'],
      run: async () => (await load()).propertyShow,
    }),
    {
      path: ['property', 'set'],
      forms: ['<property>=[<value>] ... [--force]'],
      help: 'Set properties; without a value a property goes. Names and values are checked, --force overrules that.',
      options: ['file', 'force', 'node'],
      arguments: ['property'],
      effect: 'edits',
      run: async () => (await load()).propertySet,
    },
    {
      path: ['property', 'unset'],
      forms: ['<property> ...'],
      help: 'Take properties away, so that what holds without them holds.',
      options: ['file', 'force'],
      arguments: ['property'],
      effect: 'edits',
      run: async () => (await load()).propertyUnset,
    },
  ],
};
