import type { HostLook, Look } from '../../compute-ha/look.ts';
import { evidenceText, readingsTable } from '../../evidence/evidence-text.ts';
import { type Policy, VERDICTS } from '../../evidence/policy/policy.ts';
import { type SettledVerdict, settle } from '../../evidence/verdict.ts';
import { alignedRows } from '../../result/columns.ts';

/** Hosts named in one line. */
const MOST_NAMED = 10;

/** A single look as a sample among others: what has consequences is not settled by it. */
function settled({ judgement }: HostLook, policy: Policy): SettledVerdict {
  const verdict = settle(policy, [judgement], 0);
  if (verdict === null) throw new Error('a judgement settles to something');
  return verdict;
}

function verdictText(look: HostLook, policy: Policy): string {
  const { verdict, latest, agreeing, needed } = settled(look, policy);
  return verdict === latest.verdict ? verdict : `${verdict} (${latest.verdict} ${agreeing}/${needed})`;
}

/** How many hosts are what, then those that are not healthy. */
export function statusText(look: Look, policy: Policy): string {
  const counts = VERDICTS.map((verdict) => ({
    verdict,
    count: look.hosts.filter(({ judgement }) => judgement.verdict === verdict).length,
  })).filter(({ count }) => count > 0);
  const others = look.hosts.filter(({ judgement }) => judgement.verdict !== 'healthy');
  const shares = counts.map(({ verdict, count }) => `${count} ${verdict}`).join(', ');
  return [
    `${look.hosts.length} hosts by ${policy.name}, in one look: ${shares}`,
    ...(others.length === 0 ? [] : [hostsText({ ...look, hosts: others, unwatched: [] }, policy)]),
    ...unwatchedLines(look),
  ].join('\n');
}

/** A row for each host: verdict, what each signal reads, why. */
export function hostsText(look: Look, policy: Policy): string {
  const rows = look.hosts.map((entry) => [
    entry.judgement.host,
    verdictText(entry, policy),
    ...entry.judgement.readings.map(({ value }) => value),
    entry.judgement.rule.why,
  ]);
  const table = [['host', 'verdict', ...policy.signals, 'why'], ...rows];
  return [...alignedRows(table), ...unwatchedLines(look)].join('\n');
}

/** All that is known of each host, what the policy does not go by included. */
export function evidenceReport(look: Look, policy: Policy): string {
  return look.hosts
    .flatMap((entry) => [
      evidenceText(settled(entry, policy)),
      ...(entry.beyond.length === 0 ? [] : ['  known beside, and not gone by:']),
      ...readingsTable(entry.beyond, entry.judgement.at),
    ])
    .join('\n');
}

function unwatchedLines({ unwatched }: Look): readonly string[] {
  if (unwatched.length === 0) return [];
  const more = unwatched.length > MOST_NAMED ? ` and ${unwatched.length - MOST_NAMED} more` : '';
  return [`not watched, though Nova knows them: ${unwatched.slice(0, MOST_NAMED).join(', ')}${more}`];
}

/** All of it for programs. */
export function lookJson({ hosts, unwatched, novaProblem }: Look, policy: Policy): string {
  const described = hosts.map((entry) => {
    const { verdict, agreeing, needed, of } = settled(entry, policy);
    const { host, at, rule, readings, verdict: single } = entry.judgement;
    return {
      host,
      at: new Date(at).toISOString(),
      verdict,
      singleVerdict: single,
      samples: { agreeing, needed, of },
      rule: rule.name,
      why: rule.why,
      readings,
      beyond: entry.beyond,
    };
  });
  return JSON.stringify({ policy: policy.name, hosts: described, unwatched, problem: novaProblem }, null, 2);
}
