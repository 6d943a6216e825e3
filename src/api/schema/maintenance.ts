import { z } from 'zod';
import { AcceptedRun, Plan, PlanAction, Status } from './plan.ts';

export const ACTIONS = ['plan', 'shutdown', 'start', 'status', 'cancel'] as const;
export type MaintenanceAction = (typeof ACTIONS)[number];

/** The query of the one address for the whole cluster. */
export const ActionQuery = z.strictObject({
  action: z.enum(ACTIONS),
  of: PlanAction.default('shutdown').meta({ description: 'With action=plan: what is planned' }),
});

/** Body of shutdown and start; the confirmation. */
export const Confirmation = z
  .strictObject({
    planHash: z.string().min(1).max(128).meta({ description: 'Hash of the plan that was looked at' }),
    cluster: z.string().min(1).max(256).meta({ description: 'Name of the cluster, typed by the operator' }),
  })
  .meta({
    description:
      'Binds the request to the plan that was looked at. Without a body nothing is done: the refusal carries the plan.',
  });

/** What shutdown and start answer. */
export const Accepted = z.object({ kind: z.literal('accepted'), accepted: AcceptedRun });

/** What the address answers, told apart by `kind`. */
export const MaintenanceAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('plan'), plan: Plan }),
  Accepted,
  z.object({ kind: z.literal('status'), cluster: z.string(), server: z.string(), status: Status }),
  z.object({ kind: z.literal('cancelled'), run: z.string() }),
]);
export type MaintenanceAnswer = z.infer<typeof MaintenanceAnswer>;
