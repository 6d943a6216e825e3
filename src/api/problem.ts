import type { Problem } from '../result/problem.ts';
import type { PlanDifference, ShutdownPlan } from '../shutdown-plan/model/plan.ts';

/** Stable codes of the API; catalogued in docs/reference/problems.md. */
export type ApiProblemCode =
  | 'HWS-API-001' // no token
  | 'HWS-API-002' // token not valid
  | 'HWS-API-003' // token expired
  | 'HWS-API-004' // role too low
  | 'HWS-API-005' // another origin
  | 'HWS-API-006' // method
  | 'HWS-API-007' // nothing there
  | 'HWS-API-008' // malformed address
  | 'HWS-API-009' // body too large
  | 'HWS-API-010' // content type
  | 'HWS-API-011' // not understood
  | 'HWS-API-012' // too many failed sign-ins
  | 'HWS-API-013' // name or password
  | 'HWS-API-014' // Keystone
  | 'HWS-API-015' // no JSON
  | 'HWS-API-016' // internal
  | 'HWS-API-017' // too much at once
  | 'HWS-API-018' // too slow
  | 'HWS-API-019' // malformed or oversized HTTP head
  | 'HWS-API-020' // configuration
  | 'HWS-API-021' // private file unusable
  | 'HWS-API-022' // user exists
  | 'HWS-API-023' // no such user
  | 'HWS-API-024' // password too weak
  | 'HWS-API-025' // user name
  | 'HWS-API-026' // certificate
  | 'HWS-API-027' // cannot listen
  | 'HWS-API-028' // page not built
  | 'HWS-API-029' // another cluster's name
  | 'HWS-API-030' // a plan of long ago, or used
  | 'HWS-API-031'; // users cannot be changed just now

export function apiProblem(code: ApiProblemCode, message: string, hint: string): Problem {
  return { code, severity: 'error', message, hint, id: null, at: null };
}

/** What the job shows with a refusal. */
export interface Evidence {
  readonly differences: readonly PlanDifference[];
  readonly plan: ShutdownPlan | null;
}

/** A refusal: an HTTP status, what is wrong, and headers the status asks for (Allow, Retry-After). */
export class Refusal extends Error {
  readonly status: number;
  readonly problems: readonly [Problem, ...Problem[]];
  readonly headers: Readonly<Record<string, string>>;
  readonly evidence: Evidence;

  constructor(
    status: number,
    problems: Problem | readonly [Problem, ...Problem[]],
    headers: Readonly<Record<string, string>> = {},
    evidence: Evidence = { differences: [], plan: null },
  ) {
    const all: readonly [Problem, ...Problem[]] = 'code' in problems ? [problems] : problems;
    super(all[0].message);
    this.status = status;
    this.problems = all;
    this.headers = headers;
    this.evidence = evidence;
  }
}
