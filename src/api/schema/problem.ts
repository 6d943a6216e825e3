import { z } from 'zod';

const Code = z.string().regex(/^HWS-[A-Z]+-\d{3}$/);

/** A problem in the words of the house; docs/reference/problems.md lists all codes. */
export const Problem = z
  .object({
    code: Code,
    severity: z.enum(['error', 'warning']),
    message: z.string().meta({ description: 'What is wrong, naming the operator’s own ids' }),
    hint: z.string().meta({ description: 'What to do about it' }),
    id: z.string().nullable().meta({ description: 'What it is about' }),
    at: z.object({ line: z.int(), column: z.int() }).nullable(),
  })
  .meta({ id: 'Problem' });

/** One way in which the world is not what was confirmed. */
export const PlanDifference = z
  .object({
    machine: z.string().nullable().meta({ description: 'null: the plan as a whole' }),
    what: z.string(),
    before: z.string(),
    after: z.string(),
  })
  .meta({ id: 'PlanDifference' });
export type PlanDifference = z.infer<typeof PlanDifference>;
