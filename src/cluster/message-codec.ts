import type { Message } from '../controller/model/message.ts';
import type { Result } from '../result/problem.ts';
import { damagedMessage } from './problem.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** A message as it travels: JSON in UTF-8. */
export function encodeMessage(message: Message): Uint8Array {
  return encoder.encode(JSON.stringify(message));
}

/** Reads a message of a member; all members judge the same bytes alike. */
export function decodeMessage(from: number, bytes: Uint8Array): Result<Message> {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    if (isMessage(value)) return { ok: true, value, problems: [] };
    return { ok: false, problems: [damagedMessage(from, 'it has no kind')] };
  } catch (error) {
    return {
      ok: false,
      problems: [damagedMessage(from, error instanceof Error ? error.message : 'no JSON')],
    };
  }
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || !('stamp' in value) || !('body' in value)) return false;
  const { body } = value;
  return typeof body === 'object' && body !== null && 'kind' in body && typeof body.kind === 'string';
}
