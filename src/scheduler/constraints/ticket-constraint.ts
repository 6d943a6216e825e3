import type { TicketDefinition } from '../../cib/model/constraint-definition.ts';
import type { Cluster } from '../model/cluster.ts';
import type { LossPolicy, Ticket, TicketConstraint } from '../model/constraint.ts';
import type { Resource } from '../model/resource.ts';
import { parseRole, Role } from '../model/role.ts';
import { ConstraintProblem, reportConstraint } from './problem.ts';
import type { References } from './reference.ts';
import { type Side, setsOf } from './sides.ts';
import { applyTicket } from './ticket-effect.ts';

const SIDES: readonly Side[] = [{ attribute: 'rsc', role: 'rsc-role' }];

/** `<rsc_ticket>`: a resource or sets of them that need a ticket (spec B15.6, C2.11). */
export function unpackTicketConstraint(references: References, definition: TicketDefinition): void {
  const { cluster } = references;
  const { attributes } = definition;
  const ticketId = attributes.get('ticket') ?? null;
  if (ticketId === null) {
    reportConstraint(
      cluster,
      'error',
      ConstraintProblem.MissingTicket,
      definition.id,
      `Constraint ${definition.id} names no ticket`,
      'Give it a ticket; it has no effect as it is.',
    );
    return;
  }
  const ticket = findTicket(cluster, ticketId);
  const sets = setsOf(references, definition, SIDES);
  if (sets === null) return;
  for (const set of sets) {
    if (!addForEach(references, definition, ticket, set.resources, set.role)) return;
  }
  if (sets.length > 0) return;

  const id = attributes.get('rsc');
  if (id === undefined) {
    reportConstraint(
      cluster,
      'error',
      ConstraintProblem.MissingReference,
      definition.id,
      `Ticket constraint ${definition.id} names no resource`,
      'Give it rsc or a resource_set; it has no effect as it is.',
    );
    return;
  }
  addForEach(references, definition, ticket, [id], attributes.get('rsc-role') ?? null);
}

/** False when a resource does not exist; those before it keep their constraint. */
function addForEach(
  references: References,
  definition: TicketDefinition,
  ticket: Ticket,
  ids: readonly string[],
  roleText: string | null,
): boolean {
  const role = ticketRole(references.cluster, definition, roleText);
  for (const id of ids) {
    const resource = references.required(id, definition);
    if (resource === null) return false;
    addTicketConstraint(references.cluster, definition, ticket, resource, role);
  }
  return true;
}

function addTicketConstraint(
  cluster: Cluster,
  definition: TicketDefinition,
  ticket: Ticket,
  resource: Resource,
  role: Role,
): void {
  const lossPolicy = parseLossPolicy(cluster, definition, role);
  const constraint: TicketConstraint = { id: definition.id, resource, ticket, lossPolicy, role };
  cluster.ticketConstraints.push(constraint);
  resource.tickets.push(constraint);
  if (!ticket.isGranted || ticket.isStandby) applyTicket(cluster, constraint);
}

/** A ticket nobody ever granted comes into being by being asked for. */
function findTicket(cluster: Cluster, id: string): Ticket {
  let ticket = cluster.tickets.get(id);
  if (ticket === undefined) {
    ticket = { id, isGranted: false, isStandby: false, lastGranted: -1, state: new Map() };
    cluster.tickets.set(id, ticket);
  }
  return ticket;
}

/** Started and no role at all mean any role (spec C2.11). */
function ticketRole(cluster: Cluster, definition: TicketDefinition, text: string | null): Role {
  if (text === null) return Role.Unknown;
  const role = parseRole(text);
  if (role === null) {
    reportConstraint(
      cluster,
      'error',
      ConstraintProblem.InvalidRole,
      definition.id,
      `Role "${text}" of ticket constraint ${definition.id} is not a role`,
      'Use Stopped, Started, Unpromoted or Promoted; the constraint holds for every role as it is.',
    );
    return Role.Unknown;
  }
  return role === Role.Started ? Role.Unknown : role;
}

function parseLossPolicy(cluster: Cluster, definition: TicketDefinition, role: Role): LossPolicy {
  const standard: LossPolicy = role === Role.Promoted ? 'demote' : 'stop';
  const text = definition.attributes.get('loss-policy');
  switch (text?.toLowerCase()) {
    case undefined:
      return standard;
    case 'stop':
      return 'stop';
    case 'demote':
      return 'demote';
    case 'freeze':
      return 'freeze';
    case 'fence':
      if (cluster.options.fencingEnabled) return 'fence';
      reportConstraint(
        cluster,
        'error',
        ConstraintProblem.LossPolicyNeedsFencing,
        definition.id,
        `Ticket constraint ${definition.id} asks for fencing when the ticket is lost, but fencing is off`,
        'Enable fencing (stonith-enabled=true) or choose another loss-policy; stop is assumed.',
      );
      return 'stop';
    default:
      reportConstraint(
        cluster,
        'error',
        ConstraintProblem.InvalidLossPolicy,
        definition.id,
        `loss-policy "${text}" of ticket constraint ${definition.id} is not valid`,
        `Use fence, stop, freeze or demote; ${standard} is assumed.`,
      );
      return standard;
  }
}
