import type { GroupEntry } from './command.ts';

/** All groups of commands, in the order of help. */
export const GROUPS: readonly GroupEntry[] = [
  {
    name: 'resource',
    summary: 'what the cluster runs: resources, groups, clones, bundles',
    load: async () => (await import('./resource.ts')).RESOURCE,
  },
  {
    name: 'constraint',
    summary: 'which resources run where, together, and in which order',
    load: async () => (await import('./constraint.ts')).CONSTRAINT,
  },
  {
    name: 'property',
    summary: 'how the cluster as a whole behaves',
    load: async () => (await import('./property.ts')).PROPERTY,
  },
  {
    name: 'node',
    summary: 'attributes of nodes, standby and maintenance',
    load: async () => (await import('./node.ts')).NODE,
  },
  {
    name: 'acl',
    summary: 'who may see and change what',
    load: async () => (await import('./acl.ts')).ACL,
  },
  {
    name: 'alert',
    summary: 'programs that are run when something happens',
    load: async () => (await import('./alert.ts')).ALERT,
  },
  {
    name: 'tag',
    summary: 'names for several resources at once',
    load: async () => (await import('./tag.ts')).TAG,
  },
  {
    name: 'quorum',
    summary: 'when the cluster may act',
    load: async () => (await import('./quorum.ts')).QUORUM,
  },
  {
    name: 'cluster',
    summary: 'the cluster and its configuration as a whole',
    load: async () => (await import('./cluster.ts')).CLUSTER,
  },
  {
    name: 'status',
    summary: 'the state of nodes and resources',
    load: async () => (await import('./status.ts')).STATUS,
  },
  {
    name: 'config',
    summary: 'the whole configuration, readable',
    load: async () => (await import('./config.ts')).CONFIG,
  },
  {
    name: 'stonith',
    summary: 'fence devices and the order in which they are tried',
    load: async () => (await import('./stonith.ts')).STONITH,
  },
];
