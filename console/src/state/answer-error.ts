import type { ProblemDetails } from '../../../src/api/schema/refusal.ts';
import type { Answer } from '../api/request.ts';

/** Why there is no value. */
export type Failure =
  | { readonly kind: 'refused'; readonly problem: ProblemDetails }
  | { readonly kind: 'unreachable' | 'nonsense' };

/** Carries a failure through TanStack Query, which knows errors only. */
export class AnswerError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

export function orThrow<T>(answer: Answer<T>): T {
  if (answer.kind === 'value') return answer.value;
  throw new AnswerError(answer);
}

/** The failure behind an error of a query; another error is a fault of the page's own. */
export function failureOf(error: Error | null): Failure | null {
  if (error === null) return null;
  return error instanceof AnswerError ? error.failure : { kind: 'nonsense' };
}
