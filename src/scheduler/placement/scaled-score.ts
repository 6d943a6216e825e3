import { INFINITY_SCORE } from '../../result/score.ts';

/** Weight of a colocation in single precision (spec B8.2). */
export function colocationFactor(score: number): number {
  return Math.fround(score / INFINITY_SCORE);
}

/** A score scaled by a factor: rounded away from zero, and never 0 for a score that is not 0 (spec B8.3). */
export function scaledScore(factor: number, score: number): number {
  const weight = Math.fround(factor * score);
  const rounded = weight >= 0 ? Math.trunc(weight + 0.5) : Math.trunc(weight - 0.5);
  if (rounded === 0 && score !== 0) return factor > 0 ? 1 : factor < 0 ? -1 : 0;
  return rounded;
}
