import type { Problem, Result, SourcePosition } from '../../result/problem.ts';
import { isSignal, SIGNAL_NAMES, type Signal, valuesOf } from '../signal.ts';
import { checkPolicy } from './check.ts';
import {
  ESCALATIONS,
  type Escalation,
  type Policy,
  type PolicyRule,
  REMEDIES,
  type Remedy,
  type SampleRule,
  VERDICTS,
  type Verdict,
} from './policy.ts';
import { policyMalformed } from './problem.ts';

const LARGEST_SAMPLE = 20;
const FIELDS = ['name', 'samples', 'rules'];
const RULE_FIELDS = ['name', 'when', 'verdict', 'try', 'escalation', 'why'];

/** Where something stands in the document a policy was written in: keys and list indices from the top. */
export type PolicyPlace = (path: readonly (string | number)[]) => SourcePosition | null;

/**
 * A policy out of what was written (a YAML or JSON document as a value), checked: everything that is wrong is named at
 * once, with its place where `place` knows one; a policy with holes or contradictions is none.
 */
export function parsePolicy(written: unknown, place: PolicyPlace = () => null): Result<Policy> {
  const problems: Problem[] = [];
  const complainAt =
    (...base: Path): Complain =>
    (where, what, ...path) => {
      problems.push({ ...policyMalformed(where, what), at: place([...base, ...path]) });
    };
  const complain = complainAt();
  if (!isRecord(written)) {
    complain('document', 'it is no mapping');
    return { ok: false, problems };
  }
  refuseOthers(written, FIELDS, 'document', complain);
  const name = typeof written.name === 'string' && written.name !== '' ? written.name : '';
  if (name === '') complain('name', 'it has none', 'name');
  const samples = parseSamples(written.samples, complain);
  const list = Array.isArray(written.rules) ? written.rules : [];
  if (list.length === 0) complain('rules', 'there are none', 'rules');
  const rules = list.map((rule: unknown, i) => parseRule(rule, `rule ${i + 1}`, complainAt('rules', i)));
  const names = rules.map((rule) => rule.name);
  for (const [i, twice] of names.entries()) {
    if (names.indexOf(twice) !== i) complain(twice, 'two rules have this name', 'rules', i, 'name');
  }
  if (problems.length > 0) return { ok: false, problems };
  const used = new Set(rules.flatMap((rule) => [...rule.when.keys()]));
  const signals = SIGNAL_NAMES.filter((signal) => used.has(signal));
  const policy: Policy = { name, rules, samples, signals };
  const found = checkPolicy(policy, (rule) =>
    place(rule === null ? ['rules'] : ['rules', rules.indexOf(rule)]),
  );
  return found.length > 0 ? { ok: false, problems: found } : { ok: true, value: policy, problems: [] };
}

type Path = readonly (string | number)[];
/** Where and what for people, then the path from what is being parsed. */
type Complain = (where: string, what: string, ...path: Path) => void;

function parseSamples(written: unknown, complain: Complain): SampleRule {
  const given = isRecord(written) ? written : {};
  if (!isRecord(written)) complain('samples', 'needed and of are missing', 'samples');
  refuseOthers(given, ['needed', 'of'], 'samples', complain, 'samples');
  const needed = Number(given.needed);
  const of = Number(given.of);
  const isRight = Number.isInteger(needed) && Number.isInteger(of) && needed >= 1 && needed <= of;
  if (!isRight || of > LARGEST_SAMPLE)
    complain(
      'samples',
      `1 ≤ needed ≤ of ≤ ${LARGEST_SAMPLE} does not hold for ${needed} of ${of}`,
      'samples',
    );
  return { needed, of };
}

function parseRule(written: unknown, place: string, complain: Complain): PolicyRule {
  const given = isRecord(written) ? written : {};
  const name = typeof given.name === 'string' && given.name !== '' ? given.name : place;
  if (!isRecord(written)) complain(place, 'it is no mapping');
  refuseOthers(given, RULE_FIELDS, name, complain);
  const verdict = oneOf<Verdict>(VERDICTS, given.verdict, `${name}: verdict`, complain, 'verdict');
  const tried: readonly unknown[] =
    given.try === undefined ? [] : Array.isArray(given.try) ? given.try : [given.try];
  const remedies = tried.map((entry) => oneOf<Remedy>(REMEDIES, entry, `${name}: try`, complain, 'try'));
  if (verdict === 'recover' && remedies.length === 0)
    complain(name, 'the verdict recover needs something to try', 'verdict');
  if (verdict !== 'recover' && remedies.length > 0)
    complain(name, 'try goes with the verdict recover only', 'try');
  const escalation = oneOf<Escalation>(
    ESCALATIONS,
    given.escalation ?? 'evacuate',
    `${name}: escalation`,
    complain,
    'escalation',
  );
  if (typeof given.why !== 'string' || given.why === '') complain(name, 'it does not say why', 'why');
  const why = typeof given.why === 'string' ? given.why : '';
  return { name, when: parseWhen(given.when, name, complain), verdict, remedies, escalation, why };
}

function parseWhen(
  written: unknown,
  rule: string,
  complain: Complain,
): ReadonlyMap<Signal, readonly string[]> {
  const when = new Map<Signal, readonly string[]>();
  if (!isRecord(written)) {
    complain(rule, 'when is no mapping from signals to values', 'when');
    return when;
  }
  for (const [signal, value] of Object.entries(written)) {
    if (!isSignal(signal)) {
      complain(rule, `${signal} is no signal; there are ${SIGNAL_NAMES.join(', ')}`, 'when', signal);
      continue;
    }
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    const right = values.filter((entry) => typeof entry === 'string' && valuesOf(signal).includes(entry));
    if (right.length !== values.length || right.length === 0)
      complain(rule, `${signal} can be ${valuesOf(signal).join(', ')}`, 'when', signal);
    when.set(signal, right as readonly string[]);
  }
  return when;
}

function oneOf<T extends string>(
  allowed: readonly T[],
  value: unknown,
  where: string,
  complain: Complain,
  ...path: Path
): T {
  const found = allowed.find((entry) => entry === value);
  if (found === undefined)
    complain(where, `${JSON.stringify(value)} is none of ${allowed.join(', ')}`, ...path);
  return found ?? (allowed[0] as T);
}

function refuseOthers(
  given: Readonly<Record<string, unknown>>,
  allowed: readonly string[],
  where: string,
  complain: Complain,
  ...path: Path
): void {
  for (const key of Object.keys(given)) {
    if (!allowed.includes(key))
      complain(where, `${key} is unknown; there are ${allowed.join(', ')}`, ...path, key);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
