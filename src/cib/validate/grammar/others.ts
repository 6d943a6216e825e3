import type { Grammar } from './element-grammar.ts';

const ALERT_PARTS = ['meta_attributes', 'instance_attributes'];

/** Fencing levels, access control, alerts and tags: accepted and carried, without effect on decisions (spec A0.7). */
export const OTHER_GRAMMAR: Grammar = {
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
    children: [...ALERT_PARTS, 'recipient', 'select?'],
  },
  recipient: {
    attributes: { id: 'id', value: 'text', description: 'text' },
    required: ['id', 'value'],
    children: ALERT_PARTS,
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
