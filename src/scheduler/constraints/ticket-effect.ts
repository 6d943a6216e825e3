import { requestFencing } from '../fencing/request.ts';
import type { Cluster } from '../model/cluster.ts';
import type { TicketConstraint } from '../model/constraint.ts';
import type { ScoreReason } from '../model/reason.ts';
import { leaves, type Primitive } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { banEverywhere } from '../placement/tables.ts';

/** What a ticket that is missing or in standby does, at once, to every leaf below the resource (spec B15.6, C2.11). */
export function applyTicket(cluster: Cluster, constraint: TicketConstraint): void {
  const { ticket } = constraint;
  const reason: ScoreReason | null = cluster.settings.keepReasons
    ? { kind: 'ticket', ticket: ticket.id, constraint: constraint.id }
    : null;
  for (const leaf of leaves(constraint.resource)) {
    if (!ticket.isGranted && leaf.runningOn.length > 0) applyLoss(cluster, constraint, leaf, reason);
    else if (constraint.role !== Role.Promoted || constraint.lossPolicy === 'stop') {
      banEverywhere(cluster, leaf, reason);
    }
  }
}

/** The ticket was taken away from something active. */
function applyLoss(
  cluster: Cluster,
  constraint: TicketConstraint,
  leaf: Primitive,
  reason: ScoreReason | null,
): void {
  const holdsForRole = constraint.role === Role.Unknown || constraint.role === leaf.role;
  switch (constraint.lossPolicy) {
    case 'stop':
      banEverywhere(cluster, leaf, reason);
      break;
    case 'demote':
      if (constraint.role !== Role.Promoted) banEverywhere(cluster, leaf, reason);
      break;
    case 'fence':
      if (!holdsForRole) break;
      banEverywhere(cluster, leaf, reason);
      for (const node of leaf.runningOn) requestFencing(cluster, node, 'deadman ticket was lost', false);
      break;
    case 'freeze':
      if (!holdsForRole) break;
      leaf.isManaged = false;
      leaf.isBlocked = true;
      break;
  }
}
