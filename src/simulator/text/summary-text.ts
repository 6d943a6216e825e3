import { Role, roleName } from '../../scheduler/model/role.ts';
import type { ResourceSummary, SummaryEntry } from '../../scheduler/summary/summary-entry.ts';
import { line, type TextNode } from './text-node.ts';

const NARROWEST = 5;

/** The lines of the transition summary with their columns (spec C6.4). */
export function summaryLines(entries: readonly SummaryEntry[]): TextNode[] {
  let idWidth = NARROWEST;
  let detailsWidth = NARROWEST;
  for (const entry of entries) {
    if (entry.kind !== 'resource') continue;
    const { length } = entry.resource.id;
    if (length > idWidth) idWidth = length + 2;
    detailsWidth = Math.max(detailsWidth, details(entry).length);
  }
  return entries.map((entry) => {
    if (entry.kind === 'node') {
      const container = entry.container === null ? '' : ` (resource: ${entry.container.id})`;
      return line(`Fence (${entry.operation}) ${entry.node.name}${container} '${entry.reason}'`);
    }
    const id = entry.resource.id.padEnd(idWidth);
    const reason = reasonText(entry);
    const end = reason === '' ? '' : `  ${reason}`;
    return line(`${entry.verb.padEnd(8)}   ${id}   ( ${details(entry).padStart(detailsWidth)} )${end}`);
  });
}

/** Where from and where to, and roles where they matter (spec C6.4.3). */
function details(entry: ResourceSummary): string {
  const { role, nextRole, origin, destination } = entry;
  const hasRoles = role > Role.Started || nextRole > Role.Unpromoted;
  const change = `${roleName(role)} -> ${roleName(nextRole)}`;
  const to = destination?.name ?? '';
  if (origin === null) return hasRoles ? `${change} ${to}` : to;
  const from = origin.name;
  const isSameHost = destination === null || destination === origin;
  if (!hasRoles) {
    if (destination === null) return from;
    if (role === nextRole) return isSameHost ? from : `${from} -> ${to}`;
    return isSameHost ? `${change} ${from}` : `${roleName(role)} ${from} -> ${roleName(nextRole)} ${to}`;
  }
  if (destination === null) return `${roleName(role)} ${from}`;
  if (role === nextRole)
    return isSameHost ? `${roleName(role)} ${from}` : `${from} -> ${to} ${roleName(role)}`;
  return isSameHost ? `${change} ${from}` : `${roleName(role)} ${from} -> ${roleName(nextRole)} ${to}`;
}

/** Why, and whether something stands in the way (spec C6.4.4). */
function reasonText({ reason, isBlocked }: ResourceSummary): string {
  if (reason === null) return isBlocked ? 'blocked' : '';
  return isBlocked ? `due to ${reason} (blocked)` : `due to ${reason}`;
}
