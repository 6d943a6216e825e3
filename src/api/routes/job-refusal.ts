import type { Refusal as JobRefusal } from '../../cluster-shutdown/job.ts';
import { type RefusalKind, refusalKind } from '../../cluster-shutdown/refusal-kind.ts';
import { Refusal } from '../problem.ts';

const STATUS: Readonly<Record<RefusalKind, number>> = {
  gate: 412,
  conflict: 409,
  invalid: 422,
  absent: 404,
  fault: 503,
};

/** A refusal of the job as one of HTTP; the first error decides the status. */
export function jobRefusal({ problems, differences, plan }: JobRefusal): Refusal {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const others = problems.filter(({ severity }) => severity !== 'error');
  const [first, ...rest] = [...errors, ...others];
  if (first === undefined) throw new Error('the job refuses without a problem');
  return new Refusal(STATUS[refusalKind(first.code)], [first, ...rest], {}, { differences, plan });
}
