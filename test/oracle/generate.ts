import type { XmlElement } from '../../src/cib/xml/element.ts';
import { element, pairSet, present } from './build.ts';
import { generateConstraints } from './generate-constraints.ts';
import { generateResources } from './generate-resources.ts';
import { emptyInventory, type Inventory } from './inventory.ts';
import type { Random } from './random.ts';

export interface GeneratedCib {
  readonly root: XmlElement;
  readonly inventory: Inventory;
  /** Cluster nodes by name. */
  readonly members: readonly string[];
}

const NODE_NAMES = ['node1', 'node2', 'node3', 'Node10', 'alpha', 'node4'] as const;
/** All runs are played at one moment (2027-01-15), later than any history the peer writes. */
const EXECUTION_DATE = 1_800_000_000;

function properties(random: Random, fencing: boolean): XmlElement {
  const sometimes = (probability: number, values: readonly string[]): string | null =>
    random.chance(probability) ? random.pick(values) : null;
  const set = pairSet('cluster_property_set', 'cib-bootstrap-options', {
    'stonith-enabled': fencing ? 'true' : 'false',
    'no-quorum-policy': sometimes(0.5, ['stop', 'freeze', 'ignore', 'demote', 'suicide']),
    'symmetric-cluster': sometimes(0.1, ['false']),
    'maintenance-mode': sometimes(0.03, ['true']),
    'stop-all-resources': sometimes(0.02, ['true']),
    'placement-strategy': sometimes(0.3, ['utilization', 'minimal', 'balanced']),
    'node-health-strategy': sometimes(0.12, ['migrate-on-red', 'only-green', 'progressive', 'custom']),
    'concurrent-fencing': sometimes(0.3, ['true']),
    'startup-fencing': sometimes(0.15, ['false']),
    'enable-startup-probes': sometimes(0.06, ['false']),
    'shutdown-lock': sometimes(0.12, ['true']),
    'shutdown-lock-limit': sometimes(0.05, ['10min']),
    'priority-fencing-delay': sometimes(0.15, ['15s']),
    'stop-orphan-resources': sometimes(0.06, ['false']),
    'stop-orphan-actions': sometimes(0.06, ['false']),
    'remove-after-stop': sometimes(0.03, ['true']),
    'start-failure-is-fatal': sometimes(0.1, ['false']),
    'stonith-action': sometimes(0.1, ['off']),
    'cluster-name': sometimes(0.3, ['test']),
  });
  return element('crm_config', {}, present(set));
}

/** A random cluster that has just been started: configuration, node states, no history. */
export function generateCib(random: Random): GeneratedCib {
  const fencing = random.chance(0.6);
  const remote = random.chance(0.35);
  const members = random.some(NODE_NAMES, random.between(1, 5));
  const inventory = emptyInventory();
  const nodes = element(
    'nodes',
    {},
    members.map((name, i) =>
      element(
        'node',
        { id: String(i + 1), uname: name, score: random.chance(0.04) ? random.pick(['-5', '10']) : null },
        present(
          pairSet('instance_attributes', `node-${i + 1}-attributes`, {
            rack: random.chance(0.5) ? random.between(1, 2) : null,
            site: random.chance(0.3) ? random.pick(['a', 'b']) : null,
            standby: random.chance(0.06) ? 'on' : null,
            maintenance: random.chance(0.03) ? 'true' : null,
            '#health-disk': random.chance(0.1) ? random.pick(['green', 'yellow', 'red', '-5']) : null,
          }),
          random.chance(0.5)
            ? pairSet('utilization', `node-${i + 1}-utilization`, {
                cpu: random.between(1, 8),
                memory: random.between(1, 16),
              })
            : null,
        ),
      ),
    ),
  );
  const resources = generateResources(random, inventory, { fencing, remote });
  const constraints = generateConstraints(random, inventory, [...members, ...inventory.remoteNodes]);
  const defaults = random.chance(0.4)
    ? pairSet('meta_attributes', 'resource-defaults', {
        'resource-stickiness': random.pick(['0', '1', '100']),
        'migration-threshold': random.chance(0.3) ? '3' : null,
      })
    : null;
  const operationDefaults = random.chance(0.3)
    ? pairSet('meta_attributes', 'operation-defaults', { timeout: '33s' })
    : null;
  const configuration = element('configuration', {}, [
    properties(random, fencing),
    nodes,
    resources,
    constraints,
    ...(defaults === null ? [] : [element('rsc_defaults', {}, [defaults])]),
    ...(operationDefaults === null ? [] : [element('op_defaults', {}, [operationDefaults])]),
  ]);
  const status = element(
    'status',
    {},
    members
      .map((name, i) =>
        element(
          'node_state',
          {
            id: String(i + 1),
            uname: name,
            in_ccm: 'true',
            crmd: 'online',
            join: 'member',
            expected: 'member',
          },
          present(
            inventory.promotableLeaves.length > 0 && random.chance(0.7)
              ? element(
                  'transient_attributes',
                  { id: String(i + 1) },
                  present(
                    pairSet(
                      'instance_attributes',
                      `status-${i + 1}`,
                      Object.fromEntries(
                        inventory.promotableLeaves.map((leaf) => [
                          `master-${leaf}`,
                          random.pick(['5', '10', '100', '-1']),
                        ]),
                      ),
                    ),
                  ),
                )
              : null,
            element('lrm', { id: String(i + 1) }, [element('lrm_resources')]),
          ),
        ),
      )
      .filter(() => !random.chance(0.04)),
  );
  const root = element(
    'cib',
    {
      crm_feature_set: '3.16.1',
      'validate-with': 'pacemaker-3.9',
      epoch: 1,
      num_updates: 0,
      admin_epoch: 0,
      'have-quorum': random.chance(0.9) ? 1 : 0,
      'dc-uuid': random.chance(0.9) ? random.between(1, members.length) : null,
      'execution-date': EXECUTION_DATE,
    },
    [configuration, status],
  );
  return { root, inventory, members };
}
