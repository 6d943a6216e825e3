import type { GroupEntry } from './command.ts';

/** All groups of commands, in the order of help. */
export const GROUPS: readonly GroupEntry[] = [
  {
    name: 'resource',
    summary: 'what the cluster runs: resources, groups, clones, bundles',
    load: async () => (await import('./resource.ts')).RESOURCE,
  },
  {
    name: 'stonith',
    summary: 'devices that cut nodes off',
    load: async () => (await import('./stonith.ts')).STONITH,
  },
];
