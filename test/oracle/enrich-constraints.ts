import type { XmlElement } from '../../src/cib/xml/element.ts';
import { element } from './build.ts';
import { SCORES } from './generate-primitive.ts';
import { rule } from './generate-rules.ts';
import type { Inventory } from './inventory.ts';
import type { Random } from './random.ts';
import { descendants } from './tree.ts';

const ROLES = ['Started', 'Promoted', 'Unpromoted', 'Stopped', 'Master', 'Slave'] as const;
const ACTIONS = ['start', 'stop', 'promote', 'demote'] as const;

/** Adds a constraint in one of the forms few clusters use: tags, patterns, sets of everything, rules in rules. */
export function enrichConstraints(root: XmlElement, random: Random, inventory: Inventory): void {
  const configuration = root.first('configuration') as XmlElement;
  const constraints = configuration.first('constraints');
  if (constraints === null) return;
  const number = descendants(configuration, 'rsc_location').length + constraints.children.length;
  const id = `extra-${number}-${random.between(0, 999_999)}`;
  const nodes = descendants(configuration, 'node').map((node) => node.get('uname') ?? '');
  const all = [
    ...inventory.primitives,
    ...inventory.groups,
    ...inventory.clones,
    ...inventory.promotables,
    ...inventory.bundles,
  ];
  if (all.length === 0) return;
  let tag: string | null = null;
  if (random.chance(0.4)) {
    tag = `${id}-tag`;
    let tags = configuration.first('tags');
    if (tags === null) {
      tags = element('tags');
      configuration.children.push(tags);
    }
    tags.children.push(
      element(
        'tag',
        { id: tag },
        random.some(all, random.between(1, 3)).map((ref) => element('obj_ref', { id: ref })),
      ),
    );
  }
  const one = (): string => (tag !== null && random.chance(0.5) ? tag : random.pick(all));
  const set = (name: string): XmlElement =>
    element(
      'resource_set',
      {
        id: name,
        sequential: random.chance(0.5) ? random.pick(['true', 'false']) : null,
        'require-all': random.chance(0.3) ? random.pick(['true', 'false']) : null,
        ordering: random.chance(0.15) ? random.pick(['group', 'listed']) : null,
        action: random.chance(0.3) ? random.pick(ACTIONS) : null,
        role: random.chance(0.25) ? random.pick(ROLES) : null,
        score: random.chance(0.2) ? random.pick(SCORES) : null,
      },
      [
        ...new Set([
          ...random.some(all, random.between(1, 3)),
          ...(tag !== null && random.chance(0.5) ? [tag] : []),
        ]),
      ].map((ref) => element('resource_ref', { id: ref })),
    );
  const sets = (): XmlElement[] =>
    Array.from({ length: random.between(1, 3) }, (_, i) => set(`${id}-set${i}`));
  const role = (chance: number): string | null => (random.chance(chance) ? random.pick(ROLES) : null);
  const lifetime = random.chance(0.08)
    ? [element('lifetime', {}, [rule(random, `${id}-life`, 'other')])]
    : [];
  switch (random.between(0, 7)) {
    case 0:
      constraints.children.push(
        element('rsc_location', { id, rsc: one() }, [
          ...Array.from({ length: random.between(1, 2) }, (_, i) =>
            rule(random, `${id}-rule${i}`, 'location', {
              ...(random.chance(0.25)
                ? { 'score-attribute': random.pick(['load', 'rack']) }
                : { score: random.pick(SCORES) }),
              role: role(0.2),
            }),
          ),
          ...lifetime,
        ]),
      );
      return;
    case 1:
      constraints.children.push(
        element(
          'rsc_location',
          {
            id,
            'rsc-pattern': random.pick([
              '^([a-z]+)([0-9])',
              'r(.)-clone',
              '^!x',
              '!^r',
              'clone$',
              '[[:digit:]]{2}',
            ]),
          },
          [
            element('rule', { id: `${id}-rule`, score: random.pick(SCORES) }, [
              element('expression', {
                id: `${id}-expression`,
                attribute: random.pick(['%0', 'rack', 'load-%1', '%2']),
                operation: random.pick(['defined', 'ne', 'eq']),
                value: random.chance(0.5) ? random.pick(['1', '']) : null,
              }),
            ]),
          ],
        ),
      );
      return;
    case 2:
      constraints.children.push(
        element(
          'rsc_location',
          {
            id,
            node: random.pick(nodes),
            score: random.pick(SCORES),
            'resource-discovery': random.chance(0.2) ? random.pick(['never', 'exclusive']) : null,
          },
          [...sets(), ...lifetime],
        ),
      );
      return;
    case 3:
      constraints.children.push(
        element(
          'rsc_colocation',
          {
            id,
            score: random.pick(SCORES),
            influence: random.chance(0.2) ? random.pick(['true', 'no', 'bogus']) : null,
          },
          sets(),
        ),
      );
      return;
    case 4:
      constraints.children.push(
        element(
          'rsc_colocation',
          {
            id,
            score: random.pick(SCORES),
            rsc: one(),
            'with-rsc': one(),
            'rsc-role': role(0.4),
            'with-rsc-role': role(0.4),
            'node-attribute': random.chance(0.15) ? random.pick(['rack', 'site', '#uname']) : null,
          },
          lifetime,
        ),
      );
      return;
    case 5:
      constraints.children.push(
        element(
          'rsc_order',
          {
            id,
            kind: random.chance(0.4) ? random.pick(['Mandatory', 'Optional', 'Serialize']) : null,
            symmetrical: random.chance(0.2) ? 'false' : null,
          },
          sets(),
        ),
      );
      return;
    case 6: {
      const then = one();
      constraints.children.push(
        element(
          'rsc_order',
          {
            id,
            first: one(),
            then,
            'first-action': random.chance(0.4) ? random.pick(ACTIONS) : null,
            'then-action': random.chance(0.3) ? random.pick(ACTIONS) : null,
            score: random.chance(0.2) ? random.pick(SCORES) : null,
            'require-all': random.chance(0.2) ? random.pick(['true', 'false']) : null,
          },
          lifetime,
        ),
      );
      return;
    }
    default:
      constraints.children.push(
        random.chance(0.5)
          ? element(
              'rsc_ticket',
              {
                id,
                ticket: random.pick(['ticketA', 'ticketB']),
                'loss-policy': random.chance(0.7) ? random.pick(['stop', 'demote', 'fence', 'freeze']) : null,
              },
              sets(),
            )
          : element('rsc_ticket', {
              id,
              ticket: random.pick(['ticketA', 'ticketB']),
              rsc: one(),
              'rsc-role': role(0.5),
              'loss-policy': random.chance(0.7) ? random.pick(['stop', 'demote', 'fence', 'freeze']) : null,
            }),
      );
  }
}
