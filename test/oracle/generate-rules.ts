import type { XmlElement } from '../../src/cib/xml/element.ts';
import { element } from './build.ts';
import type { Random } from './random.ts';

/** What a rule may ask about where it stands. */
export type RulePlace = 'location' | 'resource' | 'operation' | 'other';

const MOMENTS = [
  '2020-01-01',
  '2027-01-15 08:00:00Z',
  '2027-01-15T07:59:59Z',
  '2027-015',
  '2040-01-01',
  '2027-W02-5',
];
const DURATIONS: readonly Readonly<Record<string, string>>[] = [
  { hours: '1' },
  { days: '2', minutes: '10' },
  { months: '1' },
  { years: '8', weeks: '3', seconds: '5' },
];
/** Fields of a moment; what is played is 2027-01-15 08:00:00, a Friday. */
const FIELDS: readonly (readonly [name: string, ranges: readonly string[]])[] = [
  ['years', ['2027', '2020-2030', '-2026', '2028-']],
  ['months', ['1', '2-12']],
  ['monthdays', ['15', '1-14']],
  ['hours', ['8', '9-17', '0-8', '8-']],
  ['minutes', ['0', '1-59']],
  ['seconds', ['0', '1-']],
  ['yeardays', ['15', '1-14']],
  ['weekyears', ['2027', '2026']],
  ['weeks', ['2', '3-']],
  ['weekdays', ['5', '6-7', '1-5']],
];

/** A rule of one to three conditions, some of them rules again. */
export function rule(
  random: Random,
  id: string,
  place: RulePlace,
  attributes: Readonly<Record<string, string | null>> = {},
  depth = 0,
): XmlElement {
  return element(
    'rule',
    { id, 'boolean-op': random.chance(0.6) ? random.pick(['and', 'or']) : null, ...attributes },
    Array.from({ length: random.between(1, 3) }, (_, i) =>
      depth < 2 && random.chance(0.15)
        ? rule(random, `${id}-${i}`, place, {}, depth + 1)
        : condition(random, `${id}-${i}`, place),
    ),
  );
}

function condition(random: Random, id: string, place: RulePlace): XmlElement {
  if (place === 'operation' && random.chance(0.5)) {
    return element('op_expression', {
      id,
      name: random.pick(['monitor', 'start', 'stop', 'promote', 'notify']),
      interval: random.chance(0.4) ? random.pick(['10s', '0', 'PT10S', '11', 'never']) : null,
    });
  }
  if (place !== 'other' && place !== 'location' && random.chance(0.5)) {
    return element('rsc_expression', {
      id,
      class: random.chance(0.7) ? random.pick(['ocf', 'systemd', 'stonith', 'lsb']) : null,
      provider: random.chance(0.6) ? random.pick(['pacemaker', 'heartbeat']) : null,
      type: random.chance(0.5) ? random.pick(['Dummy', 'Stateful', 'dummyd', 'remote']) : null,
    });
  }
  return random.chance(place === 'location' ? 0.3 : 0.6) ? moment(random, id) : attribute(random, id, place);
}

function attribute(random: Random, id: string, place: RulePlace): XmlElement {
  const operation = random.pick(['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'defined', 'not_defined']);
  const source =
    place === 'location' && random.chance(0.15) ? random.pick(['param', 'meta', 'literal']) : null;
  return element('expression', {
    id,
    attribute: random.pick([
      'rack',
      'site',
      '#kind',
      '#uname',
      '#id',
      '#is_dc',
      '#cluster-name',
      '#site-name',
      'load',
    ]),
    operation,
    value: operation.endsWith('defined')
      ? null
      : source === 'param' || source === 'meta'
        ? random.pick(['fake', 'priority', 'target-role', 'class'])
        : random.pick(['1', '2', 'a', '', 'node1', 'cluster', 'true', '1.5', '1.10', 'test']),
    type: random.chance(0.4) ? random.pick(['string', 'integer', 'number', 'version']) : null,
    'value-source': source,
  });
}

function moment(random: Random, id: string): XmlElement {
  const duration = element('duration', { id: `${id}-duration`, ...random.pick(DURATIONS) });
  switch (random.between(0, 5)) {
    case 0:
      return element('date_expression', { id, operation: 'gt', start: random.pick(MOMENTS) });
    case 1:
      return element('date_expression', { id, operation: 'lt', end: random.pick(MOMENTS) });
    case 2:
      return element('date_expression', { id, operation: 'in_range', start: random.pick(MOMENTS) }, [
        duration,
      ]);
    case 3:
      return element('date_expression', {
        id,
        operation: 'in_range',
        start: random.chance(0.7) ? random.pick(MOMENTS) : null,
        end: random.pick(MOMENTS),
      });
    default: {
      const fields = random
        .some(FIELDS, random.between(1, 2))
        .map(([name, ranges]) => [name, random.pick(ranges)]);
      return element('date_expression', { id, operation: 'date_spec' }, [
        element('date_spec', { id: `${id}-spec`, ...Object.fromEntries(fields) }),
      ]);
    }
  }
}
