import type { Resource } from '../model/resource.ts';

/**
 * Whether a primitive is active somewhere: on a node that is online, or unclean so that it may still be, or anywhere
 * when it is unmanaged (spec A7.5).
 */
export function isActive(resource: Resource): boolean {
  for (const node of resource.runningOn) {
    if (node.isUnclean || node.isOnline || !resource.isManaged) return true;
  }
  return false;
}
