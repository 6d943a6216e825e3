import type { Registry } from 'prom-client';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import { type ClusterNode, isGuestNode, isRemoteNode } from '../../scheduler/model/node.ts';
import { leaves, type Primitive, topResource } from '../../scheduler/model/resource.ts';
import { roleName } from '../../scheduler/model/role.ts';
import { describeHistory } from '../../simulator/status/fail-history.ts';
import { GaugeSet } from './gauge-set.ts';

type Labels = Readonly<Record<string, string>>;
type Value = readonly [Labels, number];

/** What the membership service says. */
export interface MembershipFigures {
  readonly isQuorate: boolean;
  /** Name and id of the configured nodes. */
  readonly nodes: readonly { readonly nodeId: number; readonly name: string }[];
  readonly upNodeIds: readonly number[];
}

/** The metrics under the names that the field's exporter has made common. */
export class ClusterMetrics {
  readonly #nodes: GaugeSet;
  readonly #attributes: GaugeSet;
  readonly #resources: GaugeSet;
  readonly #failCounts: GaugeSet;
  readonly #thresholds: GaugeSet;
  readonly #locations: GaugeSet;
  readonly #stonith: GaugeSet;
  readonly #lastChange: GaugeSet;
  readonly #quorate: GaugeSet;
  readonly #votes: GaugeSet;
  readonly #memberVotes: GaugeSet;
  readonly #success: GaugeSet;
  readonly #duration: GaugeSet;

  constructor(registry: Registry) {
    const gauge = (name: string, help: string, labels: readonly string[] = []) =>
      new GaugeSet(registry, `ha_cluster_${name}`, help, labels);
    this.#nodes = gauge('pacemaker_nodes', 'The nodes in the cluster; one line per name, per status', [
      'node',
      'type',
      'status',
    ]);
    this.#attributes = gauge('pacemaker_node_attributes', 'Attributes of nodes', ['node', 'name', 'value']);
    this.#resources = gauge(
      'pacemaker_resources',
      'The resources in the cluster; one line per id, per status',
      ['node', 'resource', 'role', 'managed', 'status', 'agent', 'group', 'clone'],
    );
    this.#failCounts = gauge('pacemaker_fail_count', 'Failures that count, per node and resource', [
      'node',
      'resource',
    ]);
    this.#thresholds = gauge('pacemaker_migration_threshold', 'Failures that a resource may have on a node', [
      'node',
      'resource',
    ]);
    this.#locations = gauge('pacemaker_location_constraints', 'Location constraints by score', [
      'constraint',
      'node',
      'resource',
      'role',
      'score',
    ]);
    this.#stonith = gauge('pacemaker_stonith_enabled', 'Whether fencing is enabled');
    this.#lastChange = gauge(
      'pacemaker_config_last_change',
      'When the configuration was changed last, epoch seconds',
    );
    this.#quorate = gauge('corosync_quorate', 'Whether this partition has quorum');
    this.#votes = gauge('corosync_quorum_votes', 'Votes of the cluster', ['type']);
    this.#memberVotes = gauge('corosync_member_votes', 'Votes of the nodes of this partition', [
      'node_id',
      'node',
      'local',
    ]);
    this.#success = gauge('scrape_success', 'Whether the figures of a part could be had', ['collector']);
    this.#duration = gauge('scrape_duration_seconds', 'How long it took', ['collector']);
  }

  /** `null` when the cluster cannot be looked at: every series stays, as 0. */
  update(cluster: Cluster | null, membership: MembershipFigures, local: string, seconds: number): void {
    const { isQuorate, nodes, upNodeIds } = membership;
    this.#quorate.set(isQuorate ? 1 : 0);
    const expected = nodes.length;
    this.#votes.replace([
      [{ type: 'expected_votes' }, expected],
      [{ type: 'highest_expected' }, expected],
      [{ type: 'quorum' }, expected === 0 ? 0 : Math.floor(expected / 2) + 1],
      [{ type: 'total_votes' }, upNodeIds.length],
    ]);
    this.#memberVotes.replace(
      nodes.map(({ nodeId, name }) => [
        { node_id: String(nodeId), node: name, local: String(name === local) },
        upNodeIds.includes(nodeId) ? 1 : 0,
      ]),
    );
    const isThere = cluster !== null;
    this.#success.replace([
      [{ collector: 'pacemaker' }, isThere ? 1 : 0],
      [{ collector: 'corosync' }, upNodeIds.length > 0 ? 1 : 0],
    ]);
    this.#duration.replace([[{ collector: 'pacemaker' }, seconds]]);
    this.#nodes.replace(cluster?.nodes.flatMap(nodeValues) ?? []);
    this.#attributes.replace(cluster?.nodes.flatMap(attributeValues) ?? []);
    this.#resources.replace(cluster === null ? [] : resourceValues(cluster));
    this.#failures(cluster);
    this.#locations.replace(cluster === null ? [] : locationValues(cluster));
    this.#stonith.set(cluster?.options.fencingEnabled === true ? 1 : 0);
    const changed = Date.parse(cluster?.cib.root.get('cib-last-written') ?? '');
    this.#lastChange.set(Number.isNaN(changed) ? 0 : changed / 1000);
  }

  #failures(cluster: Cluster | null): void {
    const counts: Value[] = [];
    const thresholds: Value[] = [];
    for (const { node, resources } of (cluster === null ? null : describeHistory(cluster)) ?? []) {
      for (const { resource, failCount, migrationThreshold } of resources) {
        counts.push([{ node, resource }, failCount]);
        thresholds.push([{ node, resource }, migrationThreshold]);
      }
    }
    this.#failCounts.replace(counts);
    this.#thresholds.replace(thresholds);
  }
}

function nodeValues(node: ClusterNode): Value[] {
  const type = isGuestNode(node) ? 'guest' : isRemoteNode(node) ? 'remote' : node.kind;
  const states: Readonly<Record<string, boolean>> = {
    online: node.isOnline,
    standby: node.isStandby,
    standby_onfail: node.isStandbyOnFail,
    maintenance: node.isMaintenance,
    pending: node.isPending,
    unclean: node.isUnclean,
    shutdown: node.isShutdown,
    expected_up: node.isExpectedUp,
    dc: node.isDc,
  };
  return Object.entries(states).map(([status, is]) => [{ node: node.name, type, status }, is ? 1 : 0]);
}

function attributeValues(node: ClusterNode): Value[] {
  return [...node.attributes]
    .filter(
      ([name]) =>
        !name.startsWith('#') && !name.startsWith('fail-count-') && !name.startsWith('last-failure-'),
    )
    .map(([name, value]) => [{ node: node.name, name, value }, 1]);
}

function resourceValues(cluster: Cluster): Value[] {
  const values = new Map<string, Value>();
  for (const top of cluster.resources) {
    for (const primitive of leaves(top)) {
      if (primitive.isInternal) continue;
      const places = primitive.runningOn.length > 0 ? primitive.runningOn.map((node) => node.name) : [''];
      for (const node of places) {
        for (const [status, is] of Object.entries(statesOf(primitive))) {
          const labels = {
            node,
            resource: primitive.configuredId,
            role: roleName(primitive.role).toLowerCase(),
            managed: String(primitive.isManaged),
            status,
            agent: agentOf(primitive),
            group: primitive.parent?.kind === 'group' ? primitive.parent.id : '',
            clone: topResource(primitive).kind === 'clone' ? topResource(primitive).id : '',
          };
          // Stopped instances of one clone look alike: they are one series.
          values.set(JSON.stringify(labels), [labels, is ? 1 : 0]);
        }
      }
    }
  }
  return [...values.values()];
}

function statesOf(primitive: Primitive): Readonly<Record<string, boolean>> {
  return {
    active: primitive.runningOn.length > 0,
    orphaned: primitive.isOrphan,
    blocked: primitive.isBlocked,
    failed: primitive.isFailed,
    failure_ignored: primitive.ignoresFailure,
  };
}

function agentOf({ definition }: Primitive): string {
  const parts = [definition.class, definition.class === 'ocf' ? definition.provider : null, definition.type];
  return parts.filter((part) => part !== null && part !== '').join(':');
}

function locationValues(cluster: Cluster): Value[] {
  const constraints = cluster.cib.root.first('configuration')?.first('constraints');
  const values: Value[] = [];
  for (const element of constraints?.elements('rsc_location') ?? []) {
    const node = element.get('node');
    const score = element.get('score') ?? '';
    if (node === null) continue;
    const labels = {
      constraint: element.get('id') ?? '',
      node,
      resource: element.get('rsc') ?? '',
      role: (element.get('role') ?? 'started').toLowerCase(),
    };
    values.push([{ ...labels, score }, 1]);
  }
  return values;
}
