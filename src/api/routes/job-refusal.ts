import { type RefusalKind, refusalKind } from '../../cluster-shutdown/refusal-kind.ts';
import type { Problem } from '../../result/problem.ts';
import type { PlanDifference } from '../../shutdown-plan/model/plan.ts';
import { Refusal } from '../problem.ts';

const STATUS: Readonly<Record<RefusalKind, number>> = {
  gate: 412,
  conflict: 409,
  invalid: 422,
  absent: 404,
  fault: 503,
};

/** A refusal of the job as one of HTTP; the first error decides the status. */
export function jobRefusal(
  problems: readonly Problem[],
  differences: readonly PlanDifference[] = [],
): Refusal {
  const [first, ...rest] = problems
    .filter(({ severity }) => severity === 'error')
    .concat(problems.filter(({ severity }) => severity !== 'error'));
  if (first === undefined) throw new Error('the job refuses without a problem');
  return new Refusal(STATUS[refusalKind(first.code)], [first, ...rest], {}, differences);
}
