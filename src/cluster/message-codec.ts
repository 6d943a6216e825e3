import type { Message } from '../controller/model/message.ts';
import type { Result } from '../result/problem.ts';
import { messageFault } from './message-shape.ts';
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
    const fault = messageFault(value);
    if (fault === null) return { ok: true, value: value as Message, problems: [] };
    return { ok: false, problems: [damagedMessage(from, fault)] };
  } catch (error) {
    return {
      ok: false,
      problems: [damagedMessage(from, error instanceof Error ? error.message : 'no JSON')],
    };
  }
}
