import type { Action } from '../scheduler/model/action.ts';
import type { ActionReason } from '../scheduler/model/reason.ts';
import type { ActionExplanation } from './action.ts';

/** `start of keystone:0 on controller2`, or the key of an action that is only an ordering point. */
export function actionName(action: Action): string {
  const where = action.node === null ? '' : ` on ${action.node.name}`;
  if (action.resource === null) return `${action.task}${where}`;
  const interval = action.intervalMs > 0 ? ` every ${action.intervalMs / 1000} s` : '';
  return `${action.task}${interval} of ${action.resource.id}${where}`;
}

/** Says in one line what became of an action and why. */
export function actionSentence(explanation: ActionExplanation): string {
  const { action, state, steps } = explanation;
  const why = steps
    .filter(({ reason }) => reason.kind !== 'created' || steps.length === 1)
    .map((step) => stepSentence(step.reason, step.by));
  const because =
    why.length === 0
      ? explanation.summary === null
        ? ''
        : `: ${explanation.summary}`
      : `: ${why.join('; ')}`;
  switch (state) {
    case 'planned':
      return `${actionName(action)} is planned${because}`;
    case 'not-needed':
      return `${actionName(action)} is not needed${because}`;
    case 'cannot-run':
      return `${actionName(action)} is needed but cannot run${because}`;
    case 'left-out':
      return `${actionName(action)} is left out of the plan${because}`;
  }
}

function stepSentence(reason: ActionReason, by: Action | null): string {
  switch (reason.kind) {
    case 'created':
    case 'optional':
    case 'required':
    case 'unrunnable':
      return reason.cause;
    case 'required-by-order':
      return `required by ${by === null ? 'an order' : actionName(by)}${byConstraint(reason.constraint)}`;
    case 'unrunnable-by-order':
      return `${by === null ? 'an earlier action' : actionName(by)} cannot run${byConstraint(reason.constraint)}`;
    case 'unrunnable-by-colocation':
      return `${reason.with} does not run, and colocation ${reason.constraint} needs it`;
  }
}

function byConstraint(constraint: string | null): string {
  return constraint === null ? '' : ` (order ${constraint})`;
}
