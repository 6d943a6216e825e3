import type { CommandGroup } from './command.ts';

const cib = async () => await import('../cluster/cib.ts');
const SCOPES =
  'Scopes are acls, alerts, configuration (also --config), constraints, crm_config, fencing-topology, nodes, op_defaults, resources, rsc_defaults and tags.';

/** `pcs cluster …`: what is done on a configuration as a whole. */
export const CLUSTER: CommandGroup = {
  name: 'cluster',
  summary: 'The cluster and its configuration as a whole',
  whenAlone: null,
  commands: [
    {
      path: ['cluster', 'cib'],
      forms: ['[filename] [scope=<scope> | --config]'],
      help: `Print the CIB, or a part of it, or save it to a file. ${SCOPES} A file that is to be edited with -f has to be a whole CIB.`,
      options: ['file', 'config'],
      arguments: ['file', 'any'],
      effect: 'shows',
      run: async () => (await cib()).clusterCib,
    },
    {
      path: ['cluster', 'cib-push'],
      forms: ['<filename> [--wait[=<n>]] [diff-against=<filename_original> | scope=<scope> | --config]'],
      help: `Put the CIB of a file, or a part of it, in the place of the present one. An older CIB is refused as a whole. With diff-against only what differs from the original is changed, unless others have changed it too. ${SCOPES}`,
      options: ['file', 'config', 'wait', 'force'],
      arguments: ['file', 'any'],
      effect: 'edits',
      run: async () => (await cib()).cibPush,
    },
    {
      path: ['cluster', 'cib-upgrade'],
      forms: [''],
      help: 'Let the CIB declare the newest schema; what was spelt otherwise in older ones is rewritten.',
      options: ['file'],
      arguments: [],
      effect: 'edits',
      run: async () => (await cib()).cibUpgrade,
    },
    {
      path: ['cluster', 'verify'],
      forms: ['[--full] [-f <filename>]'],
      help: 'Check the configuration: whether it is valid, whether it can be scheduled, and whether it has mistakes that are known from incidents (hawser lint). What is not valid fails, all else is only told. With --full what comes of each is told too.',
      options: ['file', 'full'],
      arguments: [],
      effect: 'shows',
      run: async () => (await import('../cluster/verify.ts')).clusterVerify,
    },
    {
      path: ['cluster', 'config'],
      forms: ['[show] [--output-format <cmd|json|text>]'],
      help: 'Show what corosync.conf says of the cluster: nodes, links, transport, totem and quorum.',
      options: ['corosync_conf', 'output-format'],
      arguments: [],
      effect: 'shows',
      run: async () => (await import('../cluster/config.ts')).clusterConfig,
    },
    {
      path: ['cluster', 'config', 'show'],
      forms: ['[--output-format <cmd|json|text>]'],
      help: 'The same.',
      options: ['corosync_conf', 'output-format'],
      arguments: [],
      effect: 'shows',
      run: async () => (await import('../cluster/config.ts')).clusterConfig,
    },
    {
      path: ['cluster', 'config', 'update'],
      forms: [
        '[transport <transport options>] [compression <compression options>] [crypto <crypto options>] [totem <totem options>] [--corosync_conf <path>]',
      ],
      help: 'Change what corosync.conf says of transport, compression, encryption and timing (corosync.conf(5)); an empty value takes one out.',
      options: ['corosync_conf'],
      arguments: ['parameter'],
      effect: 'edits',
      run: async () => (await import('../cluster/config-update.ts')).configUpdate,
    },
  ],
};
