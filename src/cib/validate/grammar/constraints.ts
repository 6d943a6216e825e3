import type { ValueType } from '../value-types.ts';
import { type Grammar, ROLES } from './element-grammar.ts';

const ORDERED_ACTIONS = ['start', 'stop', 'promote', 'demote'] as const;
const ORDER_KINDS = ['Mandatory', 'Optional', 'Serialize'] as const;

/** Several attributes that refer to something. */
function references(...names: readonly string[]): Readonly<Record<string, ValueType>> {
  return Object.fromEntries(names.map((name): [string, ValueType] => [name, 'reference']));
}

/** Constraints (spec A1.13). */
export const CONSTRAINT_GRAMMAR: Grammar = {
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
};
