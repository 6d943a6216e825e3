import { cellCount, cells, holds } from '../../evidence/policy/check.ts';
import { type Policy, type PolicyRule, VERDICTS, type Verdict } from '../../evidence/policy/policy.ts';
import { SIGNALS } from '../../evidence/signal.ts';
import { alignedRows } from '../../result/columns.ts';
import type { CheckedPolicy } from './policy.ts';

/** How many combinations of values lead to each verdict. Every one leads to one: the policy has been checked. */
function verdictCounts(policy: Policy): ReadonlyMap<Verdict, number> {
  const counts = new Map<Verdict, number>();
  for (const cell of cells(policy.signals)) {
    const verdict = policy.rules.find((rule) => holds(rule, cell))?.verdict;
    if (verdict === undefined) throw new Error(`the checked policy ${policy.name} has a hole`);
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  return counts;
}

/** A checked policy as a table, one row a rule and one column a signal, and how much of the whole each verdict takes. */
export function policyTableText(policy: Policy): string {
  const { name, rules, signals, samples } = policy;
  const head = ['rule', ...signals, 'verdict'];
  const rows = rules.map((rule) => [
    rule.name,
    ...signals.map((signal) => rule.when.get(signal)?.join('|') ?? '·'),
    verdictText(rule),
  ]);
  const counts = verdictCounts(policy);
  const shares = VERDICTS.filter((verdict) => counts.has(verdict)).map(
    (verdict) => `${verdict} ${counts.get(verdict)}`,
  );
  return [
    `${name}: right. ${cellCount(signals)} combinations of values, each with one verdict: ${shares.join(', ')}`,
    `A verdict with consequences has to stand in ${samples.needed} of the last ${samples.of} samples; · is any value, unknown included`,
    ...alignedRows([head, ...rows]).map((line) => `  ${line}`),
  ].join('\n');
}

function verdictText({ verdict, remedies, escalation }: PolicyRule): string {
  if (verdict !== 'recover') return verdict;
  return `recover: ${remedies.join(', ')}; then ${escalation}`;
}

/** What is wrong, as compilers say it: file, line, column, what, and what to do. */
export function problemLines({ asked, problems }: CheckedPolicy): readonly string[] {
  return problems.map(({ code, message, hint, at }) => {
    const place = at === null ? asked : `${asked}:${at.line}:${at.column}`;
    return `${place}: ${message} [${code}]\n  ${hint}`;
  });
}

/** All of it for programs. */
export function policyCheckJson(checked: readonly CheckedPolicy[]): string {
  const policies = checked.map(({ asked, policy, problems }) => ({
    policy: asked,
    isRight: policy !== null,
    table: policy === null ? null : tableOf(policy),
    problems,
  }));
  return JSON.stringify({ policies }, null, 2);
}

function tableOf(policy: Policy): unknown {
  return {
    name: policy.name,
    samples: policy.samples,
    signals: policy.signals.map((name) => ({ name, values: SIGNALS[name] })),
    combinations: cellCount(policy.signals),
    verdicts: Object.fromEntries(verdictCounts(policy)),
    rules: policy.rules.map((rule) => ({ ...rule, when: Object.fromEntries(rule.when) })),
  };
}
