import { accessSync, constants } from 'node:fs';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The distribution's OCF agents are installed (scripts/test-parts.ts). */
export const hasAgents = isExecutable('/usr/lib/ocf/resource.d/heartbeat/Dummy');

/** So is a promotable one. */
export const hasPromotableAgent = isExecutable('/usr/lib/ocf/resource.d/pacemaker/Stateful');

/** The distribution's fence agents are installed. */
export const hasFenceAgents = isExecutable('/usr/sbin/fence_ipmilan');

/** systemd is process 1. */
export const hasSystemd = isExecutable('/run/systemd/system');
