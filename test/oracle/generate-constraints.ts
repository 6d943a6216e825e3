import type { XmlElement } from '../../src/cib/xml/element.ts';
import { element } from './build.ts';
import { SCORES } from './generate-primitive.ts';
import type { Inventory } from './inventory.ts';
import type { Random } from './random.ts';

const ROLES = ['Started', 'Promoted', 'Unpromoted', 'Stopped'] as const;

function anyOf(random: Random, inventory: Inventory): string {
  const top = [
    ...inventory.primitives,
    ...inventory.groups,
    ...inventory.clones,
    ...inventory.promotables,
    ...inventory.bundles,
  ];
  if (inventory.members.length > 0 && random.chance(0.06)) return random.pick(inventory.members);
  if (inventory.templates.length > 0 && random.chance(0.1)) return random.pick(inventory.templates);
  return random.pick(top);
}

function expression(random: Random, id: string, nodes: readonly string[]): XmlElement {
  switch (random.between(0, 4)) {
    case 0:
      return element('expression', {
        id,
        attribute: '#uname',
        operation: random.pick(['eq', 'ne']),
        value: random.pick(nodes),
      });
    case 1:
      return element('expression', {
        id,
        attribute: 'rack',
        operation: random.pick(['eq', 'ne', 'lt', 'gte']),
        value: random.pick(['1', '2', 'x']),
        type: random.chance(0.5) ? random.pick(['string', 'integer', 'number', 'version']) : null,
      });
    case 2:
      return element('expression', {
        id,
        attribute: random.pick(['rack', 'site', '#kind']),
        operation: random.pick(['defined', 'not_defined']),
      });
    case 3:
      return element('expression', {
        id,
        attribute: '#kind',
        operation: 'eq',
        value: random.pick(['cluster', 'remote', 'container']),
      });
    default:
      return dateExpression(random, id);
  }
}

function dateExpression(random: Random, id: string): XmlElement {
  const early = '2020-01-01';
  const late = '2040-01-01';
  switch (random.between(0, 3)) {
    case 0:
      return element('date_expression', { id, operation: 'gt', start: random.pick([early, late]) });
    case 1:
      return element('date_expression', { id, operation: 'lt', end: random.pick([early, late]) });
    case 2:
      return element('date_expression', { id, operation: 'in_range', start: early, end: late });
    default:
      return element('date_expression', { id, operation: 'date_spec' }, [
        element('date_spec', { id: `${id}-spec`, hours: '0-12', weekdays: random.pick(['1-5', '6-7']) }),
      ]);
  }
}

function location(random: Random, id: string, inventory: Inventory, nodes: readonly string[]): XmlElement {
  const rsc = anyOf(random, inventory);
  const discovery = random.chance(0.12) ? random.pick(['always', 'never', 'exclusive']) : null;
  if (random.chance(0.7)) {
    const pattern = random.chance(0.08);
    return element('rsc_location', {
      id,
      rsc: pattern ? null : rsc,
      'rsc-pattern': pattern ? random.pick(['r[0-9]', '!clone', '^g']) : null,
      node: random.pick(nodes),
      score: random.pick(SCORES),
      role: random.chance(0.1) ? random.pick(ROLES) : null,
      'resource-discovery': discovery,
    });
  }
  const rule = element(
    'rule',
    {
      id: `${id}-rule`,
      score: random.pick(SCORES),
      'boolean-op': random.chance(0.5) ? random.pick(['and', 'or']) : null,
      role: random.chance(0.2) ? random.pick(['Promoted', 'Started']) : null,
    },
    Array.from({ length: random.between(1, 2) }, (_, i) => expression(random, `${id}-rule-${i}`, nodes)),
  );
  return element('rsc_location', { id, rsc, 'resource-discovery': discovery }, [rule]);
}

function colocation(random: Random, id: string, inventory: Inventory): XmlElement {
  const score = random.pick(['INFINITY', 'INFINITY', '-INFINITY', '100', '-100', '5', '500', '-1']);
  if (random.chance(0.2)) {
    const sets = Array.from({ length: random.between(1, 2) }, (_, i) =>
      element(
        'resource_set',
        {
          id: `${id}-set${i}`,
          sequential: random.chance(0.5) ? random.pick(['true', 'false']) : null,
          role: random.chance(0.15) ? random.pick(ROLES) : null,
        },
        random
          .some(
            [
              ...new Set([
                ...inventory.primitives,
                ...inventory.groups,
                ...inventory.clones,
                ...inventory.promotables,
              ]),
            ],
            random.between(1, 3),
          )
          .map((ref) => element('resource_ref', { id: ref })),
      ),
    ).filter((set) => set.children.length > 0);
    if (sets.length > 0) return element('rsc_colocation', { id, score }, sets);
  }
  return element('rsc_colocation', {
    id,
    rsc: anyOf(random, inventory),
    'with-rsc': anyOf(random, inventory),
    score,
    'rsc-role': random.chance(0.15) ? random.pick(ROLES) : null,
    'with-rsc-role': random.chance(0.2) ? random.pick(ROLES) : null,
    'node-attribute': random.chance(0.1) ? random.pick(['rack', 'site']) : null,
    influence: random.chance(0.15) ? random.pick(['true', 'false']) : null,
  });
}

function order(random: Random, id: string, inventory: Inventory): XmlElement {
  const kind = random.chance(0.4) ? random.pick(['Mandatory', 'Optional', 'Serialize']) : null;
  const symmetrical = random.chance(0.2) && kind !== 'Serialize' ? random.pick(['true', 'false']) : null;
  if (random.chance(0.25)) {
    const sets = Array.from({ length: random.between(1, 3) }, (_, i) =>
      element(
        'resource_set',
        {
          id: `${id}-set${i}`,
          sequential: random.chance(0.5) ? random.pick(['true', 'false']) : null,
          'require-all': random.chance(0.3) ? random.pick(['true', 'false']) : null,
          action: random.chance(0.15) ? random.pick(['start', 'stop', 'promote', 'demote']) : null,
        },
        random
          .some(
            [...inventory.primitives, ...inventory.groups, ...inventory.clones, ...inventory.promotables],
            random.between(1, 3),
          )
          .map((ref) => element('resource_ref', { id: ref })),
      ),
    ).filter((set) => set.children.length > 0);
    if (sets.length > 0) return element('rsc_order', { id, kind, symmetrical }, sets);
  }
  const first = anyOf(random, inventory);
  const then = anyOf(random, inventory);
  return element('rsc_order', {
    id,
    first,
    then,
    kind,
    symmetrical,
    'first-action': random.chance(0.3) ? random.pick(['start', 'stop', 'promote', 'demote']) : null,
    'then-action': random.chance(0.2) ? random.pick(['start', 'stop', 'promote', 'demote']) : null,
    'require-all': random.chance(0.1) ? 'false' : null,
  });
}

/** The constraints section. Orders between a group and its own members are left out: the peer aborts on them. */
export function generateConstraints(
  random: Random,
  inventory: Inventory,
  nodes: readonly string[],
): XmlElement {
  const list: XmlElement[] = [];
  const count =
    inventory.primitives.length +
    inventory.groups.length +
    inventory.clones.length +
    inventory.promotables.length +
    inventory.bundles.length;
  if (count > 0) {
    for (let i = random.between(0, 5); i > 0; i--)
      list.push(location(random, `location${i}`, inventory, nodes));
    for (let i = random.between(0, 3); i > 0; i--) list.push(colocation(random, `colocation${i}`, inventory));
    for (let i = random.between(0, 3); i > 0; i--) list.push(order(random, `order${i}`, inventory));
    if (random.chance(0.15)) {
      list.push(
        element('rsc_ticket', {
          id: 'ticket1',
          rsc: anyOf(random, inventory),
          ticket: 'ticketA',
          'rsc-role': random.chance(0.3) ? random.pick(['Started', 'Promoted']) : null,
          'loss-policy': random.chance(0.7) ? random.pick(['stop', 'demote', 'fence', 'freeze']) : null,
        }),
      );
    }
  }
  return element('constraints', {}, list);
}
