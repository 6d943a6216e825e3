import { type BrakeAnswer, type BrakeInput, brake } from '../../evidence/brakes/brakes.ts';

/**
 * May a host still be given up whose incident is open? The same brakes as before it began: it counts as the candidate it
 * is, not as one more that is being handled.
 */
export function leaveFor(host: string, input: Omit<BrakeInput, 'candidates'>): BrakeAnswer {
  const fleet = input.fleet.map((entry) =>
    entry.host === host ? { ...entry, isBeingHandled: false, lastIncidentAt: null, rest: null } : entry,
  );
  const [answer] = brake({ ...input, fleet, candidates: [{ host, since: input.now }] });
  if (answer === undefined) throw new Error('the brakes answer for every candidate');
  return answer;
}
