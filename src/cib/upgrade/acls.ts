import { XmlElement, type XmlNode } from '../xml/element.ts';

const KINDS: ReadonlySet<string> = new Set(['read', 'write', 'deny']);

/** One permission of the first generation in today's form (spec A1.3). */
function upgradePermission(permission: XmlElement): XmlElement {
  const upgraded = new XmlElement('acl_permission', [], [], permission.offset);
  const attribute = permission.get('attribute');
  const xpath = permission.get('xpath');
  const tag = permission.get('tag');
  const reference = permission.get('ref');
  upgraded.set('id', permission.get('id') ?? '');
  upgraded.set('kind', permission.name);
  if (xpath !== null) upgraded.set('xpath', attribute === null ? xpath : `${xpath}[@${attribute}]`);
  if (reference !== null) upgraded.set('reference', reference);
  if (tag !== null) {
    upgraded.set('object-type', tag);
    if (attribute !== null) upgraded.set('attribute', attribute);
  }
  return upgraded;
}

function upgradeRole(role: XmlElement): XmlElement {
  const children = role.children.map((child) =>
    child.kind === 'element' && KINDS.has(child.name) ? upgradePermission(child) : child,
  );
  return new XmlElement(role.name, role.attributes, children, role.offset);
}

/** A user's references to roles stay with it; permissions written inside move to a role of their own. */
function upgradeUser(user: XmlElement): readonly XmlElement[] {
  const id = user.get('id') ?? '';
  const target = new XmlElement('acl_target', [...user.attributes], [], user.offset);
  const permissions: XmlElement[] = [];
  for (const child of user.elements()) {
    if (child.name === 'role_ref') target.children.push(new XmlElement('role', child.attributes));
    else if (KINDS.has(child.name)) permissions.push(upgradePermission(child));
  }
  if (permissions.length === 0) return [target];
  const generated = `auto-${id}`;
  target.children.push(new XmlElement('role', ['id', generated]));
  return [target, new XmlElement('acl_role', ['id', generated], permissions)];
}

/** Upgrades the access control lists of the first generation (spec A1.3). No effect on decisions. */
export function upgradeAcls(configuration: XmlElement): void {
  const acls = configuration.first('acls');
  if (acls === null) return;
  const children = acls.children.flatMap((child): readonly XmlNode[] => {
    if (child.kind !== 'element') return [child];
    if (child.name === 'acl_user') return upgradeUser(child);
    return child.name === 'acl_role' ? [upgradeRole(child)] : [child];
  });
  acls.children.splice(0, acls.children.length, ...children);
}
