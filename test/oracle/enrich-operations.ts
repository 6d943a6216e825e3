import { element } from './build.ts';
import { addSet, type Enrichment, fresh, resourcesOf, ruled, section } from './enrichment.ts';
import type { Random } from './random.ts';

const OPERATION_META: readonly (readonly [string, readonly string[]])[] = [
  ['timeout', ['7s', '1min', 'PT5S', 'bogus', '.5s', '5seconds']],
  [
    'on-fail',
    [
      'block',
      'ignore',
      'fence',
      'standby',
      'stop',
      'demote',
      'migrate',
      'restart-container',
      'nothing',
      'bogus',
    ],
  ],
  ['start-delay', ['5s', '-3']],
  ['enabled', ['false', 'true']],
  ['interval', ['15s']],
  ['custom', ['a', '#default']],
  ['role_after_failure', ['Stopped', 'Started', 'Master']],
  ['interval-origin', ['2027-01-01 00:00:03Z']],
];

function operationMeta(random: Random): Readonly<Record<string, string>> {
  return Object.fromEntries(
    random.some(OPERATION_META, random.between(1, 2)).map(([name, values]) => [name, random.pick(values)]),
  );
}

const operationDefaults: Enrichment = (root, random) => {
  for (let i = random.between(1, 3); i > 0; i--)
    addSet(
      section(root, 'op_defaults'),
      ruled(random, 'meta_attributes', 'operation', operationMeta(random)),
    );
};

const sharedOperations: Enrichment = (root, random) => {
  const shared = resourcesOf(root, 'operations').filter((one) => one.get('id-ref') === null);
  const bare = resourcesOf(root, 'primitive').filter((one) => one.first('operations') === null);
  if (shared.length === 0 || bare.length === 0) return;
  const chosen = random.pick(shared);
  if (chosen.get('id') === null) chosen.set('id', fresh('operations'));
  random.pick(bare).children.push(element('operations', { 'id-ref': chosen.get('id') }));
};

const operationAttributes: Enrichment = (root, random) => {
  const operations = resourcesOf(root, 'op');
  if (operations.length === 0) return;
  const target = random.pick(operations);
  const [name, value] = random.pick([
    ['interval-origin', '2027-01-01T00:00:03Z'],
    ['start-delay', '3s'],
    ['start-delay', '10'],
  ] as const);
  if (random.chance(0.5)) {
    target.unset('interval-origin');
    target.unset('start-delay');
    target.set(name, value);
  }
  if (random.chance(0.5))
    addSet(target, ruled(random, 'meta_attributes', 'operation', operationMeta(random)));
  if (random.chance(0.3)) addSet(target, ruled(random, 'instance_attributes', 'other', { depth: '2' }));
};

const moreOperations: Enrichment = (root, random) => {
  const lists = resourcesOf(root, 'operations').filter((one) => one.get('id-ref') === null);
  if (lists.length === 0) return;
  const name = random.pick([
    'monitor',
    'migrate_to',
    'migrate_from',
    'demote',
    'notify',
    'start',
    'stop',
    'promote',
    'reload',
  ]);
  random.pick(lists).children.push(
    element('op', {
      id: fresh('op'),
      name,
      interval:
        name === 'monitor'
          ? random.pick(['10s', '17s', '0', '13', 'PT1M'])
          : name === 'notify'
            ? '0'
            : random.pick(['0', '0s', '10s']),
      timeout: random.chance(0.5) ? random.pick(['45s', '2min']) : null,
      role: random.chance(0.3) ? random.pick(['Stopped', 'Started', 'Master', 'Slave', 'Promoted']) : null,
      enabled: random.chance(0.2) ? random.pick(['true', 'false']) : null,
      'on-fail': random.chance(0.5)
        ? random.pick([
            'ignore',
            'block',
            'demote',
            'stop',
            'restart',
            'standby',
            'fence',
            'restart-container',
          ])
        : null,
    }),
  );
};

/** Operations in their rarer forms, and their defaults. */
export const OPERATIONS: readonly Enrichment[] = [
  operationDefaults,
  operationDefaults,
  sharedOperations,
  operationAttributes,
  operationAttributes,
  moreOperations,
  moreOperations,
];
