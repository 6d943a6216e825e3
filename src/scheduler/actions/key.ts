import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';

/** Key of an operation on an id: `<id>_<task>_<interval in ms>` (spec C1.2.1). */
export function keyOf(id: string, task: string, intervalMs: number): string {
  return `${id}_${task}_${intervalMs}`;
}

/** Key of a resource's operation (spec C1.2.1). */
export function operationKey(resource: Resource, task: string, intervalMs: number): string {
  return keyOf(resource.id, task, intervalMs);
}

/** `pre` and `post` are the notifications proper, the confirmed ones the points where all have been answered. */
export type NotifyType = 'pre' | 'post' | 'confirmed-pre' | 'confirmed-post';

/** Key of a notification of a task (spec C1.2.1). */
export function notifyKey(resource: Resource, type: NotifyType, task: string): string {
  return `${resource.id}_${type}_notify_${task}_0`;
}

/** Key of fencing a node by an operation: `reboot`, `off` or `on` (spec C1.2.1). */
export function fencingKey(node: ClusterNode, operation: string): string {
  return `stonith-${node.name}-${operation}`;
}

/** Key of an action of a node as such, `do_shutdown` say (spec C1.2.1). */
export function nodeKey(task: string, node: ClusterNode): string {
  return `${task}-${node.name}`;
}

/** A key taken apart. */
export interface ParsedKey {
  readonly id: string;
  readonly task: string;
  readonly intervalMs: number;
}

const COMPOUND = /^(.+)_(migrate_to|migrate_from|pre_notify_[^_]+|post_notify_[^_]+)_([0-9]+)$/s;

/**
 * Takes an operation key apart (spec C1.2.6); `null` when it is none. Ids may contain underscores, and so do a few
 * task names; the task of a notification includes the notified one.
 */
export function parseKey(key: string): ParsedKey | null {
  const last = key.lastIndexOf('_');
  if (last <= 0) return null;
  const middle = key.lastIndexOf('_', last - 1);
  if (middle <= 0) return null;
  const onlyTwo = key.lastIndexOf('_', middle - 1) < 0;
  if (!onlyTwo) {
    const match = COMPOUND.exec(key);
    if (match !== null) {
      return { id: match[1] as string, task: match[2] as string, intervalMs: Number(match[3]) };
    }
  }
  const intervalMs = readInterval(key, last + 1);
  if (intervalMs === null) return null;
  return { id: key.slice(0, middle), task: key.slice(middle + 1, last), intervalMs };
}

/** Interval at the end of a key, 0 when there is none. */
export function intervalOfKey(key: string): number {
  return readInterval(key, key.lastIndexOf('_') + 1) ?? 0;
}

function readInterval(key: string, from: number): number | null {
  if (from >= key.length) return null;
  let value = 0;
  for (let i = from; i < key.length; i++) {
    const digit = key.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return value;
}
