import type { z } from 'zod';
import type { AcceptedRun as JobAcceptedRun, ShutdownStatus } from '../../cluster-shutdown/job.ts';
import type { ShutdownPlan } from '../../shutdown-plan/model/plan.ts';
import type { AcceptedRun, Plan, Status } from './plan.ts';

/** The schema's type, all of it read-only, as the job declares its own. */
export type ReadOnly<T> = T extends object ? { readonly [Key in keyof T]: ReadOnly<T[Key]> } : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

/** Fails to compile when what the API describes is not what the job gives. */
export const SAME_SHAPE: {
  readonly plan: Same<ReadOnly<z.infer<typeof Plan>>, ShutdownPlan>;
  readonly status: Same<ReadOnly<z.infer<typeof Status>>, ShutdownStatus>;
  readonly accepted: Same<ReadOnly<z.infer<typeof AcceptedRun>>, JobAcceptedRun>;
} = { plan: true, status: true, accepted: true };

/** A value of the job as the type of its schema. It is only read from here on: it becomes an answer. */
export function toWrite<T>(value: ReadOnly<T>): T {
  return value as T;
}
