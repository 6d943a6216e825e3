import type { Problem, SourcePosition } from '../../result/problem.ts';
import { SIGNALS, type Signal, UNKNOWN, valuesOf } from '../signal.ts';
import type { Policy, PolicyRule } from './policy.ts';
import { policyContradictory, policyIncomplete, policyRash, policyTooLarge } from './problem.ts';

/** One value for each signal of a policy. */
export type Cell = ReadonlyMap<Signal, string>;

const MOST_CELLS = 500_000;
const MOST_EXAMPLES = 3;
/** What each signal says of a host in trouble. A rule that acts has to rest on one of these at least. */
const TROUBLE: Readonly<Record<Signal, readonly string[]>> = {
  'compute-status': [],
  'compute-state': ['down'],
  'host-service': ['failed'],
  'host-address': ['silent'],
  'instance-addresses': ['silent'],
  'management-network': ['failed'],
  'storage-network': ['failed'],
  'tenant-network': ['failed'],
  power: ['off'],
  heartbeat: ['silent'],
};

/** Does a rule hold? A signal it does not name may have any value. */
export function holds(rule: PolicyRule, cell: Cell): boolean {
  for (const [signal, values] of rule.when) {
    if (!values.includes(cell.get(signal) ?? UNKNOWN)) return false;
  }
  return true;
}

/** Do two rules say the same? */
export function saysTheSame(a: PolicyRule, b: PolicyRule): boolean {
  return (
    a.verdict === b.verdict &&
    a.escalation === b.escalation &&
    a.remedies.length === b.remedies.length &&
    a.remedies.every((remedy, i) => b.remedies[i] === remedy)
  );
}

/** Every combination of values of the signals, `unknown` included. */
export function* cells(signals: readonly Signal[]): Generator<Cell> {
  const values = signals.map(valuesOf);
  const digits = signals.map(() => 0);
  for (;;) {
    yield new Map(signals.map((signal, i) => [signal, values[i]?.[digits[i] ?? 0] ?? UNKNOWN]));
    let place = signals.length - 1;
    while (place >= 0 && (digits[place] ?? 0) + 1 === values[place]?.length) digits[place--] = 0;
    if (place < 0) return;
    digits[place] = (digits[place] ?? 0) + 1;
  }
}

/** A cell in words. */
export function cellText(cell: Cell): string {
  return [...cell].map(([signal, value]) => `${signal} ${value}`).join(', ');
}

/** How many combinations of values the signals have. */
export function cellCount(signals: readonly Signal[]): number {
  return signals.reduce((product, signal) => product * valuesOf(signal).length, 1);
}

/** Where a rule stands in what was written; for `null` where the rules begin. */
export type RulePlace = (rule: PolicyRule | null) => SourcePosition | null;

/** What is wrong with a policy as a table: holes, contradictions, and rules that act on nothing. */
export function checkPolicy(policy: Policy, place: RulePlace = () => null): readonly Problem[] {
  const count = cellCount(policy.signals);
  if (count > MOST_CELLS) return [{ ...policyTooLarge(policy.name, count, MOST_CELLS), at: place(null) }];
  const problems = policy.rules.flatMap((rule) =>
    rashness(policy, rule).map((found) => ({ ...found, at: place(rule) })),
  );
  const holes: string[] = [];
  let holeCount = 0;
  const reported = new Set<string>();
  for (const cell of cells(policy.signals)) {
    const found = policy.rules.filter((rule) => holds(rule, cell));
    const [first] = found;
    if (first === undefined) {
      holeCount++;
      if (holes.length < MOST_EXAMPLES) holes.push(cellText(cell));
      continue;
    }
    for (const other of found) {
      const key = `${first.name}\n${other.name}`;
      if (saysTheSame(first, other) || reported.has(key)) continue;
      reported.add(key);
      const found = policyContradictory(policy.name, [first.name, other.name], cellText(cell));
      problems.push({ ...found, at: place(other) });
    }
  }
  if (holeCount > 0) problems.push({ ...policyIncomplete(policy.name, holes, holeCount), at: place(null) });
  return problems;
}

function rashness(policy: Policy, rule: PolicyRule): readonly Problem[] {
  if (rule.verdict !== 'dead' && rule.verdict !== 'recover') return [];
  const named = [...rule.when];
  const evidence = named.filter(([signal, values]) =>
    values.every((value) => TROUBLE[signal].includes(value)),
  );
  const problems: Problem[] = [];
  if (evidence.length === 0)
    problems.push(policyRash(policy.name, rule.name, 'none of its signals shows a host in trouble'));
  if (!rule.when.get('compute-status')?.every((value) => value === 'enabled'))
    problems.push(policyRash(policy.name, rule.name, 'it does not ask for compute-status enabled (S2.28)'));
  if (rule.verdict !== 'dead') return problems;
  for (const [signal, values] of named) {
    if (values.includes(UNKNOWN))
      problems.push(policyRash(policy.name, rule.name, `${signal} may be unknown`));
    const life = (SIGNALS[signal] as readonly string[]).includes('alive') && values.includes('alive');
    if (life) problems.push(policyRash(policy.name, rule.name, `${signal} may be alive (S2.31)`));
  }
  return problems;
}
