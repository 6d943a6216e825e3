import type { HttpAnswer } from './http.ts';

/**
 * What follows from an answer that is none of the normal ones (S3.28).
 * - `failed`: it was not obeyed; the same may be asked again later.
 * - `refused`: it was not obeyed, and asking again would not help.
 * - `unknown`: it may have been obeyed: look before anything is asked again.
 */
export interface ErrorRule {
  readonly outcome: 'failed' | 'refused' | 'unknown';
  /** What an operator can do. */
  readonly hint: string;
}

const RULES: ReadonlyMap<number, ErrorRule> = new Map([
  [
    400,
    {
      outcome: 'refused',
      hint: 'Nova finds the request wrong, or its own state against it; its words say which',
    },
  ],
  // The client has renewed its token once when this is seen.
  [401, { outcome: 'failed', hint: 'Check that user and password are still valid' }],
  [
    403,
    {
      outcome: 'refused',
      hint: 'Give the user the role admin in this project, or allow the action in the policy',
    },
  ],
  [404, { outcome: 'refused', hint: 'The server or host is not there any more' }],
  [405, { outcome: 'refused', hint: 'The address is none of Nova; check the endpoint in the catalog' }],
  [406, { outcome: 'refused', hint: 'This Nova does not know the microversion' }],
  [409, { outcome: 'failed', hint: 'The server is busy, or in a state that forbids it' }],
  [413, { outcome: 'failed', hint: 'A limit of the API is reached; it is tried again' }],
  [429, { outcome: 'failed', hint: 'A limit of the API is reached; it is tried again' }],
  // A fault can come after the work was handed on.
  [500, { outcome: 'unknown', hint: 'Look into the log of nova-api for the request id' }],
  [502, { outcome: 'unknown', hint: 'What stands before Nova lost the answer' }],
  [503, { outcome: 'failed', hint: 'The service is not available; it is tried again' }],
  [504, { outcome: 'unknown', hint: 'What stands before Nova got no answer in time' }],
]);

/** The rule for a status; one that is not listed may mean anything. */
export function errorRule(status: number): ErrorRule {
  const rule = RULES.get(status);
  if (rule !== undefined) return rule;
  return status >= 400 && status < 500
    ? { outcome: 'refused', hint: 'Nova does not take the request' }
    : { outcome: 'unknown', hint: 'An answer nobody expects; look at what stands between here and Nova' };
}

/** The service’s own words: OpenStack wraps them in one of several names. */
export function errorWords({ body }: Extract<HttpAnswer, { kind: 'answer' }>): string {
  if (typeof body !== 'object' || body === null) return 'no words';
  for (const value of Object.values(body)) {
    if (typeof value === 'object' && value !== null && 'message' in value) return String(value.message);
  }
  return 'no words';
}
