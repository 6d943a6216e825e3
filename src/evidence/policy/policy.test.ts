import { describe, expect, it } from 'vitest';
import type { Signal } from '../signal.ts';
import { cells, holds, saysTheSame } from './check.ts';
import { parsePolicy } from './parse.ts';
import type { Policy } from './policy.ts';
import { SHIPPED_POLICIES, shippedPolicy } from './shipped.ts';

const NAMES = [...SHIPPED_POLICIES.keys()];

function shipped(name: string): Policy {
  const policy = shippedPolicy(name);
  if (policy === null) throw new Error(`${name} is not shipped`);
  return policy;
}

/** What is wrong with a policy made of these rules. */
function codes(rules: readonly unknown[], samples: unknown = { needed: 1, of: 1 }): readonly string[] {
  const parsed = parsePolicy({ name: 'p', samples, rules });
  return parsed.ok ? [] : parsed.problems.map(({ code }) => code);
}

const WHY = 'because';
const UP = { name: 'up', when: { 'compute-state': 'up' }, verdict: 'healthy', why: WHY };
const REST = { name: 'rest', when: { 'compute-state': ['down', 'unknown'] }, verdict: 'suspect', why: WHY };

describe('a policy', () => {
  it.each(NAMES)('S2.11 S2.16 is shipped whole and without contradictions: %s', (name) => {
    const policy = shipped(name);
    let count = 0;
    for (const cell of cells(policy.signals)) {
      count++;
      const found = policy.rules.filter((rule) => holds(rule, cell));
      expect(found.length).toBeGreaterThan(0);
      expect(found.every((rule) => saysTheSame(rule, found[0] as (typeof found)[0]))).toBe(true);
    }
    const sizes = { 'ping-all': 3 * 3 * 3 * 4, 'three-networks': 3 ** 7 };
    expect(count).toBe(sizes[name as keyof typeof sizes]);
  });

  it.each(NAMES)('has no rule that never says anything of its own: %s', (name) => {
    const policy = shipped(name);
    const all = [...cells(policy.signals)];
    for (const rule of policy.rules)
      expect(
        all.some((cell) => policy.rules.every((other) => (other === rule) === holds(other, cell))),
        rule.name,
      ).toBe(true);
  });

  it.each(NAMES)('never gives a host up that is in maintenance, or of which nothing is known: %s', (name) => {
    const policy = shipped(name);
    for (const cell of cells(policy.signals)) {
      const verdict = policy.rules.find((rule) => holds(rule, cell))?.verdict;
      const isActed = verdict === 'dead' || verdict === 'recover';
      if (cell.get('compute-status') !== 'enabled') expect(isActed, [...cell].join(' ')).toBe(false);
      if ([...cell.values()].every((value) => value === 'unknown')) expect(verdict).toBe('unknown');
    }
  });

  it('is refused with a hole, and the hole is named', () => {
    const parsed = parsePolicy({ name: 'p', samples: { needed: 1, of: 1 }, rules: [UP] });
    expect(parsed.ok).toBe(false);
    expect(parsed.problems[0]).toMatchObject({
      code: 'HWS-EVD-002',
      message: expect.stringContaining('compute-state down | compute-state unknown'),
    });
  });

  it('is refused with a contradiction, once for two rules, whatever their order', () => {
    const other = { name: 'other', when: { 'compute-state': ['up', 'down'] }, verdict: 'suspect', why: WHY };
    expect(codes([UP, REST, other])).toEqual(['HWS-EVD-003']);
    expect(codes([other, REST, UP])).toEqual(['HWS-EVD-003']);
    expect(codes([UP, REST])).toEqual([]);
  });

  it('is refused when a rule gives a host up that may be alive, in maintenance, or unknown', () => {
    const when = (more: Partial<Record<Signal, unknown>>) => ({
      name: 'rash',
      when: { 'compute-status': 'enabled', 'compute-state': 'down', ...more },
      verdict: 'dead',
      why: WHY,
    });
    const rash = (more: Partial<Record<Signal, unknown>>) =>
      codes([when(more)]).filter((code) => code === 'HWS-EVD-004').length;
    expect(rash({})).toBe(0);
    expect(rash({ 'host-address': ['silent', 'alive'] })).toBe(1);
    expect(rash({ 'host-address': ['silent', 'unknown'] })).toBe(1);
    expect(rash({ 'compute-state': ['down', 'unknown'] })).toBe(2);
    expect(rash({ 'compute-status': ['enabled', 'disabled'] })).toBe(1);
    expect(rash({ 'compute-state': 'up' })).toBe(1);
  });

  it('is refused with words nobody knows, all named at once', () => {
    expect(
      codes([
        { name: 'a', when: { weather: 'bad' }, verdict: 'dead', why: WHY },
        { name: 'a', when: { power: 'low' }, verdict: 'ill', why: '' },
        { name: 'b', when: { power: 'off' }, verdict: 'recover', why: WHY },
        { name: 'c', when: { power: 'off' }, verdict: 'dead', try: ['pray'], why: WHY, else: 1 },
      ]),
    ).toHaveLength(9);
    expect(codes([UP, REST], { needed: 3, of: 2 })).toEqual(['HWS-EVD-001']);
    expect(codes([])).toEqual(['HWS-EVD-001']);
    expect(parsePolicy('dead')).toMatchObject({ ok: false });
  });
});
