import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncidentEnd } from './event.ts';
import {
  type Crash,
  responseOrder,
  type SimulatedCloud,
  SimulatedResponse,
} from './simulated-response.fixture.ts';
import type { SimulatedInstance } from './simulated-servers.fixture.ts';

function instance(name: string, more: Partial<SimulatedInstance> = {}): SimulatedInstance {
  return { name, status: 'ACTIVE', fault: 'none', moveMs: 9_000, ...more };
}

const SIX = Array.from({ length: 6 }, (_, i) => instance(`vm${i + 1}`));

function respond(
  cloud: Partial<SimulatedCloud>,
  order = responseOrder(),
  crashes: readonly Crash[] = [],
): SimulatedResponse {
  const response = new SimulatedResponse(order, cloud, crashes);
  expect(response.run()).toBe(true);
  expect(response.violations).toEqual([]);
  expect([...new Set(response.ends)]).toEqual([response.state.end]);
  expect(response.replayed()).toEqual({ ...response.state, effects: expect.anything() });
  return response;
}

function kindsOf(response: SimulatedResponse): readonly string[] {
  return response.effects.map(({ effect }) => effect.kind).filter((kind, i, all) => kind !== all[i - 1]);
}

function phases(response: SimulatedResponse): Readonly<Record<string, string>> {
  return Object.fromEntries([...response.state.instances].map(([name, { phase }]) => [name, phase]));
}

describe('a response', () => {
  it('S2.8 S2.32 S2.33 S2.35 S2.38 S3.10 S3.11 S3.19 S3.22 S3.23 goes its way in order, and tells', () => {
    const response = respond({ instances: SIX });
    expect(kindsOf(response)).toEqual([
      'judge',
      'ask-leave',
      'disable',
      'force-down',
      'power-off',
      'tell',
      'ask-service',
      'enable-reserve',
      'list-instances',
      'evacuate',
      'look',
      'tell',
      'end',
    ]);
    expect(response.state.end).toBe('evacuated');
    expect(response.calls('tell')).toMatchObject([{ occasion: 'host-lost' }, { occasion: 'evacuated' }]);
    expect(Object.values(phases(response))).toEqual(SIX.map(() => 'moved'));
  });

  it('S2.12 takes 60 instances within 120 s, with no more under way than allowed', () => {
    const instances = Array.from({ length: 60 }, (_, i) => instance(`vm${i}`, { moveMs: 5_000 }));
    const response = respond({ instances });
    expect(response.now).toBeLessThan(120_000);
    const calls = response.effects.filter(({ effect }) => effect.kind === 'evacuate');
    for (const { at } of calls)
      expect(calls.filter((other) => other.at > at - 5_000 && other.at <= at).length).toBeLessThanOrEqual(8);
  });

  it('S2.1 refuses, and calls people, when the power-off is not confirmed', () => {
    for (const bmc of ['dead', 'deaf'] as const) {
      const response = respond({ instances: SIX, bmc });
      expect(response.state.end).toBe('not-powered-off');
      expect(response.calls('evacuate')).toEqual([]);
      expect(response.calls('tell')).toEqual([{ kind: 'tell', occasion: 'not-powered-off' }]);
    }
  });

  it('S3.20 looks several times, and does nothing to a host that is no longer lost', () => {
    for (const verdict of ['healthy', 'suspect', 'network-mail', 'unknown'] as const) {
      const response = respond({ instances: SIX, verdicts: ['dead', verdict] });
      expect(kindsOf(response)).toEqual(['judge', 'tell', 'end']);
      expect(response.state.end).toBe(verdict === 'healthy' ? 'healed' : 'held');
    }
  });

  it('S3.9 S3.14 S3.21 tries what the policy names, and is done when that helps', () => {
    const order = responseOrder({ verdict: 'recover', remedies: ['restart-network', 'restart-service'] });
    const healed = respond({ instances: SIX, verdicts: ['recover', 'recover', 'healthy'] }, order);
    expect(healed.state.end).toBe('recovered');
    expect(healed.calls('remedy')).toMatchObject([{ remedy: 'restart-network' }]);
    const lost = respond({ instances: SIX, verdicts: ['recover'] }, order);
    expect(lost.calls('remedy')).toMatchObject([
      { remedy: 'restart-network' },
      { remedy: 'restart-service' },
    ]);
    expect(lost.state.end).toBe('evacuated');
  });

  it('gives nobody up who was lost before the remedies, and may not be any more', () => {
    const order = responseOrder({ verdict: 'recover', remedies: ['restart-network'] });
    const verdicts = ['recover', 'recover'] as const;
    for (const [now, end] of [
      ['unknown', 'held'],
      ['suspect', 'held'],
      ['network-mail', 'held'],
    ] as const) {
      const blind = respond({ instances: SIX, verdicts: [...verdicts, now] }, order);
      expect(blind.state.end, now).toBe(end);
      expect(blind.calls('ask-leave'), now).toEqual([]);
    }
    // The remedy was refused: nobody has looked since, and the host is back.
    const slow = {
      instances: SIX,
      verdicts: [...verdicts, 'healthy'],
      remedy: 'failed',
      callMs: 5_000,
    } as const;
    const back = respond(slow, order);
    expect(back.state.end).toBe('healed');
    expect(back.calls('power-off')).toEqual([]);
  });

  it('S3.16 S3.17 switches on, and calls people when that fails', () => {
    const order = responseOrder({ verdict: 'recover', remedies: ['power-on'], escalation: 'page' });
    const failed = respond({ instances: SIX, verdicts: ['recover'], remedy: 'failed' }, order);
    expect(kindsOf(failed)).toEqual(['judge', 'remedy', 'tell', 'end']);
    expect(failed.state.end).toBe('power-on-failed');
    const helped = respond({ verdicts: ['recover', 'recover', 'suspect', 'healthy'] }, order);
    expect(helped.state.end).toBe('recovered');
  });

  it('holds when the brakes close before the host is given up', () => {
    const response = respond({ instances: SIX, isLeaveGranted: false });
    expect(kindsOf(response)).toEqual(['judge', 'ask-leave', 'tell', 'end']);
    expect(response.state.end).toBe('held');
  });

  it('S3.10 evacuates nothing before Nova agrees, and calls people when it never does', () => {
    const late = respond({ instances: SIX, agreeMs: 60_000 });
    const first = late.effects.find(({ effect }) => effect.kind === 'evacuate');
    expect(first?.at).toBeGreaterThan(60_000);
    const never = respond({ instances: SIX, agreeMs: 1e9 });
    expect(never.state.end).toBe('nova-does-not-agree');
    expect(never.calls('evacuate')).toEqual([]);
  });

  it('S2.18 S2.35 evacuates ACTIVE and ERROR, leaves the others with a reason, and honours what owners say', () => {
    const response = respond({
      instances: [
        instance('a', { status: 'ERROR' }),
        instance('b', { status: 'SHUTOFF' }),
        instance('c', { metadata: { HA_Enabled: 'False' } }),
        instance('d', { status: 'PAUSED' }),
        instance('e'),
      ],
    });
    expect(phases(response)).toEqual({ a: 'moved', b: 'skipped', c: 'skipped', d: 'skipped', e: 'moved' });
    expect(response.state.instances.get('b')?.words).toContain('SHUTOFF');
    expect(response.state.instances.get('c')?.words).toContain('HA_Enabled');
    const selection = { mode: 'opt-in', key: 'HA_Enabled', priorityKey: 'HA_Priority' } as const;
    const few = respond(
      { instances: [instance('a'), instance('b', { metadata: { HA_Enabled: 'True' } })] },
      responseOrder({ selection }),
    );
    expect(phases(few)).toEqual({ a: 'skipped', b: 'moved' });
  });

  it('takes higher priorities first', () => {
    const ranked = SIX.map((entry, i) => ({ ...entry, metadata: { HA_Priority: `${i}` } }));
    const response = respond({ instances: ranked }, responseOrder({}, { parallel: 1 }));
    expect(response.calls('evacuate').map((call) => call.kind === 'evacuate' && call.instance)).toEqual([
      'vm6',
      'vm5',
      'vm4',
      'vm3',
      'vm2',
      'vm1',
    ]);
  });

  it('S2.7 S3.26 moves all to the reserve host where that is wanted, never to the source', () => {
    const response = respond({ instances: SIX }, responseOrder({ isReserveTarget: true }));
    expect([...response.servers.values()].map(({ host }) => host)).toEqual(SIX.map(() => 'spare1'));
    const wrong = new SimulatedResponse(responseOrder({ isReserveTarget: true, reserve: 'cmp1' }), {
      instances: SIX,
    });
    expect(() => wrong.run()).toThrow('its own source');
  });

  it('S2.5 tries again what Nova gave up, resets what is stuck, and both no more often than allowed', () => {
    const response = respond({
      instances: [
        instance('fails-twice', { fault: { failures: 2 } }),
        instance('stuck', { fault: 'stuck' }),
        instance('never', { fault: 'never' }),
      ],
    });
    expect(phases(response)).toEqual({ 'fails-twice': 'moved', stuck: 'moved', never: 'failed' });
    expect(response.calls('reset-state')).toMatchObject([{ instance: 'stuck' }]);
    expect(response.servers.get('never')?.calls).toBe(3);
  });

  it('S2.36 S2.37 calls people for what is still at its host, and says which', () => {
    const response = respond({ instances: [...SIX, instance('big', { fault: 'never' })] });
    expect(response.state.end).toBe('not-all-evacuated');
    expect(response.calls('tell')).toContainEqual({ kind: 'tell', occasion: 'not-all-evacuated' });
    const left = [...response.state.instances.values()].filter(({ phase }) => phase === 'failed');
    expect(left.map(({ instance: { name }, host }) => [name, host])).toEqual([['big', 'cmp1']]);
    expect(left[0]?.words).toContain('ERROR');
  });

  it('sends a call without an answer again only when Nova has no record of it', () => {
    const response = respond({
      instances: [
        instance('obeyed', { fault: 'answer-lost' }),
        instance('late', { fault: 'late' }),
        instance('lost', { fault: 'call-lost' }),
      ],
    });
    expect(Object.values(phases(response))).toEqual(['moved', 'moved', 'moved']);
    const calls = [...response.servers].map(([name, server]) => [name, server.calls]);
    expect(Object.fromEntries(calls)).toEqual({ obeyed: 1, late: 1, lost: 2 });
  });

  it('S3.28 waits an outage of Nova out, at whatever stage it comes', () => {
    for (let from = 0; from < 40_000; from += 500) {
      const response = respond({ instances: SIX, outage: [from, from + 60_000] });
      expect(response.state.end, `${from}`).toBe('evacuated');
    }
  });

  it('ends when nobody takes its notices', () => {
    const response = respond({ instances: SIX, isNotifierDead: true });
    expect(response.state.end).toBe('evacuated');
    expect(response.state.notes.at(-1)?.text).toContain('nobody took the notice');
  });
});

describe('a response whose engine dies', () => {
  it('S2.5 at any event of a stuck instance, evacuates it again only when its state was reset', () => {
    const cloud = { instances: [instance('stuck', { fault: 'stuck' })] };
    const whole = respond(cloud);
    for (let afterEvents = 1; afterEvents <= whole.journal.length; afterEvents++)
      for (const isBeforeEffects of [true, false])
        respond(cloud, responseOrder(), [{ afterEvents, isBeforeEffects }]);
  });

  it('at any event, before or after acting on it, goes on and repeats nothing that was done', () => {
    const instances = [
      ...SIX.slice(0, 3),
      instance('lost', { fault: 'answer-lost' }),
      instance('again', { fault: { failures: 1 } }),
      instance('off', { status: 'SHUTOFF' }),
    ];
    const whole = respond({ instances });
    for (let afterEvents = 1; afterEvents <= whole.journal.length; afterEvents++) {
      for (const isBeforeEffects of [true, false]) {
        const response = respond({ instances }, responseOrder(), [{ afterEvents, isBeforeEffects }]);
        expect(response.state.end, `${afterEvents}`).toBe('evacuated');
        for (const [name, server] of response.servers)
          expect(server.moves, `${afterEvents} ${name}`).toBe(name === 'off' ? 0 : name === 'again' ? 2 : 1);
      }
    }
  });
});

describe('an engine that was away for long', () => {
  it('judges anew what it can, and leaves to people what it cannot', () => {
    const whole = respond({ instances: SIX });
    const ends = new Set<IncidentEnd | null>();
    for (let afterEvents = 1; afterEvents <= whole.journal.length; afterEvents++) {
      const crash = { afterEvents, isBeforeEffects: true, awayMs: 3_600_000 };
      const response = respond({ instances: SIX, verdicts: ['dead'], isSwitchedOn: true }, responseOrder(), [
        crash,
      ]);
      const resumedAt = response.journal.findIndex(({ kind }) => kind === 'resume');
      const at = response.journal[resumedAt]?.at ?? 0;
      const after = response.effects.filter((entry) => entry.at >= at).map(({ effect }) => effect.kind);
      const isJudged = after.includes('judge');
      for (const harm of ['disable', 'force-down', 'power-off', 'evacuate'] as const)
        if (!isJudged) expect(after, `${afterEvents}`).not.toContain(harm);
      ends.add(response.state.end);
    }
    expect([...ends].sort()).toEqual(['evacuated', 'not-all-evacuated', 'not-powered-off']);
  });

  it('does nothing to a host that has come back meanwhile', () => {
    const asking = (() => {
      const whole = respond({ instances: SIX });
      return whole.journal.findIndex(({ kind }) => kind === 'leave');
    })();
    const crash = { afterEvents: asking, isBeforeEffects: true, awayMs: 60_000 };
    const response = respond({ instances: SIX, verdicts: ['dead', 'dead', 'healthy'] }, responseOrder(), [
      crash,
    ]);
    expect(response.state.end).toBe('healed');
    for (const harm of ['disable', 'power-off', 'evacuate'] as const)
      expect(response.calls(harm)).toEqual([]);
  });
});

const anyInstance = fc.record({
  status: fc.constantFrom('ACTIVE', 'ACTIVE', 'ERROR', 'SHUTOFF', 'PAUSED'),
  fault: fc.oneof(
    fc.constantFrom('none', 'none', 'answer-lost', 'call-lost', 'late', 'stuck', 'refused', 'never' as const),
    fc.record({ failures: fc.integer({ min: 1, max: 4 }), beginMs: fc.integer({ min: 0, max: 8_000 }) }),
  ),
  moveMs: fc.integer({ min: 100, max: 60_000 }),
  metadata: fc.constantFrom({}, { HA_Enabled: 'False' }, { HA_Priority: '7' }),
});
const anyCloud = fc.record({
  instances: fc.array(anyInstance, { maxLength: 12 }),
  verdicts: fc.array(fc.constantFrom('dead', 'dead', 'dead', 'recover', 'healthy', 'unknown' as const), {
    minLength: 1,
    maxLength: 4,
  }),
  bmc: fc.constantFrom('obeys', 'obeys', 'obeys', 'dead', 'deaf' as const),
  outage: fc.option(
    fc.tuple(fc.nat(120_000), fc.nat(400_000)).map(([from, ms]) => [from, from + ms] as const),
  ),
  agreeMs: fc.constantFrom(0, 5_000, 60_000, 1_000_000),
  isLeaveGranted: fc.constantFrom(true, true, true, false),
  remedy: fc.constantFrom('done', 'failed', 'refused', 'unknown' as const),
  isNotifierDead: fc.constantFrom(false, false, true),
  isSwitchedOn: fc.boolean(),
  callMs: fc.integer({ min: 60, max: 3_000 }),
});
const anyOrder = fc.record({
  verdict: fc.constantFrom('dead', 'recover' as const),
  remedies: fc.constantFrom([], ['restart-network'], ['restart-network', 'restart-service'] as const),
  escalation: fc.constantFrom('evacuate', 'evacuate', 'page' as const),
  isReserveTarget: fc.boolean(),
});
const anyCrashes = fc.array(
  fc.record({
    afterEvents: fc.integer({ min: 1, max: 150 }),
    isBeforeEffects: fc.boolean(),
    awayMs: fc.constantFrom(0, 0, 0, 30_000, 600_000),
  }),
  {
    maxLength: 4,
  },
);

/** Whoever was isolated had been judged lost last, and no more than the time of a few calls before. */
function expectJudgedLost({ journal, effects }: SimulatedResponse): void {
  const isolated = effects.find(({ effect }) => effect.kind === 'disable');
  if (isolated === undefined) return;
  const judged = journal.findLast(({ kind, at }) => kind === 'judged' && at <= isolated.at);
  expect(judged?.kind === 'judged' && ['dead', 'recover'].includes(judged.verdict)).toBe(true);
  expect(isolated.at - (judged?.at ?? 0)).toBeLessThan(60_000);
}

describe('any response', () => {
  it('S2.1 S2.35 S3.26 ends in a named state with notice, evacuates nothing before the power is confirmed off, nothing twice', () => {
    const ends = new Set<IncidentEnd | null>();
    fc.assert(
      fc.property(anyCloud, anyOrder, anyCrashes, (cloud, order, crashes) => {
        const instances = cloud.instances.map((entry, i) => ({ ...entry, name: `vm${i}` }));
        const sorted = [...crashes].sort((a, b) => a.afterEvents - b.afterEvents);
        const response = respond({ ...cloud, instances }, responseOrder(order), sorted);
        const { state } = response;
        ends.add(state.end);
        expectJudgedLost(response);
        expect(state.end !== null && (state.toldAt.has(state.end) || cloud.isNotifierDead)).toBe(true);
        if (state.end === 'evacuated' || state.end === 'not-all-evacuated')
          for (const entry of state.instances.values())
            expect(['moved', 'failed', 'skipped', 'gone']).toContain(entry.phase);
        if (cloud.bmc !== 'obeys' || !cloud.isLeaveGranted) expect(response.calls('evacuate')).toEqual([]);
        for (const [name, { phase }] of state.instances) {
          const isMoved = response.servers.get(name)?.host !== 'cmp1';
          if (phase === 'moved' || phase === 'skipped') expect(isMoved, name).toBe(phase === 'moved');
        }
      }),
      { numRuns: 3_000 },
    );
    // Every way to end was taken: the property is not about a few of them.
    expect(ends.size).toBe(8);
  });
});
