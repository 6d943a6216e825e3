import {
  accessLines,
  addPermissions,
  assignRole,
  createHolder,
  createRole,
  type HolderKind,
  type Permission,
  removeHolder,
  removePermission,
  removeRole,
  unassignRole,
} from '../../../configuration/access/access.ts';
import { putProperty, setProperties } from '../../../configuration/properties/properties.ts';
import { type Call, FAILED } from '../call.ts';
import { oldName } from '../old-name.ts';

/** `pcs acl [config]`. */
export async function aclConfig(call: Call): Promise<number> {
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const isOn = setProperties(configuration).get('enable-acl') === 'true';
  const state = isOn ? 'ACLs are enabled' : "ACLs are disabled, run 'pcs acl enable' to enable";
  return call.print(state, '', ...accessLines(configuration));
}

/** The older name of it. */
export function aclShow(call: Call): Promise<number> {
  oldName(call, 'pcs acl config');
  return aclConfig(call);
}

/** `pcs acl enable|disable`. */
export function aclSwitch(isOn: boolean): (call: Call) => Promise<number> | number {
  return (call) =>
    call.words.length > 0
      ? call.wrong()
      : call.edit((configuration) => {
          putProperty(configuration, 'enable-acl', String(isOn));
          return [];
        });
}

/** `pcs acl role create`. */
export function roleCreate(call: Call): Promise<number> | number {
  const [id, ...rest] = call.words;
  if (id === undefined) return call.wrong();
  const description =
    rest[0]?.startsWith('description=') === true ? rest[0].slice('description='.length) : null;
  const permissions = readPermissions(description === null ? rest : rest.slice(1));
  if (permissions === null) return call.wrong();
  return call.edit((configuration) => createRole(configuration, id, description, permissions));
}

/** `pcs acl permission add`. */
export function permissionAdd(call: Call): Promise<number> | number {
  const [role, ...rest] = call.words;
  const permissions = readPermissions(rest);
  if (role === undefined || permissions === null || permissions.length === 0) return call.wrong();
  return call.edit((configuration) => addPermissions(configuration, role, permissions));
}

const KINDS = ['read', 'write', 'deny'] as const;
const SCOPES = ['xpath', 'id'] as const;

/** Reads `read xpath /cib write id A`; `null` when words are left over or unknown. */
function readPermissions(words: readonly string[]): readonly Permission[] | null {
  const permissions: Permission[] = [];
  for (let at = 0; at < words.length; at += 3) {
    const kind = KINDS.find((one) => one === words[at]?.toLowerCase());
    const scope = SCOPES.find((one) => one === words[at + 1]?.toLowerCase());
    const value = words[at + 2];
    if (kind === undefined || scope === undefined || value === undefined) return null;
    permissions.push({ kind, scope, value });
  }
  return permissions;
}

/** `pcs acl permission remove`. */
export function permissionRemove(call: Call): Promise<number> | number {
  return withOneId(call, (id) => call.edit((configuration) => removePermission(configuration, id)));
}

/** `pcs acl role remove`. */
export function roleRemove(call: Call): Promise<number> | number {
  return withOneId(call, (id) => call.edit((configuration) => removeRole(configuration, id)));
}

function withOneId(call: Call, act: (id: string) => Promise<number>): Promise<number> | number {
  const [id, ...more] = call.words;
  return id === undefined || more.length > 0 ? call.wrong() : act(id);
}

/** `pcs acl user create`, `pcs acl group create`. */
export function holderCreate(kind: HolderKind): (call: Call) => Promise<number> | number {
  return (call) => {
    const [id, ...roles] = call.words;
    if (id === undefined) return call.wrong();
    return call.edit((configuration) => createHolder(configuration, kind, id, roles));
  };
}

/** `pcs acl user remove`, `pcs acl group remove`. */
export function holderRemove(kind: HolderKind): (call: Call) => Promise<number> | number {
  return (call) =>
    withOneId(call, (id) => call.edit((configuration) => removeHolder(configuration, kind, id)));
}

/** `pcs acl role assign … [to] …`, `pcs acl role unassign … [from] …`. */
export function roleAssignment(isAssigned: boolean): (call: Call) => Promise<number> | number {
  return (call) => {
    const [role, ...words] = call.words;
    const rest = words[0] === (isAssigned ? 'to' : 'from') ? words.slice(1) : words;
    const kind = rest.length === 2 && (rest[0] === 'user' || rest[0] === 'group') ? rest[0] : null;
    const holder = kind === null ? rest[0] : rest[1];
    if (role === undefined || holder === undefined || rest.length > (kind === null ? 1 : 2))
      return call.wrong();
    const change = isAssigned ? assignRole : unassignRole;
    return call.edit((configuration) => change(configuration, role, kind, holder));
  };
}
