import type { Problem } from '../result/problem.ts';

/** A problem of the live cluster. */
export function controllerProblem(
  code: string,
  message: string,
  hint: string,
  id: string | null = null,
): Problem {
  return { code, severity: 'error', message, hint, id, at: null };
}
