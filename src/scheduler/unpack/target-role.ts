import type { Cluster } from '../model/cluster.ts';
import { type Resource, topResource } from '../model/resource.ts';
import { parseRole, Role } from '../model/role.ts';
import { report } from './report.ts';

/** Lowers the next role to what meta `target-role` asks for (spec A3.7). */
export function applyTargetRole(cluster: Cluster, resource: Resource): void {
  const requested = requestedRole(cluster, resource);
  if (requested === null) return;
  if (resource.nextRole === Role.Unknown || resource.nextRole > requested) resource.nextRole = requested;
}

function requestedRole(cluster: Cluster, resource: Resource): Role | null {
  const text = resource.meta.get('target-role');
  if (text === undefined || /^(started|default)$/i.test(text)) return null;
  const role = parseRole(text);
  if (role === Role.Stopped) return role;
  if (role === Role.Unpromoted || role === Role.Promoted) {
    if (topResource(resource).isPromotable) return role === Role.Unpromoted ? role : null;
    reportUseless(
      cluster,
      resource,
      `Target role ${text} of ${resource.id} means nothing: it is not promotable`,
    );
    return null;
  }
  reportUseless(cluster, resource, `Target role "${text}" of ${resource.id} is not a role`);
  return null;
}

function reportUseless(cluster: Cluster, resource: Resource, message: string): void {
  const hint = 'Use Started or Stopped, or make the clone promotable';
  report(cluster, 'error', 'HWS-SCH-005', resource.id, message, hint);
}
