import type { Problem } from '../result/problem.ts';

/**
 * What came of a call to the cloud.
 * - `failed`: it was not obeyed, and may be made again.
 * - `refused`: it was not obeyed, and making it again would not help.
 * - `unknown`: it may have been obeyed.
 */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed' | 'refused' | 'unknown'; readonly problem: Problem };
