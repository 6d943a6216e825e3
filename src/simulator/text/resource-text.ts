import type {
  ActiveNode,
  BundleStatus,
  CloneStatus,
  GroupStatus,
  PrimitiveStatus,
  ResourceStatus,
} from '../status/resource-status.ts';
import { line, list, names, type TextNode } from './text-node.ts';

/** A resource in the list of resources (spec C6.3.3–C6.3.6). */
export function resourceText(status: ResourceStatus): TextNode {
  switch (status.kind) {
    case 'primitive':
      return line(primitiveText(status));
    case 'group':
      return groupText(status);
    case 'clone':
      return cloneText(status);
    default:
      return bundleText(status);
  }
}

/** One line about a primitive (spec C6.3.3). */
function primitiveText(status: PrimitiveStatus): string {
  const { activeNodes } = status;
  const node = activeNodes.length > 1 ? null : status.node;
  let text = `${status.id}\t(${status.agent}):\t`;
  if (status.isOrphan) text += ' ORPHANED';
  if (status.isFailed) text += status.isPromoted ? ' FAILED Promoted' : ' FAILED';
  else text += ` ${status.roleText}`;
  if (node !== null) text += ` ${node.name}`;
  if (status.isStopped && status.probeFailure !== null) text += ` (${status.probeFailure}) `;
  const flags = flagsOf(status, node);
  if (flags.length > 0) text += ` (${flags.join(', ')})`;
  if (activeNodes.length > 1) {
    if (status.description !== null) text += ` ${status.description}`;
    text += ` ${names(activeNodes.map((active) => active.name))}`;
  }
  return text;
}

function flagsOf(status: PrimitiveStatus, node: ActiveNode | null): string[] {
  const flags: string[] = [];
  if (node !== null && !node.isOnline && node.isUnclean) flags.push('UNCLEAN');
  if (node !== null && status.lockNode === node.name) flags.push('LOCKED');
  if (status.isMonitoring) flags.push('Monitoring');
  if (status.disabledText !== null) flags.push(status.disabledText);
  if (status.isBlocked) flags.push('blocked');
  else if (!status.isManaged) flags.push('unmanaged');
  if (status.ignoresFailure) flags.push('failure ignored');
  return flags;
}

/** ` (a, b)`, or nothing without flags. */
function parenthesized(flags: readonly (string | false)[]): string {
  const set = flags.filter((flag) => flag !== false);
  return set.length === 0 ? '' : ` (${set.join(', ')})`;
}

function groupText(status: GroupStatus): TextNode {
  const flags = parenthesized([!status.isManaged && 'unmanaged', status.isDisabled && 'disabled']);
  return list(
    `Resource Group: ${status.id}${flags}`,
    status.members.map((member) => line(primitiveText(member))),
  );
}

function cloneText(status: CloneStatus): TextNode {
  const flags = parenthesized([
    status.isPromotable && 'promotable',
    status.isUnique && 'unique',
    !status.isManaged && 'unmanaged',
    status.isDisabled && 'disabled',
  ]);
  const items: TextNode[] = status.individuals.map(resourceText);
  if (status.promotedOn.length > 0) items.push(line(`Promoted: ${names(status.promotedOn)}`));
  if (status.startedOn.length > 0) items.push(line(`${startedLabel(status)}: ${names(status.startedOn)}`));
  for (const { text, names: nodes } of status.stoppedOn) items.push(line(`${text}: ${names(nodes)}`));
  return list(`Clone Set: ${status.id} [${status.childId}]${flags}`, items);
}

function startedLabel(status: CloneStatus): string {
  if (!status.isPromotable) return 'Started';
  return status.isLimitedToUnpromoted ? 'Unpromoted (target-role)' : 'Unpromoted';
}

function bundleText(status: BundleStatus): TextNode {
  const flags = `${status.isUnique ? ' (unique)' : ''}${status.isManaged ? '' : ' (unmanaged)'}`;
  const kind = status.replicas.length > 1 ? 'Container bundle set' : 'Container bundle';
  return list(
    `${kind}: ${status.id} [${status.image}]${flags}`,
    status.replicas.map((replica) => line(primitiveText(replica.line))),
  );
}
