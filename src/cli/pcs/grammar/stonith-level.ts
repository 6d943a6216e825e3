import { deleteAndRemove } from './both-names.ts';
import type { Command } from './command.ts';

const load = async () => await import('../stonith/level.ts');
const TARGET =
  'A target is a node, regexp%PATTERN for nodes whose name matches, or attrib%NAME=VALUE for nodes with such an attribute.';

/** `pcs stonith level …`. */
export const STONITH_LEVEL: readonly Command[] = [
  {
    path: ['stonith', 'level'],
    forms: ['[config]'],
    help: 'Show the fencing levels.',
    options: ['file'],
    arguments: [],
    effect: 'shows',
    run: async () => (await load()).levelConfig,
  },
  {
    path: ['stonith', 'level', 'config'],
    forms: [''],
    help: 'Show the fencing levels.',
    options: ['file'],
    arguments: [],
    effect: 'shows',
    isOld: true,
    run: async () => (await load()).levelConfig,
  },
  {
    path: ['stonith', 'level', 'add'],
    forms: ['<level> <target> <stonith id> [stonith id]...'],
    help: `Say which devices are used together in which attempt to fence a target. Levels are tried in the order of their numbers, until all devices of one have done their work. ${TARGET}`,
    options: ['file', 'force'],
    arguments: ['any', 'node', 'stonith'],
    effect: 'edits',
    run: async () => (await load()).levelAdd,
  },
  ...deleteAndRemove(['stonith', 'level'], {
    forms: ['<level> [target <target>] [stonith <stonith id>...]'],
    help: `Take levels of a number away: all, those of a target, those of exactly these devices. ${TARGET}`,
    options: ['file'],
    arguments: ['any', 'node', 'stonith'],
    effect: 'edits',
    run: async () => (await load()).levelRemove,
  }),
  {
    path: ['stonith', 'level', 'clear'],
    forms: ['[target <target> | stonith <stonith id>...]'],
    help: `Take all levels away, or those of a target or of exactly these devices. ${TARGET}`,
    options: ['file'],
    arguments: ['any', 'stonith'],
    effect: 'edits',
    run: async () => (await load()).levelClear,
  },
  {
    path: ['stonith', 'level', 'verify'],
    forms: [''],
    help: 'Tell devices and nodes that levels name and that are not there.',
    options: ['file'],
    arguments: [],
    effect: 'shows',
    run: async () => (await load()).levelVerify,
  },
];
