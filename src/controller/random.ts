import type { ControllerState } from './model/state.ts';

/** First state of the source of chance from a seed. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A number from 0 (included) to 1 (excluded), from the seed the controller was given. */
export function nextRandom(state: ControllerState): number {
  state.random = (state.random + 0x6d2b79f5) >>> 0;
  let mixed = state.random;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

/** A text of the form of a UUID. */
export function nextUuid(state: ControllerState): string {
  let digits = '';
  for (let i = 0; i < 4; i++)
    digits += Math.floor(nextRandom(state) * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return [0, 8, 12, 16, 20].map((from, i) => digits.slice(from, [8, 12, 16, 20, 32][i])).join('-');
}
