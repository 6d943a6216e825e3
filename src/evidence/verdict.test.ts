import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evidenceText } from './evidence-text.ts';
import { type Fact, readSignal } from './fact.ts';
import { cells } from './policy/check.ts';
import type { Policy, Verdict } from './policy/policy.ts';
import { shippedPolicy } from './policy/shipped.ts';
import { isSignal, SIGNALS, type Signal } from './signal.ts';
import { type Judgement, judge, settle } from './verdict.ts';

const NOW = 1_000_000;
const PING_ALL = shippedPolicy('ping-all') as Policy;
const THREE_NETWORKS = shippedPolicy('three-networks') as Policy;

function fact(signal: Signal, value: string, more: Partial<Fact> = {}): Fact {
  return { signal, value, source: 'test', at: NOW, freshForMs: 30_000, words: '', ...more };
}

function facts(values: Partial<Record<Signal, string>>): readonly Fact[] {
  return Object.entries(values).flatMap(([signal, value]) => (isSignal(signal) ? [fact(signal, value)] : []));
}

function verdictOf(policy: Policy, values: Partial<Record<Signal, string>>): Verdict {
  return judge(policy, 'h1', facts(values), NOW).verdict;
}

const SERVICE_DOWN = { 'compute-status': 'enabled', 'compute-state': 'down' };
const ALL_SILENT = { ...SERVICE_DOWN, 'host-address': 'silent', 'instance-addresses': 'silent' };
const ALL_WELL = {
  'compute-status': 'enabled',
  'compute-state': 'up',
  'host-service': 'running',
  'management-network': 'healthy',
  'storage-network': 'healthy',
  'tenant-network': 'healthy',
  power: 'on',
};

describe('ping-all', () => {
  it('S2.28 ignores a disabled service, whatever else is wrong', () => {
    for (const cell of cells(PING_ALL.signals)) {
      if (cell.get('compute-status') !== 'disabled') continue;
      expect(verdictOf(PING_ALL, Object.fromEntries(cell))).toBe('healthy');
    }
  });

  it('S2.15 S2.29 ignores a service that is enabled and up', () => {
    expect(verdictOf(PING_ALL, { ...ALL_SILENT, 'compute-state': 'up' })).toBe('healthy');
  });

  it('S2.9 S2.18 S2.32 gives a host up when service, host and all instances are silent', () => {
    expect(verdictOf(PING_ALL, ALL_SILENT)).toBe('dead');
    expect(verdictOf(PING_ALL, { ...ALL_SILENT, 'instance-addresses': 'none' })).toBe('dead');
    let dead = 0;
    for (const cell of cells(PING_ALL.signals))
      if (verdictOf(PING_ALL, Object.fromEntries(cell)) === 'dead') dead++;
    expect(dead).toBe(2);
  });

  it('S2.10 S2.17 S2.30 S2.31 does nothing while one of n addresses answers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), fc.boolean(), (count, which, isHost) => {
        const many = Array.from({ length: count }, (_, i) =>
          fact('instance-addresses', !isHost && i === which % count ? 'alive' : 'silent', {
            source: `10.0.0.${i}`,
          }),
        );
        const all = [...facts(SERVICE_DOWN), fact('host-address', isHost ? 'alive' : 'silent'), ...many];
        expect(judge(PING_ALL, 'h1', all, NOW).verdict).toBe('suspect');
      }),
    );
  });

  it('does nothing when one address of many was not asked in time', () => {
    const many = [
      fact('instance-addresses', 'silent'),
      fact('instance-addresses', 'silent', { at: NOW - 31_000 }),
    ];
    const all = [...facts({ ...SERVICE_DOWN, 'host-address': 'silent' }), ...many];
    expect(judge(PING_ALL, 'h1', all, NOW).verdict).toBe('unknown');
  });
});

describe('three-networks', () => {
  it('S3.2 S3.5 finds a host healthy whose networks are, with the service up', () => {
    expect(verdictOf(THREE_NETWORKS, ALL_WELL)).toBe('healthy');
  });

  it('S3.6 S3.7 only writes mail when management or tenant network is down', () => {
    for (const network of ['management-network', 'tenant-network'] as const) {
      expect(verdictOf(THREE_NETWORKS, { ...ALL_WELL, [network]: 'failed' })).toBe('network-mail');
      expect(verdictOf(THREE_NETWORKS, { ...ALL_WELL, [network]: 'failed', 'compute-state': 'down' })).toBe(
        'network-mail',
      );
    }
    const both = { ...ALL_WELL, 'management-network': 'failed', 'tenant-network': 'failed' };
    expect(verdictOf(THREE_NETWORKS, both)).toBe('network-mail');
  });

  it('S3.8 S3.9 hands a lost storage network over: restart it, then give the host up', () => {
    const { verdict, rule } = judge(
      THREE_NETWORKS,
      'h1',
      facts({ ...ALL_WELL, 'storage-network': 'failed' }),
      NOW,
    );
    expect({ verdict, remedies: rule.remedies, escalation: rule.escalation }).toEqual({
      verdict: 'recover',
      remedies: ['restart-network'],
      escalation: 'evacuate',
    });
  });

  it('S3.12 S3.13 waits when only the server side sees a fault', () => {
    const seen = { ...ALL_WELL, 'compute-state': 'down' };
    expect(verdictOf(THREE_NETWORKS, seen)).toBe('suspect');
    const { readings } = judge(THREE_NETWORKS, 'h1', facts(seen), NOW);
    const both = readings.filter(({ signal }) => signal === 'compute-state' || signal === 'host-service');
    expect(both.map(({ value }) => value)).toEqual(['down', 'running']);
  });

  it('S3.14 restarts the service when the host itself sees it failed, whatever the server side sees', () => {
    for (const state of ['up', 'down', 'unknown']) {
      const seen = { ...ALL_WELL, 'compute-state': state, 'host-service': 'failed' };
      expect(judge(THREE_NETWORKS, 'h1', facts(seen), NOW).rule).toMatchObject({
        verdict: 'recover',
        remedies: ['restart-service'],
        escalation: 'evacuate',
      });
    }
  });

  it('S3.15 S3.16 S3.17 switches a host on that is off, and tells people when that fails', () => {
    expect(judge(THREE_NETWORKS, 'h1', facts({ ...ALL_WELL, power: 'off' }), NOW).rule).toMatchObject({
      verdict: 'recover',
      remedies: ['power-on'],
      escalation: 'page',
    });
  });

  it('S3.37 believes nothing where Consul agents disagree', () => {
    const agents = [
      fact('storage-network', 'failed', { source: 'agent a' }),
      fact('storage-network', 'healthy', { source: 'agent b' }),
    ];
    const others = facts(ALL_WELL).filter(({ signal }) => signal !== 'storage-network');
    const judgement = judge(THREE_NETWORKS, 'h1', [...others, ...agents], NOW);
    expect(judgement.verdict).toBe('unknown');
    expect(judgement.readings.find(({ signal }) => signal === 'storage-network')?.doubt).toBe(
      'contradiction',
    );
  });

  it('S2.11 S3.2 goes on without a monitor that is switched off: what it would say is unknown', () => {
    const { power: _, ...without } = ALL_WELL;
    expect(verdictOf(THREE_NETWORKS, without)).toBe('healthy');
    expect(verdictOf(THREE_NETWORKS, { ...without, 'storage-network': 'failed' })).toBe('recover');
    expect(verdictOf(THREE_NETWORKS, {})).toBe('unknown');
  });
});

describe('a reading', () => {
  it('S3.4 is unknown when facts are old, from the future, mute or none', () => {
    const read = (more: Partial<Fact>) =>
      readSignal('compute-state', [fact('compute-state', 'down', more)], NOW);
    expect(read({}).value).toBe('down');
    expect(read({ at: NOW - 30_001 })).toMatchObject({ value: 'unknown', doubt: 'stale' });
    expect(read({ at: NOW + 5_001 })).toMatchObject({ value: 'unknown', doubt: 'from-the-future' });
    expect(read({ value: 'unknown' })).toMatchObject({ value: 'unknown', doubt: 'not-said' });
    expect(read({ value: 'gone' })).toMatchObject({ value: 'unknown', doubt: 'no-such-value' });
    expect(readSignal('power', [], NOW)).toMatchObject({ value: 'unknown', doubt: 'no-fact' });
  });

  it('never gives a host up by facts that are missing: leaving any out, or ageing any, only lessens what is done', () => {
    const names = Object.keys(ALL_SILENT) as Signal[];
    fc.assert(
      fc.property(fc.subarray(names, { minLength: 1 }), fc.boolean(), (spoilt, isOld) => {
        const all = facts(ALL_SILENT).flatMap((entry) => {
          if (!spoilt.includes(entry.signal)) return [entry];
          return isOld ? [{ ...entry, at: NOW - 60_000 }] : [];
        });
        expect(judge(PING_ALL, 'h1', all, NOW).verdict).toBe('unknown');
      }),
    );
  });

  it('finds a verdict for whatever sources say', () => {
    const anyFact = fc.constantFrom(...(Object.keys(SIGNALS) as Signal[])).chain((signal) =>
      fc.record({
        signal: fc.constant(signal),
        value: fc.constantFrom(...SIGNALS[signal], 'unknown', 'nonsense'),
        source: fc.string(),
        at: fc.integer({ min: NOW - 100_000, max: NOW + 100_000 }),
        freshForMs: fc.integer({ min: 0, max: 50_000 }),
        words: fc.string(),
      }),
    );
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 20 }), (all) => {
        for (const policy of [PING_ALL, THREE_NETWORKS])
          expect(judge(policy, 'h1', all, NOW).host).toBe('h1');
      }),
      { numRuns: 500 },
    );
  });
});

describe('samples', () => {
  const sample = (values: Partial<Record<Signal, string>>, at: number): Judgement => ({
    ...judge(THREE_NETWORKS, 'h1', facts(values), NOW),
    at,
  });
  const LOST = { ...ALL_WELL, 'storage-network': 'failed' };
  const settled = (...list: readonly Judgement[]) => settle(THREE_NETWORKS, list, 40_000)?.verdict;

  it('S2.12 S3.20 have to agree, N of the last M and the last one, before anything follows', () => {
    expect(settled(sample(LOST, 0))).toBe('suspect');
    expect(settled(sample(LOST, 0), sample(LOST, 20_000))).toBe('recover');
    expect(settled(sample(LOST, 0), sample(ALL_WELL, 20_000), sample(LOST, 40_000))).toBe('recover');
    expect(settled(sample(LOST, 0), sample(LOST, 20_000), sample(ALL_WELL, 40_000))).toBe('healthy');
    expect(
      settled(sample(LOST, 0), sample(ALL_WELL, 20_000), sample(ALL_WELL, 40_000), sample(LOST, 60_000)),
    ).toBe('suspect');
  });

  it('do not agree when they lead to different things, or lie too far apart', () => {
    const off = { ...ALL_WELL, power: 'off' };
    expect(settled(sample(off, 0), sample(LOST, 20_000))).toBe('suspect');
    expect(settled(sample(LOST, 0), sample(LOST, 40_001))).toBe('suspect');
    expect(settle(THREE_NETWORKS, [], 40_000)).toBeNull();
  });

  it('S2.9 are shown with all evidence: every signal, who says it, how old it is, and the rule', () => {
    const many = Array.from({ length: 5 }, (_, i) =>
      fact('instance-addresses', i === 4 ? 'alive' : 'silent', { source: `10.0.0.${i}`, at: NOW - 2_000 }),
    );
    const all = [...facts({ ...SERVICE_DOWN, 'host-address': 'silent' }), ...many];
    const verdict = settle(PING_ALL, [judge(PING_ALL, 'cmp1', all, NOW)], 40_000);
    expect(verdict === null ? '' : evidenceText(verdict).split('\n')).toEqual([
      'cmp1: suspect',
      '  compute-status      enabled  test enabled, 0 s ago',
      '  compute-state       down     test down, 0 s ago',
      '  host-address        silent   test silent, 0 s ago',
      '  instance-addresses  alive    10.0.0.4 alive, 2 s ago; 10.0.0.0 silent, 2 s ago; 10.0.0.1 silent, 2 s ago; and 2 more',
      expect.stringContaining('rule instance-answers of ping-all'),
    ]);
  });
});
