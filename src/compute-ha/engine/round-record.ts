import type { RoundDecision } from '../../evacuation/watch/round.ts';
import { holdText } from '../../evidence/brakes/hold-text.ts';
import type { Look } from '../look.ts';
import type { RoundHost, RoundRecord } from '../record/round-store.ts';

/** A round as the verbs show it. */
export function lookRecord(
  { standings }: RoundDecision,
  { novaProblem, unwatched }: Look,
  times: Omit<RoundRecord, 'hosts' | 'warnings'>,
): RoundRecord {
  const hosts = standings.map(({ host, settled, brake }): RoundHost => {
    const { verdict, latest, agreeing, needed } = settled;
    return {
      host,
      verdict,
      single: latest.verdict,
      agreeing,
      needed,
      rule: latest.rule.name,
      holds: brake?.holds.map(holdText) ?? [],
    };
  });
  const warnings = [
    ...(novaProblem === null ? [] : [novaProblem.message]),
    ...(unwatched.length === 0 ? [] : [`not watched, though Nova knows them: ${unwatched.join(', ')}`]),
  ];
  return { ...times, hosts, warnings };
}
