import { describe, expect, it } from 'vitest';
import { type Fact, readSignal } from '../../evidence/fact.ts';
import { shippedPolicy } from '../../evidence/policy/shipped.ts';
import { judge } from '../../evidence/verdict.ts';
import type { ComputeService, NovaServer } from '../../openstack/nova-shape.ts';
import type { Outcome } from '../../openstack/outcome.ts';
import { serviceUnreachable } from '../../openstack/problem.ts';
import type { CommandOutcome, CommandResult } from '../../power/chassis.ts';
import { type EchoTarget, echoAddresses, echoFacts } from './echo.ts';
import type { EchoAnswer } from './fping-answer.ts';
import { novaFacts } from './nova.ts';
import { powerFact } from './power.ts';

const NOW = 1_800_000_000_000;
const OCCASION = { at: NOW, freshForMs: 40_000 };
const HOST = '10.0.0.1';
const GATEWAY = '10.0.0.254';
const OUTAGE = { kind: 'failed', problem: serviceUnreachable('Nova', 'no answer within 15 s') } as const;

const done = <T>(value: T): Outcome<T> => ({ kind: 'done', value });
const server = (...addresses: readonly string[]): NovaServer => ({
  instance: {
    id: 'i',
    name: 'i',
    host: 'cmp1',
    status: 'ACTIVE',
    taskState: null,
    metadata: {},
    project: 'p',
    user: 'u',
  },
  addresses,
});
const service = (more: Partial<ComputeService> = {}): ComputeService => ({
  id: 's',
  host: 'cmp1',
  status: 'enabled',
  state: 'down',
  isForcedDown: false,
  disabledReason: null,
  ...more,
});
const answersOf = (given: Readonly<Record<string, EchoAnswer['kind']>>): ReadonlyMap<string, EchoAnswer> =>
  new Map(Object.entries(given).map(([address, kind]) => [address, { kind, words: '' }]));
const value = (signal: Fact['signal'], facts: readonly Fact[]): string =>
  readSignal(signal, facts, NOW).value;

function target(servers: EchoTarget['servers'], addresses: readonly string[] = [HOST]): EchoTarget {
  return { host: 'cmp1', addresses, servers };
}

describe('echo answers as facts', () => {
  const two = target(done([server('10.1.0.1'), server('10.1.0.2')]));

  it('S2.30 S2.31 are silent when all are, and alive when one is', () => {
    const silent = { [HOST]: 'silent', '10.1.0.1': 'silent', '10.1.0.2': 'silent' } as const;
    const facts = echoFacts(two, answersOf(silent), [], OCCASION);
    expect([...echoAddresses([two], [GATEWAY])]).toEqual([GATEWAY, HOST, '10.1.0.1', '10.1.0.2']);
    expect(value('host-address', facts)).toBe('silent');
    expect(value('instance-addresses', facts)).toBe('silent');
    const one = echoFacts(two, answersOf({ ...silent, '10.1.0.2': 'alive' }), [], OCCASION);
    expect(value('instance-addresses', one)).toBe('alive');
  });

  it('are unknown when one was not asked, and when the instances are not known', () => {
    const answers = answersOf({ [HOST]: 'silent', '10.1.0.1': 'silent' });
    expect(value('instance-addresses', echoFacts(two, answers, [], OCCASION))).toBe('unknown');
    expect(value('instance-addresses', echoFacts(target(OUTAGE), answers, [], OCCASION))).toBe('unknown');
    expect(value('instance-addresses', echoFacts(target(null), answers, [], OCCASION))).toBe('unknown');
    expect(value('host-address', echoFacts(target(null, []), answers, [], OCCASION))).toBe('unknown');
  });

  it('say that there are none only when Nova said so', () => {
    for (const servers of [[], [server()]])
      expect(value('instance-addresses', echoFacts(target(done(servers)), new Map(), [], OCCASION))).toBe(
        'none',
      );
  });

  it('believe no silence when none of the controls answers: we may be cut off ourselves', () => {
    const silent = { [HOST]: 'silent', '10.1.0.1': 'silent', '10.1.0.2': 'silent' } as const;
    const facts = (gateway: EchoAnswer['kind']) =>
      echoFacts(two, answersOf({ ...silent, [GATEWAY]: gateway }), [GATEWAY], OCCASION);
    for (const gateway of ['silent', 'unknown'] as const) {
      expect(value('host-address', facts(gateway))).toBe('unknown');
      expect(value('instance-addresses', facts(gateway))).toBe('unknown');
    }
    expect(value('host-address', facts('alive'))).toBe('silent');
  });
});

describe('Nova’s view as facts', () => {
  it('S2.9 S2.28 S3.12 is what Nova says, with its words', () => {
    const facts = novaFacts(
      'cmp1',
      done([
        service({ status: 'disabled', disabledReason: 'disk', isForcedDown: true }),
        service({ host: 'cmp2' }),
      ]),
      OCCASION,
    );
    expect(facts).toMatchObject([
      { signal: 'compute-status', value: 'disabled', words: 'disk; forced down', at: NOW },
      { signal: 'compute-state', value: 'down' },
    ]);
  });

  it('is unknown when Nova fails, knows no such host, or has two that differ', () => {
    const views: readonly Outcome<readonly ComputeService[]>[] = [
      OUTAGE,
      { ...OUTAGE, kind: 'refused' },
      { ...OUTAGE, kind: 'unknown' },
      done([]),
      done([service({ host: 'cmp2' })]),
      done([service(), service({ state: 'up' })]),
    ];
    for (const view of views)
      expect(value('compute-state', novaFacts('cmp1', view, OCCASION))).toBe('unknown');
  });
});

describe('the BMC’s reading as a fact', () => {
  const answer = (outcome: CommandOutcome, reading: 'on' | 'off' | null = null): CommandResult => ({
    outcome,
    reading,
    problem: null,
    evidence: [{ action: 'status', at: NOW - 1_000, tookMs: 5, reading, text: '' }],
  });

  it('S3.15 is on or off as read, at the time of the reading', () => {
    expect(powerFact('10.9.0.1', answer('read', 'off'), OCCASION)).toMatchObject({
      value: 'off',
      at: NOW - 1_000,
    });
    expect(powerFact('10.9.0.1', answer('read', 'on'), OCCASION)).toMatchObject({ value: 'on' });
  });

  it('is unknown whatever else the BMC does', () => {
    const failures: readonly CommandOutcome[] = [
      'read',
      'accepted',
      'refused',
      'wrong-credentials',
      'unreachable',
      'unresolvable',
      'failed',
    ];
    for (const outcome of failures)
      expect(powerFact('b', answer(outcome), OCCASION).value, outcome).toBe('unknown');
    expect(powerFact('b', undefined, OCCASION).value).toBe('unknown');
  });
});

describe('a host judged by its witnesses', () => {
  it('S2.18 S2.31 S2.32 is dead only when every witness was asked, answered, and says so', () => {
    const policy = shippedPolicy('ping-all');
    if (policy === null) throw new Error('not shipped');
    const choices: readonly EchoAnswer['kind'][] = ['alive', 'silent', 'unknown'];
    let dead = 0;
    for (const view of [done([service()]), done([service({ state: 'up' })]), OUTAGE])
      for (const servers of [done([server('10.1.0.1')]), OUTAGE])
        for (const host of choices)
          for (const instance of choices)
            for (const gateway of choices) {
              const answers = answersOf({ [HOST]: host, '10.1.0.1': instance, [GATEWAY]: gateway });
              const facts = [
                ...novaFacts('cmp1', view, OCCASION),
                ...echoFacts(target(servers), answers, [GATEWAY], OCCASION),
              ];
              const { verdict } = judge(policy, 'cmp1', facts, NOW);
              if (verdict !== 'dead') continue;
              dead++;
              expect([view.kind, servers.kind, host, instance, gateway]).toEqual([
                'done',
                'done',
                'silent',
                'silent',
                'alive',
              ]);
            }
    expect(dead).toBe(1);
  });
});
