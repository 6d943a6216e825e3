import type { ClusterStatus } from '../report/report.ts';
import type { FailureStatus } from '../status/failure-status.ts';
import type { AttributeStatus } from '../status/node-attributes.ts';
import { isShownAlone, type NodeStatus, nodeStateText } from '../status/node-status.ts';
import type { ResourceStatus } from '../status/resource-status.ts';
import { clockText } from './clock-text.ts';
import { resourceText } from './resource-text.ts';
import { BLANK, line, list, names, type TextNode } from './text-node.ts';

/** What is needed to say when something happened. */
export type LocalOffset = (epochSeconds: number) => number;

/** The state of the cluster (spec C6.3). */
export function statusText(status: ClusterStatus, localOffset: LocalOffset): TextNode[] {
  const parts: TextNode[] = [];
  const add = (part: TextNode): void => {
    if (parts.length > 0) parts.push(BLANK);
    parts.push(part);
  };
  if (status.nodes.length > 0) add(list('Node List', nodeListText(status.nodes)));
  const resources = status.resources.filter(isListed).map(resourceText);
  add(list('Full List of Resources', resources.length > 0 ? resources : [line('No resources')]));
  if (status.attributes !== null && status.attributes.length > 0) {
    const nodes = status.attributes.map((of) => list(`Node: ${of.node}`, of.attributes.map(attributeText)));
    add(list('Node Attributes', nodes));
  }
  if (status.history !== null) {
    const nodes = status.history.map(({ node, resources: histories }) =>
      list(
        `Node: ${node}`,
        histories.map((history) => {
          const last =
            history.lastFailure > 0 ? ` last-failure='${clockText(history.lastFailure, localOffset)}'` : '';
          const threshold = `migration-threshold=${history.migrationThreshold}`;
          return line(`${history.resource}: ${threshold} fail-count=${history.failCount}${last}`);
        }),
      ),
    );
    add(list('Migration Summary', nodes));
  }
  if (status.failures !== null && status.failures.length > 0) {
    const failures = status.failures.map((failure) => line(failureText(failure, localOffset)));
    add(list('Failed Resource Actions', failures));
  }
  return parts;
}

/** What the scheduler made itself is no news to people. */
function isListed(status: ResourceStatus): boolean {
  return status.kind !== 'primitive' || !status.isInternal;
}

/** Lists of nodes in the order in which they are printed, after those that need a line of their own. */
const NODE_LISTS: readonly {
  readonly kind: NodeStatus['kind'];
  readonly isOnline: boolean;
  readonly label: string;
}[] = [
  { kind: 'member', isOnline: true, label: 'Online: ' },
  { kind: 'member', isOnline: false, label: 'OFFLINE: ' },
  { kind: 'remote', isOnline: true, label: 'RemoteOnline: ' },
  { kind: 'remote', isOnline: false, label: 'RemoteOFFLINE: ' },
  { kind: 'guest', isOnline: true, label: 'GuestOnline: ' },
];

const NODE_WORDS = { member: 'Node', ping: 'Node', remote: 'RemoteNode', guest: 'GuestNode' } as const;

function nodeListText(nodes: readonly NodeStatus[]): TextNode[] {
  const items: TextNode[] = [];
  for (const node of nodes) {
    if (!isShownAlone(node)) continue;
    const health = node.health === 'green' ? '' : ` (health is ${node.health.toUpperCase()})`;
    items.push(line(`${NODE_WORDS[node.kind]} ${node.name}: ${nodeStateText(node)}${health}`));
  }
  for (const { kind, isOnline, label } of NODE_LISTS) {
    const listed = nodes.filter(
      (node) =>
        (node.kind === 'ping' ? 'member' : node.kind) === kind &&
        node.isOnline === isOnline &&
        !isShownAlone(node),
    );
    if (listed.length > 0) items.push(line(names(listed.map((node) => node.name)), label));
  }
  return items;
}

function attributeText({ name, value, expected }: AttributeStatus): TextNode {
  const text = `${name.padEnd(32)}\t: ${value.padEnd(10)}`;
  if (expected === null) return line(text);
  const measured = Number.parseInt(value, 10);
  if (Number.isNaN(measured) || measured <= 0) return line(`${text}\t: Connectivity is lost`);
  if (measured < expected) return line(`${text}\t: Connectivity is degraded (Expected=${expected})`);
  return line(text);
}

function failureText(failure: FailureStatus, localOffset: LocalOffset): string {
  let text = `${failure.key} on ${failure.node} '${failure.result}' (${failure.rc})`;
  text += `: call=${failure.callId}, status='${failure.status}'`;
  const { exitReason, lastChange, queueTime, execTime } = failure;
  if (exitReason !== null && exitReason !== '') text += `, exitreason='${exitReason}'`;
  if (lastChange !== null) text += `, last-rc-change='${clockText(lastChange, localOffset)}'`;
  if (queueTime !== null) text += `, queued=${queueTime}ms`;
  if (execTime !== null) text += `, exec=${execTime}ms`;
  return text;
}
