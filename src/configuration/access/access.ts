import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { checkId } from '../ids.ts';
import { lone, type Report } from '../report.ts';

/** What a role lets or forbids: everything below what an XPath finds, or below one element. */
export interface Permission {
  readonly kind: 'read' | 'write' | 'deny';
  readonly scope: 'xpath' | 'id';
  readonly value: string;
}

/** Whom roles are assigned to. */
export type HolderKind = 'user' | 'group';

const HOLDERS = {
  user: { name: 'acl_target', text: 'ACL user' },
  group: { name: 'acl_group', text: 'ACL group' },
} as const;

function inAcls(configuration: Configuration, name: string, id: string): XmlElement | null {
  const all = configuration.section('acls')?.elements(name) ?? [];
  return [...all].find((one) => one.get('id') === id) ?? null;
}

function add(configuration: Configuration, made: XmlElement): void {
  configuration.insert(configuration.neededSection('acls', element), made);
}

const taken = (id: string): Report => lone('HWS-CFG-140', `'${id}' already exists`);

/** A role with its permissions. */
export function createRole(
  configuration: Configuration,
  id: string,
  description: string | null,
  permissions: readonly Permission[],
): readonly Report[] {
  const wrong = checkPermissions(configuration, permissions);
  if (wrong.length > 0) return wrong;
  const [wrongId] = checkId(id, 'ACL role');
  if (wrongId !== undefined) return [{ ...wrongId, isAlone: true }];
  if (configuration.isIdTaken(id)) return [taken(id)];
  const role = element('acl_role', { id, description: description === '' ? null : description });
  add(configuration, role);
  addTo(configuration, role, permissions);
  return [];
}

/** Permissions more for a role, which is made when there is none. */
export function addPermissions(
  configuration: Configuration,
  id: string,
  permissions: readonly Permission[],
): readonly Report[] {
  const wrong = checkPermissions(configuration, permissions);
  if (wrong.length > 0) return wrong;
  const role = inAcls(configuration, 'acl_role', id);
  if (role === null) return createRole(configuration, id, null, permissions);
  addTo(configuration, role, permissions);
  return [];
}

function checkPermissions(
  configuration: Configuration,
  permissions: readonly Permission[],
): readonly Report[] {
  const missing = permissions.filter(({ scope, value }) => scope === 'id' && !configuration.isIdTaken(value));
  return missing.map(({ value }) => lone('HWS-CFG-140', `id '${value}' does not exist`));
}

function addTo(configuration: Configuration, role: XmlElement, permissions: readonly Permission[]): void {
  for (const { kind, scope, value } of permissions) {
    const id = configuration.freeId(`${role.get('id') ?? ''}-${kind}`);
    const attributes = { id, kind, [scope === 'xpath' ? 'xpath' : 'reference']: value };
    configuration.insert(role, element('acl_permission', attributes));
  }
}

export function removePermission(configuration: Configuration, id: string): readonly Report[] {
  const found = configuration.byId(id);
  if (found?.name !== 'acl_permission') return [missing('ACL permission', id)];
  configuration.remove(found);
  return [];
}

/** Takes a role away, from all who have it too. */
export function removeRole(configuration: Configuration, id: string): readonly Report[] {
  const role = inAcls(configuration, 'acl_role', id);
  if (role === null) return [missing('ACL role', id)];
  for (const holder of configuration.section('acls')?.elements() ?? []) {
    for (const assigned of [...holder.elements('role')]) {
      if (assigned.get('id') === id) configuration.remove(assigned);
    }
  }
  configuration.remove(role);
  return [];
}

/** A user or group with roles. A user's name may be an id of something else, a group's not. */
export function createHolder(
  configuration: Configuration,
  kind: HolderKind,
  id: string,
  roles: readonly string[],
): readonly Report[] {
  const { name } = HOLDERS[kind];
  if (kind === 'group') {
    const [wrongId] = checkId(id, 'ACL group');
    if (wrongId !== undefined) return [{ ...wrongId, isAlone: true }];
  }
  const isTaken = kind === 'user' ? inAcls(configuration, name, id) !== null : configuration.isIdTaken(id);
  if (isTaken) return [taken(id)];
  const unknown = roles.filter((role) => inAcls(configuration, 'acl_role', role) === null);
  if (unknown.length > 0) return unknown.map((role) => missing('ACL role', role));
  const assigned = roles.map((role) => element('role', { id: role }));
  add(configuration, element(name, { id }, assigned));
  return [];
}

export function removeHolder(configuration: Configuration, kind: HolderKind, id: string): readonly Report[] {
  const found = findHolder(configuration, kind, id);
  if ('code' in found) return [found];
  configuration.remove(found);
  return [];
}

/** Assigns a role. */
export function assignRole(
  configuration: Configuration,
  role: string,
  kind: HolderKind | null,
  holder: string,
): readonly Report[] {
  const found = findHolder(configuration, kind, holder);
  if ('code' in found) return [found];
  if (inAcls(configuration, 'acl_role', role) === null) return [missing('ACL role', role)];
  if (assignment(found, role) !== null) {
    return [lone('HWS-CFG-141', `Role '${role}' is already assigned to '${holder}'`)];
  }
  configuration.insert(found, element('role', { id: role }));
  return [];
}

export function unassignRole(
  configuration: Configuration,
  role: string,
  kind: HolderKind | null,
  holder: string,
): readonly Report[] {
  const found = findHolder(configuration, kind, holder);
  if ('code' in found) return [found];
  const assigned = assignment(found, role);
  if (assigned === null) return [lone('HWS-CFG-141', `Role '${role}' is not assigned to '${holder}'`)];
  configuration.remove(assigned);
  return [];
}

function assignment(holder: XmlElement, role: string): XmlElement | null {
  return [...holder.elements('role')].find((one) => one.get('id') === role) ?? null;
}

/** Who is meant; without a kind a user is looked for, as pcs does although its help speaks of groups too. */
function findHolder(configuration: Configuration, kind: HolderKind | null, id: string): XmlElement | Report {
  const { name, text } = HOLDERS[kind ?? 'user'];
  const found = inAcls(configuration, name, id);
  if (found !== null) return found;
  if (configuration.isIdTaken(id)) return lone('HWS-CFG-140', `'${id}' is not an ${text}`);
  return missing(kind === null ? 'ACL group/ACL user' : text, id);
}

function missing(what: string, id: string): Report {
  return lone('HWS-CFG-140', `${what} '${id}' does not exist`);
}

/** Access lists as they are shown: users, groups, roles. */
export function accessLines(configuration: Configuration): readonly string[] {
  const acls = configuration.section('acls');
  if (acls === null) return [];
  const holders = (['user', 'group'] as const).flatMap((kind) =>
    [...acls.elements(HOLDERS[kind].name)].flatMap((holder) => [
      `${kind === 'user' ? 'User' : 'Group'}: ${holder.get('id') ?? ''}`,
      `  Roles: ${[...holder.elements('role')].map((role) => role.get('id') ?? '').join(' ')}`.trimEnd(),
    ]),
  );
  const roles = [...acls.elements('acl_role')].flatMap((role) => {
    const description = role.get('description');
    return [
      `Role: ${role.get('id') ?? ''}`,
      ...(description === null ? [] : [`  Description: ${description}`]),
      ...[...role.elements('acl_permission')].map(permissionLine),
    ];
  });
  return [...holders, ...roles];
}

function permissionLine(permission: XmlElement): string {
  const reference = permission.get('reference');
  const scope = reference === null ? `xpath ${permission.get('xpath') ?? ''}` : `id ${reference}`;
  return `  Permission: ${permission.get('kind') ?? ''} ${scope} (${permission.get('id') ?? ''})`;
}
