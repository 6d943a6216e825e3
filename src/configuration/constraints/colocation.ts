import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { hasErrors, lone, type Report } from '../report.ts';
import { checkConstrained } from './constrained-resource.ts';
import { addConstraint, checkWantedId, constraintsWithSets, duplicates } from './constraint-list.ts';
import { oldRole } from './location-rule.ts';
import { colocationLine } from './text/colocation-text.ts';

/** A resource with the role it has to have for a colocation to matter; `null` when any will do. */
export interface ColocatedResource {
  readonly resource: string;
  readonly role: string | null;
}

const ROLES = ['Master', 'Promoted', 'Slave', 'Started', 'Stopped', 'Unpromoted'];
const NEWER: Readonly<Record<string, string>> = { Master: 'Promoted', Slave: 'Unpromoted' };

/** One resource on the node where another one is, as far as the score says. */
export function addColocation(
  configuration: Configuration,
  dependent: ColocatedResource,
  primary: ColocatedResource,
  score: string | null,
  options: ReadonlyMap<string, string>,
  isForced: boolean,
): readonly Report[] {
  const reports: Report[] = [];
  const roles: (string | null)[] = [];
  for (const { role } of [dependent, primary]) {
    const read = role === null ? null : readRole(role);
    if (read !== null && typeof read !== 'string') return [read];
    if (role !== null && read !== null && isOldRole(role)) reports.push(oldRole(role, read));
    roles.push(read);
  }
  for (const { resource } of [dependent, primary]) {
    const wrong = checkConstrained(configuration, resource, isForced);
    if (hasErrors(wrong)) return [...reports, ...wrong];
  }
  const wantedId = options.get('id');
  if (wantedId !== undefined) {
    const wrong = checkWantedId(configuration, wantedId, 'constraint id');
    if (wrong.length > 0) return [...reports, ...wrong];
  }
  const [role = null, withRole = null] = roles;
  const same = constraintsWithSets(configuration, 'rsc_colocation', false).filter(
    (other) =>
      other.get('rsc') === dependent.resource &&
      other.get('with-rsc') === primary.resource &&
      (other.get('rsc-role') ?? 'Started') === (role ?? 'Started') &&
      (other.get('with-rsc-role') ?? 'Started') === (withRole ?? 'Started'),
  );
  const doubled = duplicates(
    same.map((other) => colocationLine(other, true)),
    isForced,
  );
  if (doubled.length > 0) return [...reports, ...doubled];
  const weight = score ?? 'INFINITY';
  const { id, ...rest } = Object.fromEntries(options);
  const hasRoles = role !== null || withRole !== null;
  addConstraint(
    configuration,
    element('rsc_colocation', {
      id: id ?? configuration.freeId(`colocation-${dependent.resource}-${primary.resource}-${weight}`),
      rsc: dependent.resource,
      'with-rsc': primary.resource,
      score: weight,
      ...rest,
      ...(hasRoles ? { 'rsc-role': role ?? 'Started', 'with-rsc-role': withRole ?? 'Started' } : {}),
    }),
  );
  return reports;
}

/** A role as it is called; names that have changed are understood. */
function readRole(given: string): string | Report {
  const known = ROLES.find((role) => role.toLowerCase() === given.toLowerCase());
  if (known !== undefined) return NEWER[known] ?? known;
  const allowed = ROLES.map((role) => `'${role}'`).join(', ');
  return lone('HWS-CFG-103', `invalid role value '${given}', allowed values are: ${allowed}`);
}

const isOldRole = (given: string): boolean => /^(?:master|slave)$/i.test(given);

/** Takes away the colocations of two resources, whichever of them depends on the other. */
export function removeColocations(
  configuration: Configuration,
  one: string,
  other: string,
): readonly Report[] {
  const found = constraintsWithSets(configuration, 'rsc_colocation', false).filter((constraint) => {
    const [rsc, withRsc] = [constraint.get('rsc'), constraint.get('with-rsc')];
    return (rsc === one && withRsc === other) || (rsc === other && withRsc === one);
  });
  if (found.length === 0) return [lone('HWS-CFG-105', 'No matching resources found in ordering list')];
  for (const constraint of found) configuration.remove(constraint);
  return [];
}
