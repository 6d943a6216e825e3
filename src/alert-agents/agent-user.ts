import { readFileSync } from 'node:fs';
import type { ChildUser } from '../executor/child/node-spawn.ts';

/** A user of this machine as whom agents are run. */
export interface AgentUser extends ChildUser {
  readonly name: string;
  readonly home: string;
}

/** The user of Pacemaker's own daemons, made by the packages of a distribution. */
export const CLUSTER_USER = 'hacluster';

/** The user as whom alert agents run: `hacluster`, if there is one and this process may become it; else `null`, its own. */
export function agentUser(accounts = '/etc/passwd'): AgentUser | null {
  if (process.getuid?.() !== 0) return null;
  let text: string;
  try {
    text = readFileSync(accounts, 'utf8');
  } catch {
    return null;
  }
  for (const line of text.split('\n')) {
    const [name, , uid, gid, , home] = line.split(':');
    if (name !== CLUSTER_USER || !isNumber(uid) || !isNumber(gid)) continue;
    return { name, uid: Number(uid), gid: Number(gid), home: home || '/' };
  }
  return null;
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^\d+$/.test(text);
}
