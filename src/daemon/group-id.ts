import { readFileSync } from 'node:fs';

/** Numeric id of a group of this machine; `null` when there is none of that name. */
export function groupId(name: string): number | null {
  if (/^\d+$/.test(name)) return Number(name);
  for (const line of readFileSync('/etc/group', 'utf8').split('\n')) {
    const [group, , id] = line.split(':');
    if (group === name) return Number(id);
  }
  return null;
}
