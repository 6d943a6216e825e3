import type { ValueType } from './value-types.ts';

/**
 * What an element of the configuration may hold (spec A1.13). A token names an attribute (`rsc`) or, with a leading `<`,
 * a child element (`<rule`).
 */
export interface ElementGrammar {
  readonly attributes?: Readonly<Record<string, ValueType>>;
  readonly required?: readonly string[];
  /** Child elements: `x` any number, `x?` at most one, `x!` exactly one. */
  readonly children?: readonly string[];
  /** Child elements at least needed, of whatever kind. */
  readonly atLeast?: number;
  /** From each list exactly one alternative must be there in full, and nothing of the others. */
  readonly choices?: readonly (readonly (readonly string[])[])[];
  /** From each list at most one of the attributes may be there. */
  readonly atMostOne?: readonly (readonly string[])[];
  /** Attributes that may not stand beside a token. */
  readonly conflicts?: readonly { readonly beside: string; readonly attributes: readonly string[] }[];
  /** Depending on the value of an attribute: which of the controlled tokens may be there, and one of which must. */
  readonly cases?: {
    readonly by: string;
    readonly controlled: readonly string[];
    readonly values: Readonly<Record<string, { allowed: readonly string[]; anyOf: readonly string[] }>>;
  };
  /** With an `id-ref` the element is a mere reference: only these attributes and no children. */
  readonly referenceForm?: readonly string[];
  /** Children stand in the order of `children`. */
  readonly isOrdered?: boolean;
}

const ROLES = ['Stopped', 'Started', 'Promoted', 'Unpromoted', 'Master', 'Slave'] as const;
const ORDERED_ACTIONS = ['start', 'stop', 'promote', 'demote'] as const;
const ORDER_KINDS = ['Mandatory', 'Optional', 'Serialize'] as const;
const CLASSES = ['ocf', 'lsb', 'heartbeat', 'service', 'systemd', 'upstart', 'nagios', 'stonith'] as const;

const CALENDAR_FIELDS = ['hours', 'monthdays', 'weekdays', 'months', 'weeks', 'years', 'weekyears', 'moon'];

/** Attributes that may hold any text. */
function texts(...names: readonly string[]): Readonly<Record<string, ValueType>> {
  return Object.fromEntries(names.map((name): [string, ValueType] => [name, 'text']));
}

/** Several attributes that refer to something. */
function references(...names: readonly string[]): Readonly<Record<string, ValueType>> {
  return Object.fromEntries(names.map((name): [string, ValueType] => [name, 'reference']));
}

/** A set of name/value pairs. */
const PAIR_SET: ElementGrammar = {
  attributes: { id: 'id', 'id-ref': 'reference', score: 'score' },
  required: ['id'],
  children: ['rule?', 'nvpair'],
  referenceForm: ['id-ref'],
};

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

/** Elements of the configuration by name. */
export const GRAMMAR: Readonly<Record<string, ElementGrammar>> = {
  cib: {
    attributes: {
      'validate-with': 'text',
      admin_epoch: 'natural',
      epoch: 'natural',
      num_updates: 'natural',
      crm_feature_set: 'text',
      'have-quorum': 'boolean',
      'no-quorum-panic': 'boolean',
      'dc-uuid': 'text',
      'cib-last-written': 'text',
      'update-origin': 'text',
      'update-client': 'text',
      'update-user': 'text',
      'execution-date': 'text',
      'remote-tls-port': 'natural',
      'remote-clear-port': 'natural',
    },
    required: ['admin_epoch', 'epoch', 'num_updates'],
    children: ['configuration!', 'status?'],
    isOrdered: true,
  },
  configuration: {
    children: [
      'crm_config!',
      'nodes!',
      'resources!',
      'constraints!',
      'rsc_defaults?',
      'op_defaults?',
      'fencing-topology?',
      'acls?',
      'alerts?',
      'tags?',
    ],
  },
  crm_config: { children: ['cluster_property_set'] },
  nodes: { children: ['node'] },
  resources: { children: ['template', 'primitive', 'group', 'clone', 'master', 'bundle'] },
  constraints: { children: ['rsc_location', 'rsc_colocation', 'rsc_order', 'rsc_ticket'] },
  rsc_defaults: { children: ['meta_attributes'] },
  op_defaults: { children: ['meta_attributes'] },
  'fencing-topology': { children: ['fencing-level'] },
  acls: { children: ['acl_role', 'acl_target', 'acl_group'] },
  alerts: { children: ['alert'] },
  tags: { children: ['tag'] },

  cluster_property_set: PAIR_SET,
  meta_attributes: PAIR_SET,
  instance_attributes: PAIR_SET,
  utilization: PAIR_SET,
  nvpair: {
    attributes: { id: 'id', 'id-ref': 'reference', name: 'text', value: 'text' },
    required: ['id', 'name'],
    referenceForm: ['id-ref', 'name'],
  },

  rule: {
    attributes: {
      id: 'id',
      'id-ref': 'reference',
      'boolean-op': ['and', 'or'],
      score: 'score',
      'score-attribute': 'text',
      role: 'text',
    },
    required: ['id'],
    children: ['rule', 'expression', 'date_expression', 'rsc_expression', 'op_expression'],
    atLeast: 1,
    atMostOne: [['score', 'score-attribute']],
    referenceForm: ['id-ref'],
  },
  expression: {
    attributes: {
      id: 'id',
      attribute: 'text',
      operation: ['lt', 'gt', 'lte', 'gte', 'eq', 'ne', 'defined', 'not_defined'],
      value: 'text',
      type: ['string', 'integer', 'number', 'version'],
      'value-source': ['literal', 'param', 'meta'],
    },
    required: ['id', 'attribute', 'operation'],
  },
  date_expression: {
    attributes: {
      id: 'id',
      operation: ['in_range', 'gt', 'lt', 'date_spec'],
      start: 'text',
      end: 'text',
    },
    required: ['id', 'operation'],
    children: ['duration?', 'date_spec?'],
    cases: {
      by: 'operation',
      controlled: ['start', 'end', '<duration', '<date_spec'],
      values: {
        in_range: { allowed: ['start', 'end', '<duration'], anyOf: ['start', 'end'] },
        gt: { allowed: ['start'], anyOf: ['start'] },
        lt: { allowed: ['end'], anyOf: ['end'] },
        date_spec: { allowed: ['<date_spec'], anyOf: ['<date_spec'] },
      },
    },
  },
  duration: {
    attributes: { id: 'id', ...texts(...CALENDAR_FIELDS, 'days', 'minutes', 'seconds') },
    required: ['id'],
  },
  date_spec: {
    attributes: { id: 'id', ...texts(...CALENDAR_FIELDS, 'yeardays', 'minutes', 'seconds') },
    required: ['id'],
  },
  rsc_expression: {
    attributes: { id: 'id', class: 'text', provider: 'text', type: 'text' },
    required: ['id'],
  },
  op_expression: { attributes: { id: 'id', name: 'text', interval: 'text' }, required: ['id', 'name'] },

  node: {
    attributes: {
      id: 'text',
      uname: 'text',
      type: ['member', 'ping', 'remote'],
      score: 'score',
      description: 'text',
    },
    required: ['id', 'uname'],
    children: ['instance_attributes', 'utilization'],
  },

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

  rsc_location: {
    attributes: {
      id: 'id',
      rsc: 'reference',
      'rsc-pattern': 'text',
      node: 'text',
      score: 'score',
      role: ROLES,
      'resource-discovery': ['always', 'never', 'exclusive'],
    },
    required: ['id'],
    children: ['resource_set', 'rule', 'lifetime?'],
    choices: [
      [['rsc'], ['rsc-pattern'], ['<resource_set']],
      [['node', 'score'], ['<rule']],
    ],
    conflicts: [{ beside: '<resource_set', attributes: ['role'] }],
  },
  rsc_colocation: {
    attributes: {
      id: 'id',
      rsc: 'reference',
      'with-rsc': 'reference',
      score: 'score',
      'rsc-role': ROLES,
      'with-rsc-role': ROLES,
      'node-attribute': 'text',
      influence: 'text',
    },
    required: ['id'],
    children: ['resource_set', 'lifetime?'],
    choices: [[['rsc', 'with-rsc'], ['<resource_set']]],
    conflicts: [{ beside: '<resource_set', attributes: ['rsc-role', 'with-rsc-role', 'node-attribute'] }],
  },
  rsc_order: {
    attributes: {
      id: 'id',
      ...references('first', 'then'),
      'first-action': ORDERED_ACTIONS,
      'then-action': ORDERED_ACTIONS,
      kind: ORDER_KINDS,
      score: 'score',
      symmetrical: 'boolean',
      'require-all': 'boolean',
    },
    required: ['id'],
    children: ['resource_set', 'lifetime?'],
    choices: [[['first', 'then'], ['<resource_set']]],
    atMostOne: [['kind', 'score']],
    conflicts: [{ beside: '<resource_set', attributes: ['first-action', 'then-action'] }],
  },
  rsc_ticket: {
    attributes: {
      id: 'id',
      ticket: 'text',
      rsc: 'reference',
      'rsc-role': ROLES,
      'loss-policy': ['stop', 'demote', 'fence', 'freeze'],
    },
    required: ['id', 'ticket'],
    children: ['resource_set'],
    choices: [[['rsc'], ['<resource_set']]],
    conflicts: [{ beside: '<resource_set', attributes: ['rsc-role'] }],
  },
  lifetime: { children: ['rule'], atLeast: 1 },
  resource_set: {
    attributes: {
      id: 'id',
      'id-ref': 'reference',
      sequential: 'boolean',
      'require-all': 'boolean',
      ordering: ['group', 'listed'],
      action: ORDERED_ACTIONS,
      role: ROLES,
      score: 'score',
      kind: ORDER_KINDS,
    },
    required: ['id'],
    children: ['resource_ref'],
    atLeast: 1,
    referenceForm: ['id-ref'],
  },
  resource_ref: { attributes: { id: 'reference' }, required: ['id'] },

  'fencing-level': {
    attributes: {
      id: 'id',
      target: 'text',
      'target-pattern': 'text',
      'target-attribute': 'text',
      'target-value': 'text',
      index: 'positive',
      devices: 'device-list',
    },
    required: ['id', 'index', 'devices'],
    choices: [[['target'], ['target-pattern'], ['target-attribute', 'target-value']]],
  },
  acl_role: {
    attributes: { id: 'id', description: 'text' },
    required: ['id'],
    children: ['acl_permission'],
  },
  acl_permission: {
    attributes: {
      id: 'id',
      kind: ['read', 'write', 'deny'],
      xpath: 'text',
      reference: 'reference',
      'object-type': 'text',
      attribute: 'text',
      description: 'text',
    },
    required: ['id', 'kind'],
    choices: [[['xpath'], ['reference'], ['object-type']]],
    conflicts: [
      { beside: 'xpath', attributes: ['attribute'] },
      { beside: 'reference', attributes: ['attribute'] },
    ],
  },
  acl_target: { attributes: { id: 'text', name: 'text' }, required: ['id'], children: ['role'] },
  acl_group: { attributes: { id: 'id', name: 'text' }, required: ['id'], children: ['role'] },
  role: { attributes: { id: 'reference' }, required: ['id'] },
  alert: {
    attributes: { id: 'id', path: 'text', description: 'text' },
    required: ['id', 'path'],
    children: [...RESOURCE_PARTS, 'recipient', 'select?'],
  },
  recipient: {
    attributes: { id: 'id', value: 'text', description: 'text' },
    required: ['id', 'value'],
    children: RESOURCE_PARTS,
  },
  select: { children: ['select_nodes?', 'select_fencing?', 'select_resources?', 'select_attributes?'] },
  select_nodes: {},
  select_fencing: {},
  select_resources: {},
  select_attributes: { children: ['attribute'] },
  attribute: { attributes: { id: 'id', name: 'text' }, required: ['id', 'name'] },
  tag: { attributes: { id: 'id' }, required: ['id'], children: ['obj_ref'], atLeast: 1 },
  obj_ref: { attributes: { id: 'text' }, required: ['id'] },
};
