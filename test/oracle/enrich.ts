import type { XmlElement } from '../../src/cib/xml/element.ts';
import { element, pairSet } from './build.ts';
import { enrichConstraints } from './enrich-constraints.ts';
import type { Inventory } from './generate-resources.ts';
import { type RulePlace, rule } from './generate-rules.ts';
import { descendants } from './mutate.ts';
import type { Random } from './random.ts';

/** Adds one thing few clusters have to a generated CIB. Does nothing where it does not apply. */
type Enrichment = (root: XmlElement, random: Random, inventory: Inventory) => void;

const COLLECTIVE = ['primitive', 'group', 'clone', 'bundle', 'template'] as const;

function section(root: XmlElement, name: string): XmlElement {
  const configuration = root.first('configuration') as XmlElement;
  const known = configuration.first(name);
  if (known !== null) return known;
  const fresh = element(name);
  configuration.children.push(fresh);
  return fresh;
}

/** Puts sets before everything else: schemas allow any order inside resources. */
function addSet(parent: XmlElement, set: XmlElement | null): void {
  if (set !== null) parent.children.unshift(set);
}

function resourcesOf(root: XmlElement, ...names: readonly string[]): XmlElement[] {
  const resources = section(root, 'resources');
  return names.flatMap((name) => descendants(resources, name));
}

let serial = 0;
function fresh(what: string): string {
  return `x${++serial}-${what}`;
}

function ruled(
  random: Random,
  name: string,
  place: RulePlace,
  pairs: Readonly<Record<string, string | null>>,
): XmlElement | null {
  const id = fresh(name);
  const set = pairSet(name, id, pairs, random.chance(0.7) ? [rule(random, `${id}-rule`, place)] : []);
  if (random.chance(0.4)) set?.set('score', random.pick(['1', '10', 'INFINITY', '-5']));
  return set;
}

const RESOURCE_META: readonly (readonly [string, readonly string[]])[] = [
  ['resource-stickiness', ['0', '1', '50', '#default', 'default', '-10', '10abc', 'green']],
  ['priority', ['1', '7', '#default', '1.9']],
  ['migration-threshold', ['1', '2', '#default', '-1', 'default']],
  ['target-role', ['Stopped', 'started', '#default', 'master', 'Unknown']],
  ['is-managed', ['true', 'off', '#default', 'default']],
  ['failure-timeout', ['1min', 'PT30M', '#default', '90x']],
  ['requires', ['nothing', 'Quorum', 'fencing', 'bogus']],
  ['multiple-active', ['stop_only', 'block', 'stop_unexpected', 'bogus']],
  ['critical', ['false', 'bogus']],
  ['allow-migrate', ['true', 'false']],
  ['allow-unhealthy-nodes', ['true']],
  ['restart-type', ['restart', 'ignore']],
  ['globally-unique', ['true', 'false']],
  ['interleave', ['true', 'bogus']],
  ['clone-max', ['2', '-1', 'many']],
  ['container-attribute-target', ['host']],
  ['ordered', ['false']],
  ['collocated', ['false']],
  ['notify', ['true']],
];

function meta(random: Random): Readonly<Record<string, string>> {
  return Object.fromEntries(
    random.some(RESOURCE_META, random.between(1, 3)).map(([name, values]) => [name, random.pick(values)]),
  );
}

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

const resourceDefaults: Enrichment = (root, random) => {
  for (let i = random.between(1, 2); i > 0; i--)
    addSet(section(root, 'rsc_defaults'), ruled(random, 'meta_attributes', 'resource', meta(random)));
};

const operationDefaults: Enrichment = (root, random) => {
  for (let i = random.between(1, 3); i > 0; i--)
    addSet(
      section(root, 'op_defaults'),
      ruled(random, 'meta_attributes', 'operation', operationMeta(random)),
    );
};

const metaSets: Enrichment = (root, random) => {
  const target = random.pick(resourcesOf(root, ...COLLECTIVE));
  addSet(target, ruled(random, 'meta_attributes', 'resource', meta(random)));
};

const instanceSets: Enrichment = (root, random) => {
  const target = random.pick(resourcesOf(root, ...COLLECTIVE));
  addSet(
    target,
    ruled(random, 'instance_attributes', 'other', { fake: random.pick(['x', 'y']), extra: 'z' }),
  );
};

const utilizationSets: Enrichment = (root, random) => {
  const targets = [
    ...resourcesOf(root, 'primitive', 'template'),
    ...descendants(section(root, 'nodes'), 'node'),
  ];
  const pairs = { cpu: random.pick(['1', '2', 'many', '-1']), disk: random.chance(0.5) ? '3' : null };
  addSet(random.pick(targets), ruled(random, 'utilization', 'other', pairs));
};

const sharedSets: Enrichment = (root, random) => {
  const sets = resourcesOf(root, 'meta_attributes').filter((set) => set.get('id') !== null);
  const targets = resourcesOf(root, ...COLLECTIVE);
  if (sets.length === 0) return;
  addSet(random.pick(targets), element('meta_attributes', { 'id-ref': random.pick(sets).get('id') }));
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
  if (random.chance(0.5)) target.set(name, value);
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
        name === 'monitor' ? random.pick(['10s', '17s', '0', '13', 'PT1M']) : random.pick(['0', '0s', '10s']),
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

const fromTemplate: Enrichment = (root, random) => {
  const targets = resourcesOf(root, 'primitive').filter(
    (one) => one.get('template') === null && one.get('class') === 'ocf' && one.get('type') !== 'remote',
  );
  if (targets.length === 0) return;
  const target = random.pick(targets);
  const id = fresh('template');
  const template = element(
    'template',
    { id, class: target.get('class'), provider: target.get('provider'), type: target.get('type') },
    [
      element('operations', {}, [
        element('op', {
          id: `${id}-monitor`,
          name: 'monitor',
          interval: random.pick(['10s', '25s']),
          timeout: '25s',
        }),
        element('op', { id: `${id}-start`, name: 'start', interval: '0', timeout: '26s' }),
        element('op', {
          id: `${id}-promoted`,
          name: 'monitor',
          interval: '27s',
          role: random.pick(['Master', 'Promoted']),
        }),
      ]),
    ],
  );
  addSet(template, ruled(random, 'meta_attributes', 'resource', meta(random)));
  for (const name of ['class', 'provider', 'type']) target.unset(name);
  target.set('template', id);
  section(root, 'resources').children.unshift(template);
};

const clusterOptions: Enrichment = (root, random) => {
  const options = random.some(
    [
      ['node-health-strategy', ['custom', 'progressive', 'migrate-on-red', 'bogus']],
      ['node-health-base', ['10', '-3', 'INFINITY']],
      ['node-health-red', ['-100', 'INFINITY', '-INFINITY']],
      ['node-health-yellow', ['-10', '5']],
      ['node-health-green', ['3']],
      ['have-watchdog', ['true']],
      ['batch-limit', ['30', '-1']],
      ['migration-limit', ['2', '-1', '0']],
      ['cluster-delay', ['75s', 'PT2M']],
      ['stonith-timeout', ['90s', 'bogus']],
      ['stonith-action', ['poweroff', 'Off', 'off']],
      ['no-quorum-policy', ['Freeze', 'bogus', 'demote']],
      ['placement-strategy', ['Balanced', 'bogus', 'minimal']],
      ['stop-all-resources', ['true']],
      ['maintenance-mode', ['yes', 'bogus']],
      ['enable-startup-probes', ['off']],
      ['remove-after-stop', ['yes', 'bogus']],
      ['priority-fencing-delay', ['PT1M', '0']],
      ['shutdown-lock-limit', ['1h', '1']],
    ] as const,
    random.between(1, 3),
  );
  const pairs = Object.fromEntries(options.map(([name, values]) => [name, random.pick(values)]));
  const set = ruled(random, 'cluster_property_set', 'other', pairs);
  if (set !== null) section(root, 'crm_config').children.push(set);
  if (random.chance(0.1)) root.set('no-quorum-panic', '1');
};

const nodeAttributes: Enrichment = (root, random) => {
  const nodes = descendants(section(root, 'nodes'), 'node');
  const pairs = Object.fromEntries(
    random
      .some(
        [
          ['load', ['1.5', '10', 'high', '']],
          ['site-name', ['here']],
          ['standby', ['true', 'off', 'bogus']],
          ['maintenance', ['on', 'false']],
          ['#health-x', ['-7', 'RED', 'bogus', 'INFINITY']],
          ['#digests-all', ['fencing1:fence_dummy:f2317cad3d54cec5d7d7aa7d0bf35cf8,', 'other']],
          ['#node-unfenced', ['1700000000', '0']],
          ['terminate', ['true', '1700000000', '']],
          ['rack', ['1', '2', 'X']],
          ['resource-discovery-enabled', ['false']],
        ] as const,
        2,
      )
      .map(([name, values]) => [name, random.pick(values)]),
  );
  addSet(random.pick(nodes), ruled(random, 'instance_attributes', 'other', pairs));
};

const guestInGroup: Enrichment = (root, random, inventory) => {
  const members = resourcesOf(root, 'group').flatMap((group) => [...group.elements('primitive')]);
  if (members.length === 0 || inventory.remoteNodes.length === 0) return;
  const member = random.pick(members);
  const name = `guest-${member.get('id')}`;
  if (inventory.remoteNodes.includes(name) || member.get('class') !== 'ocf') return;
  const pairs = {
    'remote-node': name,
    'remote-addr': random.chance(0.5) ? '10.0.0.7' : null,
    'remote-port': random.chance(0.3) ? '3122' : null,
    'remote-connect-timeout': random.chance(0.3) ? '15s' : null,
    'remote-allow-migrate': random.chance(0.3) ? random.pick(['true', 'false']) : null,
  };
  addSet(member, pairSet('meta_attributes', fresh('guest'), pairs));
  inventory.remoteNodes.push(name);
};

const contained: Enrichment = (root, random, inventory) => {
  if (inventory.primitives.length < 2) return;
  const [inner, outer] = random.some(inventory.primitives, 2) as [string, string];
  const target = resourcesOf(root, 'primitive').find((one) => one.get('id') === inner);
  if (target !== undefined)
    addSet(target, pairSet('meta_attributes', fresh('container'), { container: outer }));
};

const clonedFencing: Enrichment = (root, random, inventory) => {
  const resources = section(root, 'resources');
  const index = resources.children.findIndex(
    (one) => one.kind === 'element' && one.get('class') === 'stonith',
  );
  const device = resources.children[index];
  if (device === undefined || device.kind !== 'element') return;
  const id = `${device.get('id')}-clone`;
  resources.children[index] = element('clone', { id }, [device]);
  inventory.clones.push(id);
  addSet(
    device,
    pairSet('instance_attributes', fresh('params'), {
      pcmk_monitor_timeout: '35s',
      pcmk_host_list: 'node1',
      passwd: 's',
    }),
  );
  if (random.chance(0.5))
    addSet(device, pairSet('meta_attributes', fresh('meta'), { provides: 'unfencing' }));
};

const bundleDetails: Enrichment = (root, random) => {
  const bundles = resourcesOf(root, 'bundle');
  if (bundles.length === 0) return;
  const bundle = random.pick(bundles);
  const network = bundle.first('network');
  if (network !== null) {
    if (random.chance(0.4)) network.set('add-host', random.pick(['true', 'false']));
    if (random.chance(0.4)) network.set('host-interface', 'eth1');
    if (random.chance(0.4)) network.set('host-netmask', '24');
    if (random.chance(0.2)) network.set('ip-range-start', '192.168.122.253');
    if (random.chance(0.3))
      network.children.push(element('port-mapping', { id: fresh('port'), range: '5000-5010' }));
    if (random.chance(0.3))
      network.children.push(
        element('port-mapping', { id: fresh('port'), port: '81', 'internal-port': '8080' }),
      );
  }
  for (const name of ['docker', 'podman', 'rkt']) {
    const agent = bundle.first(name);
    if (agent === null) continue;
    if (random.chance(0.3)) agent.set('run-command', '/usr/bin/run it');
    if (random.chance(0.2)) agent.set('options', '');
  }
  const storage = bundle.first('storage');
  if (storage !== null && random.chance(0.5)) {
    storage.children.push(
      element('storage-mapping', {
        id: fresh('storage'),
        'source-dir-root': '/srv',
        'target-dir': random.pick(['/var/log', '/data']),
      }),
    );
  }
};

const asMaster: Enrichment = (root, random) => {
  const resources = section(root, 'resources');
  const clones = [...resources.elements('clone')];
  if (clones.length === 0) return;
  const clone = random.pick(clones);
  if (descendants(clone, 'primitive').some((one) => one.get('type') !== 'Stateful')) return;
  const master = element('master', { id: clone.get('id') }, [...clone.elements()]);
  addSet(
    master,
    pairSet('meta_attributes', fresh('master'), {
      'master-max': random.chance(0.6) ? random.pick(['0', '1', '2']) : null,
      'master-node-max': random.chance(0.3) ? '2' : null,
    }),
  );
  resources.children[resources.children.indexOf(clone)] = master;
};

const ENRICHMENTS: readonly Enrichment[] = [
  resourceDefaults,
  operationDefaults,
  operationDefaults,
  metaSets,
  metaSets,
  instanceSets,
  utilizationSets,
  sharedSets,
  sharedOperations,
  operationAttributes,
  operationAttributes,
  moreOperations,
  moreOperations,
  fromTemplate,
  clusterOptions,
  clusterOptions,
  nodeAttributes,
  guestInGroup,
  contained,
  clonedFencing,
  bundleDetails,
  asMaster,
  enrichConstraints,
  enrichConstraints,
  enrichConstraints,
];

/** Adds a few things few clusters have. */
export function enrich(root: XmlElement, random: Random, inventory: Inventory): void {
  serial = 0;
  for (let i = random.between(1, 6); i > 0; i--) random.pick(ENRICHMENTS)(root, random, inventory);
}
