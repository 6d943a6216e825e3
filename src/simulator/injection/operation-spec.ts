import { parseKey } from '../../scheduler/actions/key.ts';

/** A result to be injected: `<resource>_<task>_<ms>@<node>=<rc>`. */
export interface OperationSpec {
  readonly resource: string;
  readonly task: string;
  readonly intervalMs: number;
  readonly node: string;
  readonly rc: number;
}

/** What is wrong with a specification: how many of its three fields key, node and code were found. */
export interface UnreadableSpec {
  readonly fields: number;
}

/** Takes a specification apart. */
export function parseOperationSpec(text: string): OperationSpec | UnreadableSpec {
  const at = text.indexOf('@');
  if (at <= 0) return { fields: text === '' ? 0 : 1 };
  const equals = text.indexOf('=', at + 1);
  if (equals === at + 1 || at + 1 === text.length) return { fields: 1 };
  const node = text.slice(at + 1, equals < 0 ? undefined : equals);
  const rc = equals < 0 ? Number.NaN : Number.parseInt(text.slice(equals + 1), 10);
  if (Number.isNaN(rc)) return { fields: 2 };
  const key = readKey(text.slice(0, at));
  return key === null ? { fields: 1 } : { ...key, node, rc };
}

/** The key in front of the node; an empty interval is 0. */
function readKey(key: string): { resource: string; task: string; intervalMs: number } | null {
  const parsed = parseKey(key.endsWith('_') ? `${key}0` : key);
  return parsed === null ? null : { resource: parsed.id, task: parsed.task, intervalMs: parsed.intervalMs };
}
