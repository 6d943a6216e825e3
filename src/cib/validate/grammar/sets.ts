import type { ValueType } from '../value-types.ts';
import type { ElementGrammar, Grammar } from './element-grammar.ts';

const CALENDAR_FIELDS = ['hours', 'monthdays', 'weekdays', 'months', 'weeks', 'years', 'weekyears', 'moon'];

/** Attributes that may hold any text. */
function texts(...names: readonly string[]): Readonly<Record<string, ValueType>> {
  return Object.fromEntries(names.map((name): [string, ValueType] => [name, 'text']));
}

/** A set of name/value pairs. */
const PAIR_SET: ElementGrammar = {
  attributes: { id: 'id', 'id-ref': 'reference', score: 'score' },
  required: ['id'],
  children: ['rule?', 'nvpair'],
  referenceForm: ['id-ref'],
};

/** Name/value sets and rules (spec A3.1, A3.4). */
export const SET_GRAMMAR: Grammar = {
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
};
