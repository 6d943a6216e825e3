import { element } from './build.ts';
import { addSet, CONFIGURED, type Enrichment, resourcesOf, ruled, section } from './enrichment.ts';
import type { Random } from './random.ts';
import { descendants } from './tree.ts';

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

/** Some meta attributes with odd values. */
export function meta(random: Random): Readonly<Record<string, string>> {
  return Object.fromEntries(
    random.some(RESOURCE_META, random.between(1, 3)).map(([name, values]) => [name, random.pick(values)]),
  );
}

const resourceDefaults: Enrichment = (root, random) => {
  for (let i = random.between(1, 2); i > 0; i--)
    addSet(section(root, 'rsc_defaults'), ruled(random, 'meta_attributes', 'resource', meta(random)));
};

const metaSets: Enrichment = (root, random) => {
  const target = random.pick(resourcesOf(root, ...CONFIGURED));
  addSet(target, ruled(random, 'meta_attributes', 'resource', meta(random)));
};

const instanceSets: Enrichment = (root, random) => {
  const target = random.pick(resourcesOf(root, ...CONFIGURED));
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
  const targets = resourcesOf(root, ...CONFIGURED);
  if (sets.length === 0) return;
  addSet(random.pick(targets), element('meta_attributes', { 'id-ref': random.pick(sets).get('id') }));
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

/** Sets with rules, scores, references and odd values, everywhere. */
export const SETS: readonly Enrichment[] = [
  resourceDefaults,
  metaSets,
  metaSets,
  instanceSets,
  utilizationSets,
  sharedSets,
  clusterOptions,
  clusterOptions,
  nodeAttributes,
];
