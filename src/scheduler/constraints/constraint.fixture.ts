/** Reads small clusters with constraints, for tests, and shows what came of them in short texts. */
import { readUnchecked } from '../../cib/unchecked.fixture.ts';
import { formatScore } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order } from '../model/order.ts';
import { roleName } from '../model/role.ts';
import { cibOf, type Scenario } from '../placement/scenario.fixture.ts';
import { findResource } from '../unpack/find.ts';
import { unpack } from '../unpack/unpack.ts';
import { unpackConstraints } from './unpack.ts';

/** A scenario with more of a CIB than placement needs. */
export interface ConstraintScenario extends Scenario {
  readonly tags?: string;
  readonly tickets?: string;
}

/** The cluster, its constraints read and nothing decided. Now is 2026-09-21. */
export function read(scenario: ConstraintScenario, keepReasons = false): Cluster {
  const text = cibOf(scenario)
    .replace('</constraints>', `</constraints><tags>${scenario.tags ?? ''}</tags>`)
    .replace('</status>', `<tickets>${scenario.tickets ?? ''}</tickets></status>`);
  const settings = { keepReasons, recordScores: true, recordUtilization: false };
  const cluster = unpack(readUnchecked(text), { epoch: 1_790_000_000, offset: 0 }, settings);
  unpackConstraints(cluster);
  return cluster;
}

/** A resource's scores in list order of the nodes, `-` where it has no entry. */
export function scoresOf(cluster: Cluster, id: string): string {
  const table = findResource(cluster, id)?.allowed;
  return cluster.nodes.map((node) => (table?.has(node) ? formatScore(table.score(node)) : '-')).join('/');
}

/** `resource: n1=5 n2=INFINITY`, with the role limit if there is one, one line a location constraint. */
export function locationLines(cluster: Cluster): string[] {
  return cluster.locations.map(({ resource, role, nodes }) => {
    const limit = role === 0 ? '' : ` (${roleName(role)})`;
    const scores = nodes.map(({ node, score }) => `${node.name}=${formatScore(score)}`);
    return `${resource.id}${limit}: ${scores.join(' ')}`;
  });
}

/** `dependent with primary score`, roles in brackets, one line a colocation. */
export function colocationLines(cluster: Cluster): string[] {
  return cluster.colocations.map((colocation) => {
    const dependent = named(colocation.dependent.id, colocation.dependentRole);
    const primary = named(colocation.primary.id, colocation.primaryRole);
    return `${dependent} with ${primary} ${formatScore(colocation.score)}`;
  });
}

/** `first → then FLAGS`, keys without the interval, one line an ordering. */
export function orderLines(cluster: Cluster): string[] {
  return cluster.orderings.map((ordering) => {
    const first = ordering.firstAction?.key ?? ordering.firstKey?.replace(/_0$/, '');
    const then = ordering.thenAction?.key ?? ordering.thenKey?.replace(/_0$/, '');
    return `${first} → ${then} ${flagNames(ordering.flags)}`.trimEnd();
  });
}

export function problemCodes(cluster: Cluster): string[] {
  return cluster.problems.map((problem) => problem.code);
}

function flagNames(flags: number): string {
  return Object.entries(Order)
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => name)
    .join('+');
}

function named(id: string, role: Parameters<typeof roleName>[0]): string {
  return role === 0 ? id : `${id}[${roleName(role)}]`;
}
