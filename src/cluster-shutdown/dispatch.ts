import type { Problem, Result } from '../result/problem.ts';
import type { PlanAction, ShutdownPlan } from '../shutdown-plan/model/plan.ts';
import type { AcceptedRun, ClusterShutdown, Refusal, ShutdownStatus } from './job.ts';
import { confirmationNeeded, unknownAction } from './problem.ts';

/** What a caller may say besides the action. */
export interface ActionRequest {
  readonly requester: string;
  /** Hash of the plan that is confirmed; needed by `shutdown` and `start`. */
  readonly planHash: string | null;
  /** What `plan` is to be made for. */
  readonly of: PlanAction;
}

export type ActionAnswer =
  | { readonly kind: 'accepted'; readonly accepted: AcceptedRun }
  | { readonly kind: 'plan'; readonly plan: ShutdownPlan }
  | { readonly kind: 'status'; readonly status: ShutdownStatus }
  | { readonly kind: 'cancelled'; readonly run: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

type Handler = (job: ClusterShutdown, request: ActionRequest) => Promise<ActionAnswer>;

/** What can be asked for by `action=…` (S0.49); another action is another line here. */
const ACTIONS: Readonly<Record<string, Handler>> = {
  shutdown: (job, request) => confirmed(job, 'shutdown', request),
  start: (job, request) => confirmed(job, 'start', request),
  plan: async (job, { of }) => {
    const plan = await job.plan(of);
    return plan.ok ? { kind: 'plan', plan: plan.value } : refuse(plan);
  },
  status: async (job) => ({ kind: 'status', status: await job.status() }),
  cancel: async (job, { requester }) => {
    const cancelled = await job.cancel(requester);
    return cancelled.ok ? { kind: 'cancelled', run: cancelled.value.run } : refuse(cancelled);
  },
};

/** Names of all actions. */
export const ACTION_NAMES: readonly string[] = Object.keys(ACTIONS);

/** Does what an action's name asks for. */
export async function dispatchAction(
  job: ClusterShutdown,
  action: string,
  request: ActionRequest,
): Promise<ActionAnswer> {
  const handler = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (handler === undefined) return refuse({ problems: [unknownAction(action)] });
  return await handler(job, request);
}

/** Without a confirmation the answer is the plan that can be confirmed. */
async function confirmed(
  job: ClusterShutdown,
  action: PlanAction,
  { planHash, requester }: ActionRequest,
): Promise<ActionAnswer> {
  if (planHash !== null) {
    const answer = await job.run(action, planHash, requester);
    return answer.ok
      ? { kind: 'accepted', accepted: answer.value }
      : { kind: 'refused', refusal: answer.refusal };
  }
  const plan = await job.plan(action);
  if (!plan.ok) return refuse(plan);
  return {
    kind: 'refused',
    refusal: { problems: [confirmationNeeded()], differences: [], plan: plan.value },
  };
}

function refuse({ problems }: Pick<Result<unknown>, 'problems'>): ActionAnswer {
  return {
    kind: 'refused',
    refusal: { problems: problems as readonly Problem[], differences: [], plan: null },
  };
}
