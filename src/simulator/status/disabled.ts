import { type Resource, topResource } from '../../scheduler/model/resource.ts';
import { parseRole, Role } from '../../scheduler/model/role.ts';

/** Role the operator wants at most, when that is less than the resource could have (spec A3.7.6); else `null`. */
export function limitingRole(resource: Resource): Role | null {
  const text = resource.meta.get('target-role');
  const role = text === undefined ? null : parseRole(text);
  if (role === Role.Stopped) return role;
  if (role === Role.Unpromoted && topResource(resource).isPromotable) return role;
  return null;
}
