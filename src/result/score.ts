/** The score that stands for "always" (positive) or "never" (negative). Spec A1.6.1, B0.1. */
export const INFINITY_SCORE = 1_000_000;

/** Adds two scores; −INFINITY wins over +INFINITY, the rest saturates. Spec A1.6.4, B0.1. */
export function addScores(a: number, b: number): number {
  if (a <= -INFINITY_SCORE || b <= -INFINITY_SCORE) return -INFINITY_SCORE;
  if (a >= INFINITY_SCORE || b >= INFINITY_SCORE) return INFINITY_SCORE;
  return clampScore(a + b);
}

/** Limits a number to the range of scores. */
export function clampScore(value: number): number {
  if (value >= INFINITY_SCORE) return INFINITY_SCORE;
  if (value <= -INFINITY_SCORE) return -INFINITY_SCORE;
  return value;
}

/** `INFINITY`, `-INFINITY` or the decimal number. Spec A1.6.5. */
export function formatScore(score: number): string {
  if (score >= INFINITY_SCORE) return 'INFINITY';
  if (score <= -INFINITY_SCORE) return '-INFINITY';
  return String(score);
}
