import { z } from 'zod';
import { Plan } from './plan.ts';
import { PlanDifference, Problem } from './problem.ts';

/** Every refusal: problem details as RFC 9457 has them, with our stable code. */
export const ProblemDetails = z
  .object({
    type: z.string().meta({ description: '`urn:hawser:problem:` and the code' }),
    title: z.string().meta({ description: 'What is wrong' }),
    status: z.int(),
    detail: z.string().meta({ description: 'What to do about it' }),
    code: Problem.shape.code,
    requestId: z.string().meta({ description: 'Finds the request in the log' }),
    problems: z.array(Problem).optional().meta({ description: 'All of them, when there are several' }),
    differences: z.array(PlanDifference).optional().meta({ description: 'What has changed since the plan' }),
    plan: Plan.optional().meta({ description: 'The plan of this moment, to be looked at and confirmed' }),
  })
  .meta({ id: 'ProblemDetails', description: 'A refusal (RFC 9457)' });
export type ProblemDetails = z.infer<typeof ProblemDetails>;
