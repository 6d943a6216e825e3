import type { Command } from './command.ts';

/** Commands of other groups that documents put into the group resource: answered with where they are. */
export const OTHER_SPELLINGS: readonly Command[] = [
  {
    path: ['resource', 'constraint'],
    forms: [''],
    help: 'Constraints have a group of their own.',
    options: ['file', 'force'],
    arguments: ['any'],
    effect: 'shows',
    isOld: true,
    run: async () => (await import('../constraint/elsewhere.ts')).constraintElsewhere,
  },
];
