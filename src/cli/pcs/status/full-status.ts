import type { Cluster } from '../../../scheduler/model/cluster.ts';
import type { Ticket } from '../../../scheduler/model/constraint.ts';
import type { ClusterStatus } from '../../../simulator/report/report.ts';
import type { FailureStatus } from '../../../simulator/status/failure-status.ts';
import { type NodeStatus, nodeStateText } from '../../../simulator/status/node-status.ts';
import type { ResourceStatus } from '../../../simulator/status/resource-status.ts';
import { clockText } from '../../../simulator/text/clock-text.ts';
import { resourceText } from '../../../simulator/text/resource-text.ts';
import { type LocalOffset, statusText } from '../../../simulator/text/status-text.ts';
import { line, list, type TextNode } from '../../../simulator/text/text-node.ts';

/**
 * The state of a cluster in detail: every node and every instance by itself, attributes, failures that count, failed
 * operations (crm_mon(8), --show-detail).
 */
export function detailedStatusText(
  status: ClusterStatus,
  cluster: Cluster,
  localOffset: LocalOffset,
): readonly TextNode[] {
  const nodes = list(
    'Node List',
    status.nodes.map((node) => line(nodeText(node, cluster))),
  );
  const idOf = new Map(status.nodes.map((node) => [node.name, fullName(node, cluster)]));
  const attributes = status.attributes?.map((of) => ({ ...of, node: idOf.get(of.node) ?? of.node })) ?? null;
  const history = status.history?.map((of) => ({ ...of, node: idOf.get(of.node) ?? of.node })) ?? null;
  const parts = statusText({ ...status, nodes: [], attributes, history }, localOffset);
  const resources = list(
    'Full List of Resources',
    status.resources.length > 0 ? status.resources.map(detailedResource) : [line('No resources')],
  );
  // Without nodes the list of resources comes first.
  return [nodes, { kind: 'blank' }, resources, ...parts.slice(1)];
}

function withId({ name, id, kind }: NodeStatus): string {
  return kind === 'member' && id !== name ? `${name} (${id})` : name;
}

const WORDS = { member: 'Node', ping: 'Node', remote: 'RemoteNode', guest: 'GuestNode' } as const;

/** `node1 (1)`, `guest1@node2`. */
function fullName(node: NodeStatus, cluster: Cluster): string {
  return node.kind === 'guest' ? `${node.name}@${hostOf(node, cluster)}` : withId(node);
}

function nodeText(node: NodeStatus, cluster: Cluster): string {
  const health = node.health === 'green' ? '' : ` (health is ${node.health.toUpperCase()})`;
  const features = node.featureSet === null ? '' : `, feature set ${node.featureSet}`;
  return `${WORDS[node.kind]} ${fullName(node, cluster)}: ${nodeStateText(node)}${health}${features}`;
}

/** The node on which the container of a guest runs; empty when it does not run. */
function hostOf({ container }: NodeStatus, cluster: Cluster): string {
  const [host] = (container === null ? null : cluster.resourcesById.get(container))?.runningOn ?? [];
  return host?.name ?? '';
}

function detailedResource(status: ResourceStatus): TextNode {
  const text = resourceText(status);
  if (text.kind !== 'list') return text;
  if (status.kind === 'clone') return list(text.title, status.instances.map(resourceText));
  if (status.kind !== 'bundle') return text;
  const [only, ...more] = status.replicas;
  if (only !== undefined && more.length === 0) return list(text.title, only.parts.map(resourceText));
  const replicas = status.replicas.map(({ number, parts }) => ({ title: `Replica[${number}]`, parts }));
  // A replica is an item with items below it, not a title.
  return list(
    text.title,
    replicas.flatMap(({ title, parts }) => [line(title), list(null, parts.map(resourceText))]),
  );
}

/** Failed operations as they are told when nobody asks for details. */
export function failureLines(
  failures: readonly FailureStatus[],
  localOffset: LocalOffset,
): readonly TextNode[] {
  if (failures.length === 0) return [];
  const lines = failures.map(
    ({ key, task, intervalMs, node, result, status, exitReason, lastChange, execTime }) => {
      const tail = `_${task}_${intervalMs}`;
      const resource = key.endsWith(tail) ? key.slice(0, -tail.length) : key;
      const every = intervalMs === 0 ? '' : ` ${spanText(intervalMs)}-interval`;
      const what = task === 'monitor' && intervalMs === 0 ? 'probe' : task;
      const why = exitReason === null || exitReason === '' ? null : exitReason;
      const outcome =
        status === 'complete'
          ? `returned '${result}'${why === null ? '' : ` (${why})`}`
          : `could not be executed (${status}${why === null ? '' : `: ${why}`})`;
      const at = lastChange === null ? '' : ` at ${clockText(lastChange, localOffset)}`;
      const took = execTime === null || execTime === '0' ? '' : ` after ${tookText(Number(execTime))}`;
      return line(`${resource}${every} ${what} on ${node} ${outcome}${at}${took}`);
    },
  );
  return [{ kind: 'blank' }, list('Failed Resource Actions', lines)];
}

/** `332ms`, `15.218s`, `1m35.134s`. */
function tookText(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds}ms`;
  const minutes = Math.floor(milliseconds / 60_000);
  const seconds = (milliseconds - minutes * 60_000) / 1000;
  return `${minutes === 0 ? '' : `${minutes}m`}${seconds.toFixed(3)}s`;
}

/** `1000ms`, `60s`. */
function spanText(milliseconds: number): string {
  return milliseconds <= 1000 ? `${milliseconds}ms` : `${milliseconds / 1000}s`;
}

/**
 * Tickets and their states, in order of their names (crm_ticket(8), --info); those that only constraints name are revoked.
 */
export function ticketLines({ tickets, cib }: Cluster, localOffset: LocalOffset): readonly string[] {
  const constraints = cib.root.first('configuration')?.first('constraints');
  const named = [...(constraints?.elements('rsc_ticket') ?? [])].flatMap((one) => one.get('ticket') ?? []);
  const ids = [...new Set([...tickets.keys(), ...named])].sort();
  return ids.map((id) => ticketLine(id, tickets.get(id) ?? null, localOffset));
}

function ticketLine(id: string, ticket: Ticket | null, localOffset: LocalOffset): string {
  const standby = ticket?.isStandby === true ? '[standby]' : ' '.repeat(10);
  const told = ticket?.state ?? new Map<string, string>();
  const known = ['granted', 'standby', 'last-granted'].filter((name) => told.has(name));
  const others = [...told.keys()].filter((name) => name !== 'id' && !known.includes(name));
  const values = [...known, ...others].map((name) => {
    const value = told.get(name) ?? '';
    return name === 'last-granted'
      ? `${name}='${clockText(Number(value), localOffset)}'`
      : `${name}=${value}`;
  });
  const state = `${ticket?.isGranted === true ? 'granted' : 'revoked'} ${standby}`;
  return `  ${id}\t${state}${values.length === 0 ? '' : ` (${values.join(', ')})`}`;
}
