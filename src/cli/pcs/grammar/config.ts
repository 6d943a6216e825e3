import type { Command, CommandGroup } from './command.ts';

/** Commands of pcs that keep archives of their own. */
const ARCHIVES: readonly Command[] = ['backup', 'restore', 'checkpoint'].map((word) => ({
  path: ['config', word],
  forms: [''],
  help: 'Not there: says what there is in its place.',
  options: ['local'],
  arguments: ['file'],
  effect: 'acts',
  isOld: true,
  run: async () => (await import('../config/archives.ts')).configArchives,
}));

/** `pcs config …`. */
export const CONFIG: CommandGroup = {
  name: 'config',
  summary: 'The whole configuration, readable',
  whenAlone: ['config', 'show'],
  commands: [
    {
      path: ['config', 'show'],
      forms: [''],
      help: 'Show the whole configuration: nodes, resources, fencing, constraints, alerts, defaults, properties, tags and quorum.',
      options: ['file', 'corosync_conf'],
      arguments: [],
      effect: 'shows',
      run: async () => (await import('../config/config.ts')).configShow,
    },
    ...ARCHIVES,
  ],
};
