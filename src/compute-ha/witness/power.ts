import type { Fact } from '../../evidence/fact.ts';
import type { CommandResult } from '../../power/chassis.ts';
import type { Occasion } from './echo.ts';

/** What a BMC says of its machine (S3.15). A BMC that does not answer says nothing: its host may well run. */
export function powerFact(
  bmc: string,
  answer: CommandResult | undefined,
  { at, freshForMs }: Occasion,
): Fact {
  const base = { signal: 'power', source: `BMC ${bmc}`, freshForMs } as const;
  if (answer === undefined) return { ...base, value: 'unknown', at, words: 'it was not asked' };
  const readAt = answer.evidence.at(-1)?.at ?? at;
  if (answer.outcome === 'read' && answer.reading !== null)
    return { ...base, value: answer.reading, at: readAt, words: '' };
  return { ...base, value: 'unknown', at: readAt, words: answer.problem?.message ?? answer.outcome };
}
