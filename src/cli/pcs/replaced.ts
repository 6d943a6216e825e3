import type { Call } from './call.ts';

/** A command that pcs 0.11 has taken away: says what stands in its place, with words and without. */
export function replaced(alone: string, withWords: string): (call: Call) => number {
  return (call) =>
    call.fail(
      `This command has been replaced with '${call.words.length === 0 ? alone : withWords}'. See 'man pcs' -> Changes in pcs-0.11.`,
    );
}
