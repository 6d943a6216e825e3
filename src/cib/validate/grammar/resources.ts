import { type ElementGrammar, type Grammar, ROLES } from './element-grammar.ts';

const CLASSES = ['ocf', 'lsb', 'heartbeat', 'service', 'systemd', 'upstart', 'nagios', 'stonith'] as const;

const PROVIDER_BY_CLASS: NonNullable<ElementGrammar['cases']> = {
  by: 'class',
  controlled: ['provider'],
  values: Object.fromEntries(
    CLASSES.map((name) => [
      name,
      name === 'ocf' ? { allowed: ['provider'], anyOf: ['provider'] } : { allowed: [], anyOf: [] },
    ]),
  ),
};

const RESOURCE_PARTS = ['meta_attributes', 'instance_attributes'];

const CONTAINER: ElementGrammar = {
  attributes: {
    image: 'text',
    replicas: 'integer',
    'replicas-per-host': 'integer',
    masters: 'integer',
    'promoted-max': 'integer',
    'run-command': 'text',
    network: 'text',
    options: 'text',
  },
  required: ['image'],
  atMostOne: [['masters', 'promoted-max']],
};

const CLONE: ElementGrammar = {
  attributes: { id: 'id', description: 'text' },
  required: ['id'],
  children: [...RESOURCE_PARTS, 'primitive?', 'group?'],
  choices: [[['<primitive'], ['<group']]],
};

/** Resources and operations (spec A1.13). */
export const RESOURCE_GRAMMAR: Grammar = {
  primitive: {
    attributes: {
      id: 'id',
      template: 'reference',
      class: CLASSES,
      provider: 'text',
      type: 'text',
      description: 'text',
    },
    required: ['id'],
    children: [...RESOURCE_PARTS, 'utilization', 'operations?'],
    choices: [[['template'], ['class', 'type']]],
    conflicts: [{ beside: 'template', attributes: ['provider'] }],
    cases: PROVIDER_BY_CLASS,
  },
  template: {
    attributes: { id: 'id', class: CLASSES, provider: 'text', type: 'text', description: 'text' },
    required: ['id', 'class', 'type'],
    children: [...RESOURCE_PARTS, 'utilization', 'operations?'],
    cases: PROVIDER_BY_CLASS,
  },
  group: {
    attributes: { id: 'id', description: 'text' },
    required: ['id'],
    children: [...RESOURCE_PARTS, 'primitive'],
    choices: [[['<primitive']]],
  },
  clone: CLONE,
  master: CLONE,
  bundle: {
    attributes: { id: 'id', description: 'text' },
    required: ['id'],
    children: [...RESOURCE_PARTS, 'docker?', 'podman?', 'rkt?', 'network?', 'storage?', 'primitive?'],
    choices: [[['<docker'], ['<podman'], ['<rkt']]],
  },
  docker: CONTAINER,
  podman: CONTAINER,
  rkt: CONTAINER,
  network: {
    attributes: {
      'ip-range-start': 'text',
      'host-netmask': 'integer',
      'host-interface': 'text',
      'control-port': 'integer',
      'add-host': 'boolean',
    },
    children: ['port-mapping'],
  },
  'port-mapping': {
    attributes: { id: 'id', port: 'integer', 'internal-port': 'integer', range: 'port-range' },
    required: ['id'],
    choices: [[['port'], ['range']]],
    conflicts: [{ beside: 'range', attributes: ['internal-port'] }],
  },
  storage: { children: ['storage-mapping'] },
  'storage-mapping': {
    attributes: {
      id: 'id',
      'source-dir': 'text',
      'source-dir-root': 'text',
      'target-dir': 'text',
      options: 'text',
    },
    required: ['id', 'target-dir'],
    choices: [[['source-dir'], ['source-dir-root']]],
  },
  operations: { attributes: { id: 'id', 'id-ref': 'reference' }, children: ['op'] },
  op: {
    attributes: {
      id: 'id',
      name: 'text',
      interval: 'text',
      description: 'text',
      timeout: 'text',
      'start-delay': 'text',
      'interval-origin': 'text',
      enabled: 'boolean',
      'record-pending': 'boolean',
      role: ROLES,
      'on-fail': ['ignore', 'block', 'stop', 'restart', 'standby', 'fence', 'restart-container', 'demote'],
    },
    required: ['id', 'name', 'interval'],
    children: RESOURCE_PARTS,
    atMostOne: [['start-delay', 'interval-origin']],
  },
};
