import { parseLeadingInteger } from './integer.ts';
import { clampScore, INFINITY_SCORE } from './score.ts';

/** What the words `red`, `yellow` and `green` are worth as scores; depends on the health strategy (spec A2.9). */
export interface HealthScores {
  readonly red: number;
  readonly yellow: number;
  readonly green: number;
}

/** The health scores while nobody has chosen a strategy: colours mean nothing. */
const NEUTRAL_HEALTH: HealthScores = { red: 0, yellow: 0, green: 0 };

const WORDS: ReadonlyMap<string, number> = new Map([
  ['INFINITY', INFINITY_SCORE],
  ['+INFINITY', INFINITY_SCORE],
  ['-INFINITY', -INFINITY_SCORE],
]);

/**
 * Reads a score (spec A1.6.1–A1.6.3): the case-sensitive infinities, the colours in any case, otherwise the leading
 * integer. What cannot be read, is absent or overflows 64 bits is 0; the rest is clamped to ±INFINITY.
 */
export function parseScore(text: string | null, health: HealthScores = NEUTRAL_HEALTH): number {
  if (text === null) return 0;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (text.length >= 3 && text.length <= 6) {
    const colour = text.toLowerCase();
    if (colour === 'red' || colour === 'yellow' || colour === 'green') return health[colour];
  }
  const number = parseLeadingInteger(text);
  return number === null ? 0 : clampScore(number);
}
