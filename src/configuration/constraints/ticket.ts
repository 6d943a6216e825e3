import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { checkId } from '../ids.ts';
import { deprecation, error, forceable, hasErrors, lone, note, type Report } from '../report.ts';
import { checkSetMember } from './constrained-resource.ts';
import { addConstraint, constraintsWithSets } from './constraint-list.ts';
import { removeFromSets } from './order.ts';
import { checkValue, ROLE_VALUES } from './set-options.ts';
import { ticketLine } from './text/ticket-text.ts';

const LOSS_POLICIES = ['demote', 'fence', 'freeze', 'stop'];

/** A resource that may run, in this role, only while a ticket is here. */
export function addTicket(
  configuration: Configuration,
  ticket: string,
  role: string | null,
  resource: string,
  options: ReadonlyMap<string, string>,
  isForced: boolean,
): readonly Report[] {
  const { reports, role: known } = checkRole(role);
  const before = [...reports, ...checkTicketName(ticket), ...checkTicketOptions(options)];
  if (hasErrors(before)) return before;
  const wanted = options.get('id');
  if (wanted !== undefined) {
    const [wrong] = checkId(wanted, 'constraint id');
    if (wrong !== undefined) return [{ ...wrong, isAlone: true }];
    if (configuration.isIdTaken(wanted)) return [lone('HWS-CFG-106', `'${wanted}' already exists`)];
  }
  const member = checkSetMember(configuration, resource);
  if (hasErrors(member) && !isForced) return [...reports, ...member];
  if (hasErrors(member.filter(({ isForceable }) => !isForceable))) return [...reports, ...member];
  const same = constraintsWithSets(configuration, 'rsc_ticket', false).filter(
    (other) =>
      other.get('ticket') === ticket && other.get('rsc') === resource && other.get('rsc-role') === known,
  );
  const doubled = setDuplicates(same.map((other) => ticketLine(other, true)));
  if (doubled.length > 0 && !isForced) return [...reports, ...member, ...doubled];
  const suffix = known === null ? '' : `-${known}`;
  const { id, ...rest } = Object.fromEntries(options);
  addConstraint(
    configuration,
    element('rsc_ticket', {
      id: id ?? configuration.freeId(`ticket-${ticket}-${resource}${suffix}`),
      rsc: resource,
      ticket,
      ...(known === null ? {} : { 'rsc-role': known }),
      ...rest,
    }),
  );
  return [...reports, ...member, ...doubled];
}

/** Duplicates of a constraint, told with what they are. */
export function setDuplicates(lines: readonly string[]): readonly Report[] {
  if (lines.length === 0) return [];
  return [
    note('HWS-CFG-102', ['Duplicate constraints:', ...lines].join('\n  ')),
    forceable('HWS-CFG-102', 'duplicate constraint already exists'),
  ];
}

function checkRole(role: string | null): {
  readonly reports: readonly Report[];
  readonly role: string | null;
} {
  if (role === null) return { reports: [], role: null };
  const known = ROLE_VALUES.find((one) => one.toLowerCase() === role.toLowerCase());
  if (known === undefined) return { reports: [checkValue('role', role, ROLE_VALUES) as Report], role };
  if (known !== 'Master' && known !== 'Slave') return { reports: [], role: known };
  const newer = known === 'Master' ? 'Promoted' : 'Unpromoted';
  return { reports: [oldRoleValue(role, newer)], role: newer };
}

export function oldRoleValue(given: string, newer: string): Report {
  const message = `Value '${given}' of option role is deprecated and should not be used, use '${newer}' value instead`;
  return deprecation('HWS-CFG-011', message);
}

function checkTicketName(ticket: string): readonly Report[] {
  if (/^[A-Za-z0-9-]{1,63}$/.test(ticket)) return [];
  const message = `booth ticket name '${ticket}' is not valid, use up to 63 alphanumeric characters or dash`;
  return [error('HWS-CFG-103', message)];
}

function checkTicketOptions(options: ReadonlyMap<string, string>): readonly Report[] {
  const reports: Report[] = [];
  for (const [name, value] of options) {
    if (name === 'loss-policy') {
      const wrong = checkValue(name, value, LOSS_POLICIES);
      if (wrong !== null) reports.push(wrong);
    } else if (name !== 'id') {
      reports.push(
        error('HWS-CFG-103', `invalid option '${name}', allowed options are: 'id', 'loss-policy'`),
      );
    }
  }
  return reports;
}

/** Takes a ticket away from a resource, alone and in sets. */
export function removeTicket(
  configuration: Configuration,
  ticket: string,
  resource: string,
): readonly Report[] {
  const plain = constraintsWithSets(configuration, 'rsc_ticket', false).filter(
    (one) => one.get('ticket') === ticket && one.get('rsc') === resource,
  );
  for (const one of plain) configuration.remove(one);
  const withSets = constraintsWithSets(configuration, 'rsc_ticket', true).filter(
    (one) => one.get('ticket') === ticket,
  );
  const isInSets = removeFromSets(configuration, withSets, resource);
  if (plain.length > 0 || isInSets) return [];
  return [lone('HWS-CFG-105', 'no matching ticket constraint found')];
}
