import { type Action, ActionFlag } from '../scheduler/model/action.ts';
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
  const { action, state } = explanation;
  const why = tellingSteps(explanation).map((step) => stepSentence(step.reason, step.by));
  if (state === 'planned' && action.has(ActionFlag.ImpliedByFencing))
    why.push(`fencing ${action.node?.name} does it`);
  if (why.length === 0 && explanation.summary !== null) why.push(explanation.summary);
  const because = why.length === 0 ? '' : `: ${[...new Set(why)].join('; ')}`;
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

/** The steps that led to the state in question; how an action came about matters only when nothing else does. */
function tellingSteps({ state, steps }: ActionExplanation): ActionExplanation['steps'] {
  const wanted: readonly string[] =
    state === 'cannot-run'
      ? ['unrunnable', 'unrunnable-by-order', 'unrunnable-by-colocation']
      : state === 'not-needed'
        ? ['optional']
        : ['required', 'required-by-order'];
  const telling = steps.filter(({ reason }) => wanted.includes(reason.kind));
  return telling.length > 0 ? telling : steps.filter(({ reason }) => reason.kind === 'created');
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
