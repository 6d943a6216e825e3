import type { z } from 'zod';
import { ProblemDetails } from '../../../src/api/schema/refusal.ts';

/** What came of a request; `unreachable`: no answer at all, `nonsense`: none that this page understands. */
export type Answer<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'refused'; readonly problem: ProblemDetails }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'nonsense' };

export interface Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly token?: string | null;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Longer than the slowest plan: dead BMCs are waited for. */
const DEADLINE_MS = 60_000;

/** Sends a request to the page's own server and checks the answer's shape. */
export async function ask<T>(request: Request, shape: z.ZodType<T>): Promise<Answer<T>> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  let response: Response;
  let body: unknown = null;
  try {
    response = await fetch(request.path, {
      method: request.method,
      headers: headersOf(request),
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal: request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
    });
    if (response.status !== 204) body = await response.json();
  } catch (error) {
    return error instanceof SyntaxError ? { kind: 'nonsense' } : { kind: 'unreachable' };
  }
  const judged = response.ok ? shape.safeParse(body) : ProblemDetails.safeParse(body);
  if (!judged.success) return { kind: 'nonsense' };
  return response.ok
    ? { kind: 'value', value: judged.data as T }
    : { kind: 'refused', problem: judged.data as ProblemDetails };
}

export function headersOf({ token, body }: Request): Record<string, string> {
  return {
    ...(token === undefined || token === null ? {} : { 'X-Auth-Token': token }),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
  };
}
