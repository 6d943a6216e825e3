import { describe, expect, it } from 'vitest';
import { DEFAULT_BRAKES, type FleetHost } from '../../evidence/brakes/brakes.ts';
import { holdText } from '../../evidence/brakes/hold-text.ts';
import type { Fact } from '../../evidence/fact.ts';
import { parsePolicy } from '../../evidence/policy/parse.ts';
import { shippedPolicy } from '../../evidence/policy/shipped.ts';
import type { Signal } from '../../evidence/signal.ts';
import { type Judgement, judge } from '../../evidence/verdict.ts';
import { DEFAULT_SELECTION } from '../model/instance.ts';
import { DEFAULT_RESPONSE_LIMITS } from '../model/order.ts';
import type { HostRecord } from './host-record.ts';
import { leaveFor } from './leave.ts';
import { newOrder } from './new-order.ts';
import { decideRound, type Round, type RoundDecision } from './round.ts';
import { newWatch, type WatchState } from './watch-state.ts';

const INTERVAL = 20_000;
const START = 1_000_000_000;
const PING_ALL = shippedPolicy('ping-all') ?? expect.fail('ping-all is shipped');
const THREE_NETWORKS = shippedPolicy('three-networks') ?? expect.fail('three-networks is shipped');

const WELL = { 'compute-status': 'enabled', 'compute-state': 'up' };
const LOST = {
  'compute-status': 'enabled',
  'compute-state': 'down',
  'host-address': 'silent',
  'instance-addresses': 'silent',
};
const ANSWERING = { ...LOST, 'instance-addresses': 'alive' };

type Readings = Readonly<Record<string, string>>;

/** Rounds of looks at a few hosts, one interval apart. */
class Watched {
  readonly state: WatchState = newWatch();
  policy = PING_ALL;
  more: Partial<Round> = {};
  at = START;

  look(hosts: Readonly<Record<string, Readings>>, gapMs = INTERVAL): RoundDecision {
    this.at += gapMs;
    return decideRound(this.state, {
      now: this.at,
      policy: this.policy,
      judgements: Object.entries(hosts).map(([host, readings]) => this.#judge(host, readings)),
      longestGapMs: 3 * INTERVAL,
      aggregates: new Map(),
      records: new Map(),
      restMs: 600_000,
      vantage: [{ name: 'gateway', answers: true, at: this.at }],
      intents: [],
      disarming: null,
      limits: DEFAULT_BRAKES,
      ...this.more,
    });
  }

  #judge(host: string, readings: Readings): Judgement {
    const facts = Object.entries(readings).map(
      ([signal, value]): Fact => ({
        signal: signal as Signal,
        value,
        source: 'test',
        at: this.at,
        freshForMs: 60_000,
        words: '',
      }),
    );
    return judge(this.policy, host, facts, this.at);
  }
}

function begun({ begin }: RoundDecision): readonly string[] {
  return begin.map(({ latest }) => latest.host);
}

const others = (count: number, readings: Readings): Record<string, Readings> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`other${i}`, readings]));

describe('a round of the watch', () => {
  it('S2.32 begins an incident when enough samples say the same, and not before', () => {
    const watched = new Watched();
    expect(begun(watched.look({ a: LOST, b: WELL }))).toEqual([]);
    const second = watched.look({ a: LOST, b: WELL });
    expect(begun(second)).toEqual(['a']);
    expect(second.notices).toEqual([]);
    expect(second.standings.map(({ settled }) => settled.verdict)).toEqual(['dead', 'healthy']);
  });

  it('S2.31 S2.10 begins nothing while one instance answers, and says why once', () => {
    const watched = new Watched();
    const rounds = [1, 2, 3, 4].map(() => watched.look({ a: ANSWERING, b: WELL }));
    expect(rounds.flatMap(begun)).toEqual([]);
    expect(rounds.flatMap(({ notices }) => notices)).toEqual([
      { kind: 'suspect', hosts: ['a'], words: [expect.stringContaining('an instance on the host answers')] },
    ]);
    watched.look({ a: WELL, b: WELL });
    watched.look({ a: ANSWERING, b: WELL });
    expect(watched.look({ a: ANSWERING, b: WELL }).notices).toHaveLength(1);
  });

  it('does not put samples together that are too far apart', () => {
    const watched = new Watched();
    watched.look({ a: LOST, b: WELL });
    expect(begun(watched.look({ a: LOST, b: WELL }, 10 * INTERVAL))).toEqual([]);
    expect(begun(watched.look({ a: LOST, b: WELL }))).toEqual(['a']);
  });

  it('S3.6 S3.7 tells people of a network, once for all hosts alike, and begins nothing', () => {
    const watched = new Watched();
    watched.policy = THREE_NETWORKS;
    const healthy = {
      ...WELL,
      'management-network': 'healthy',
      'storage-network': 'healthy',
      'tenant-network': 'healthy',
      'host-service': 'running',
      power: 'on',
    };
    for (const network of ['management-network', 'tenant-network']) {
      const cut = { ...healthy, [network]: 'failed' };
      const rounds = [1, 2, 3].map(() => watched.look({ a: cut, b: cut, c: healthy }));
      expect(rounds.flatMap(begun)).toEqual([]);
      expect(rounds.flatMap(({ notices }) => notices)).toMatchObject([
        { kind: 'network-mail', hosts: ['a', 'b'] },
      ]);
    }
  });

  it('tells once of what is held, in the words of the brakes, and again when other brakes hold', () => {
    const watched = new Watched();
    const fleet = { ...others(6, LOST), ...Object.fromEntries([1, 2, 3].map((i) => [`well${i}`, WELL])) };
    const rounds = [1, 2, 3, 4].map(() => watched.look(fleet));
    expect(rounds.flatMap(begun)).toEqual([]);
    const told = rounds.flatMap(({ notices }) => notices);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ kind: 'held', hosts: Object.keys(others(6, LOST)) });
    expect(told[0]?.words.join()).toContain('6 of 9 watched hosts are lost at once');
    watched.more = { vantage: [] };
    const cut = watched.look(fleet);
    expect(cut.notices.map(({ kind }) => kind)).toEqual(['held']);
    expect(cut.notices[0]?.words.join()).toContain('this machine may be the sick one');
    const restarted = newWatch(watched.state.told);
    expect(restarted.told).toEqual(watched.state.told);
  });

  it('S3.16 S3.17 has a host switched on that is off, and not again at once when that did not help', () => {
    const watched = new Watched();
    watched.policy = THREE_NETWORKS;
    const off = { ...WELL, power: 'off' };
    const well = { ...WELL, power: 'on', 'storage-network': 'healthy' };
    watched.look({ a: off, b: well });
    const [settled] = watched.look({ a: off, b: well }).begin;
    expect(settled?.latest.rule.remedies).toEqual(['power-on']);
    const record: HostRecord = {
      isOpen: false,
      beganAt: watched.at,
      end: 'power-on-failed',
      endedAt: watched.at + 1,
    };
    watched.more = { records: new Map([['a', record]]) };
    const held = watched.look({ a: off, b: well });
    expect(begun(held)).toEqual([]);
    expect(held.standings[0]?.brake?.holds.map(holdText).join()).toContain('ended as power-on-failed');
    expect(begun(watched.look({ a: off, b: well }, 30_000 + 600_000))).toEqual([]);
    expect(begun(watched.look({ a: off, b: well }))).toEqual(['a']);
    const shutdown = { kind: 'shutting-down', hosts: null, by: 'ann', reason: 'move', until: null } as const;
    const intended = new Watched();
    intended.policy = THREE_NETWORKS;
    intended.more = { intents: [shutdown] };
    expect([1, 2, 3].flatMap(() => begun(intended.look({ a: off, b: well })))).toEqual([]);
  });

  it('lets a host die soon after it was recovered', () => {
    const watched = new Watched();
    const record: HostRecord = { isOpen: false, beganAt: START, end: 'recovered', endedAt: START + 1 };
    watched.more = { records: new Map([['a', record]]) };
    watched.look({ a: LOST, b: WELL });
    expect(begun(watched.look({ a: LOST, b: WELL }))).toEqual(['a']);
  });

  it('S3.19 begins no second incident of a host, and tells nobody of that', () => {
    const watched = new Watched();
    const record: HostRecord = { isOpen: true, beganAt: START, end: null, endedAt: null };
    watched.more = { records: new Map([['a', record]]) };
    const rounds = [1, 2, 3].map(() => watched.look({ a: LOST, b: WELL }));
    expect(rounds.flatMap(begun)).toEqual([]);
    expect(rounds.flatMap(({ notices }) => notices)).toEqual([]);
  });

  it('forgets hosts that are not watched any more', () => {
    const watched = new Watched();
    watched.look({ a: LOST, b: ANSWERING });
    watched.look({ a: LOST, b: ANSWERING });
    watched.look({ c: WELL });
    const { samples, troubleSince, told } = watched.state;
    expect([...samples.keys(), ...troubleSince.keys(), ...told.keys()]).toEqual(['c']);
  });
});

describe('leave to go on', () => {
  const fleet = (count: number, handled: number): readonly FleetHost[] =>
    Array.from({ length: count }, (_, i) => ({
      host: `h${i}`,
      aggregates: [],
      condition: i < handled ? ('lost' as const) : ('seen' as const),
      isBeingHandled: i < handled,
      lastIncidentAt: i < handled ? START : null,
      rest: null,
    }));
  const input = (count: number, handled: number) => ({
    now: START + 1,
    fleet: fleet(count, handled),
    vantage: [{ name: 'gateway', answers: true, at: START }],
    intents: [],
    disarming: null,
    limits: DEFAULT_BRAKES,
  });

  it('is given to a host whose own incident is the only thing against it', () => {
    expect(leaveFor('h0', input(10, 1))).toEqual({ host: 'h0', isReleased: true, holds: [] });
    expect(leaveFor('h0', input(10, 3)).isReleased).toBe(true);
  });

  it('is refused when more have been lost meanwhile, or nothing answers us', () => {
    expect(leaveFor('h0', input(10, 4)).holds.map(({ kind }) => kind)).toContain('cliff');
    expect(leaveFor('h0', { ...input(10, 1), vantage: [] }).holds.map(({ kind }) => kind)).toEqual([
      'own-vantage',
    ]);
  });
});

describe('the order of an incident', () => {
  const settings = {
    limits: DEFAULT_RESPONSE_LIMITS,
    selection: DEFAULT_SELECTION,
    reserves: [
      { host: 'a', of: null, isOnlyTarget: true },
      { host: 'spare', of: ['a'], isOnlyTarget: false },
    ],
    remedies: ['power-on'] as const,
    bootMs: 400_000,
  };

  it('S2.7 has a reserve host that is not the lost one, and the evidence', () => {
    const watched = new Watched();
    watched.look({ a: LOST, b: LOST, ...others(6, WELL) });
    const begin = watched.look({ a: LOST, b: LOST, ...others(6, WELL) }).begin;
    const orders = begin.map((settled, i) => newOrder(`i${i}`, settled, settings));
    expect(orders).toMatchObject([
      { host: 'a', reserve: 'spare', isReserveTarget: false, verdict: 'dead', remedies: [] },
      { host: 'b', reserve: 'a', isReserveTarget: true },
    ]);
    expect(orders[0]?.evidence).toContain('rule all-silent of ping-all');
  });

  it('S3.18 gives a host that is switched on the time to boot', () => {
    const watched = new Watched();
    watched.policy = THREE_NETWORKS;
    watched.look({ a: { ...WELL, power: 'off' } });
    const [settled] = watched.look({ a: { ...WELL, power: 'off' } }).begin;
    if (settled === undefined) expect.fail('an incident begins');
    expect(newOrder('i', settled, settings)).toMatchObject({
      escalation: 'page',
      limits: { remedyMs: 400_000 },
    });
  });

  it('gives no host up because nothing could be tried from here', () => {
    const parsed = parsePolicy({
      name: 'service',
      samples: { needed: 1, of: 1 },
      rules: [
        {
          name: 'failed',
          when: { 'compute-status': 'enabled', 'host-service': 'failed' },
          verdict: 'recover',
          try: ['restart-service'],
          why: 'x',
        },
        { name: 'else', when: { 'host-service': ['running', 'unknown'] }, verdict: 'healthy', why: 'x' },
        { name: 'out', when: { 'compute-status': ['disabled', 'unknown'] }, verdict: 'healthy', why: 'x' },
      ],
    });
    if (!parsed.ok) expect.fail(JSON.stringify(parsed.problems));
    const watched = new Watched();
    watched.policy = parsed.value;
    const [settled] = watched.look({ a: { ...WELL, 'host-service': 'failed' }, b: WELL }).begin;
    if (settled === undefined) expect.fail('an incident begins');
    expect(newOrder('i', settled, settings).escalation).toBe('page');
    const able = { ...settings, remedies: ['restart-service'] as const };
    expect(newOrder('i', settled, able).escalation).toBe('evacuate');
  });
});
