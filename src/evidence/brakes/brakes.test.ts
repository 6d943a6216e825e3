import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BrakeInput, brake, DEFAULT_BRAKES, type FleetHost, type Hold } from './brakes.ts';
import { makeDisarming } from './disarm.ts';
import { holdText } from './hold-text.ts';

const NOW = 10_000_000;

function host(name: string, more: Partial<FleetHost> = {}): FleetHost {
  return {
    host: name,
    aggregates: [],
    condition: 'seen',
    isBeingHandled: false,
    lastIncidentAt: null,
    rest: null,
    ...more,
  };
}

function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `h${String(i + 1).padStart(3, '0')}`);
}

/** A cloud of this size in which the first `lost` hosts are lost. */
function cloud(size: number, lost: number, more: Partial<BrakeInput> = {}): BrakeInput {
  const all = names(size);
  return {
    now: NOW,
    candidates: all.slice(0, lost).map((name, i) => ({ host: name, since: NOW - 40_000 + i })),
    fleet: all.map((name, i) => host(name, { condition: i < lost ? 'lost' : 'seen' })),
    vantage: [{ name: 'gateway', answers: true, at: NOW - 1_000 }],
    intents: [],
    disarming: null,
    limits: DEFAULT_BRAKES,
    ...more,
  };
}

function kinds(input: BrakeInput): readonly (readonly Hold['kind'][])[] {
  return brake(input).map(({ holds }) => holds.map(({ kind }) => kind));
}

describe('brakes', () => {
  it('release a single lost host, in a cloud of any size', () => {
    for (const size of [2, 3, 10, 1000]) expect(kinds(cloud(size, 1))).toEqual([[]]);
  });

  it('S2.12 hold everything when this machine may be the sick one', () => {
    const silent = [{ name: 'gateway', answers: false, at: NOW }];
    expect(kinds(cloud(10, 1, { vantage: silent }))).toEqual([['own-vantage']]);
    const unasked = [{ name: 'gateway', answers: null, at: NOW }];
    expect(kinds(cloud(10, 1, { vantage: unasked }))).toEqual([['own-vantage']]);
    const old = [{ name: 'gateway', answers: true, at: NOW - 60_001 }];
    expect(kinds(cloud(10, 1, { vantage: old }))).toEqual([['own-vantage']]);
    expect(kinds(cloud(10, 1, { vantage: [] }))).toEqual([['own-vantage']]);
  });

  it('hold everything when too many are lost at once, by share and by number', () => {
    expect(kinds(cloud(10, 4)).every((holds) => holds.includes('cliff'))).toBe(true);
    expect(kinds(cloud(10, 3)).flat()).not.toContain('cliff');
    expect(kinds(cloud(1000, 6)).every((holds) => holds.includes('cliff'))).toBe(true);
  });

  it('count hosts lost one after the other, candidates or not, as lost at once', () => {
    const input = cloud(10, 1);
    const fleet = input.fleet.map((entry, i) =>
      i >= 1 && i <= 3 ? { ...entry, lastIncidentAt: NOW - 300_000 } : entry,
    );
    expect(kinds({ ...input, fleet })).toEqual([['cliff']]);
    const later = fleet.map((entry) => ({
      ...entry,
      lastIncidentAt: entry.lastIncidentAt === null ? null : 1,
    }));
    expect(kinds({ ...input, fleet: later })).toEqual([[]]);
    const unsettled = input.fleet.map((entry, i) =>
      i < 4 ? { ...entry, condition: 'lost' as const } : entry,
    );
    expect(kinds({ ...input, fleet: unsettled })).toEqual([['cliff']]);
  });

  it('hold everything when of too many hosts nothing is known', () => {
    const input = cloud(10, 1);
    const fleet = input.fleet.map((entry, i) => (i > 5 ? { ...entry, condition: 'blind' as const } : entry));
    expect(kinds({ ...input, fleet })).toEqual([['blind']]);
  });

  it('do not count hosts in maintenance as watched', () => {
    const input = cloud(10, 2);
    const fleet = input.fleet.map((entry, i) =>
      i > 3 ? { ...entry, condition: 'maintained' as const } : entry,
    );
    expect(kinds({ ...input, fleet }).flat()).toContain('cliff');
  });

  it('release no more a cycle, at a time and of an aggregate than allowed, who is lost longest first', () => {
    const limits = { ...DEFAULT_BRAKES, mostLostShare: 1, mostLost: 100, mostAtATime: 100 };
    expect(kinds(cloud(20, 4, { limits }))).toEqual([[], [], ['cycle'], ['cycle']]);
    const busy = cloud(20, 3, { limits: { ...limits, mostAtATime: 2 } });
    const fleet = busy.fleet.map((entry, i) => (i === 19 ? { ...entry, isBeingHandled: true } : entry));
    expect(kinds({ ...busy, fleet })).toEqual([[], ['at-a-time'], ['at-a-time']]);
    const rack = cloud(20, 3, { limits: { ...limits, mostPerCycle: 9 } });
    const racked = rack.fleet.map((entry) => ({ ...entry, aggregates: ['rack1'] }));
    expect(kinds({ ...rack, fleet: racked })).toEqual([[], [], ['aggregate']]);
  });

  it('S3.19 take a host that is being handled only once', () => {
    const input = cloud(10, 1);
    const fleet = input.fleet.map((entry, i) => (i === 0 ? { ...entry, isBeingHandled: true } : entry));
    expect(kinds({ ...input, fleet })).toEqual([['already-handled']]);
  });

  it('S3.16 hold while something is done on purpose: shutdown of all, maintenance of one', () => {
    const shutdown = {
      kind: 'shutting-down',
      hosts: null,
      by: 'ann',
      reason: 'power work',
      until: null,
    } as const;
    expect(kinds(cloud(10, 2, { intents: [shutdown] }))).toEqual([['intent'], ['intent']]);
    const maintenance = {
      kind: 'maintenance',
      hosts: ['h002'],
      by: 'ann',
      reason: 'disk',
      until: NOW + 1,
    } as const;
    expect(kinds(cloud(10, 2, { intents: [maintenance] }))).toEqual([[], ['intent']]);
    expect(kinds(cloud(10, 2, { intents: [{ ...maintenance, until: NOW }] }))).toEqual([[], []]);
  });

  it('hold while disarmed, and no longer than that', () => {
    const disarming = { reason: 'upgrade', owner: 'ann', at: NOW - 10, expiresAt: NOW + 1 };
    const answers = brake(cloud(10, 1, { disarming }));
    expect(answers[0]?.holds.map(holdText)).toEqual([expect.stringContaining('disarmed by ann (upgrade)')]);
    expect(kinds(cloud(10, 1, { disarming: { ...disarming, expiresAt: NOW } }))).toEqual([[]]);
  });

  it('are disarmed only with reason, owner and an end', () => {
    const wish = { reason: 'upgrade', owner: 'ann', at: NOW, expiresAt: NOW + 3_600_000 };
    expect(makeDisarming(wish)).toMatchObject({ ok: true });
    for (const change of [
      { reason: ' ' },
      { owner: '' },
      { expiresAt: NOW },
      { expiresAt: NOW + 8 * 86_400_000 },
    ])
      expect(makeDisarming({ ...wish, ...change })).toMatchObject({
        ok: false,
        problems: [{ code: 'HWS-EVD-010' }],
      });
  });

  it('hold whatever happens: no cycle releases more than the limits', () => {
    const anyHost = fc.record({
      condition: fc.constantFrom('lost', 'blind', 'maintained', 'seen'),
      isBeingHandled: fc.boolean(),
      lastIncidentAt: fc.option(fc.integer({ min: NOW - 1_000_000, max: NOW })),
      aggregates: fc.subarray(['a', 'b', 'c']),
    });
    fc.assert(
      fc.property(fc.array(anyHost, { minLength: 1, maxLength: 40 }), fc.nat(9), (hosts, vantage) => {
        const fleet = hosts.map((entry, i) => ({ ...entry, host: `h${i}`, rest: null }) as FleetHost);
        const candidates = fleet
          .filter(({ condition }) => condition === 'lost')
          .map(({ host: name }) => ({ host: name, since: 0 }));
        const input = cloud(0, 0, {
          fleet,
          candidates,
          vantage: [{ name: 'g', answers: vantage > 0, at: NOW }],
        });
        const answers = brake(input);
        const released = answers.filter(({ isReleased }) => isReleased);
        expect(answers).toHaveLength(candidates.length);
        expect(answers.every(({ isReleased, holds }) => isReleased === (holds.length === 0))).toBe(true);
        expect(released.length).toBeLessThanOrEqual(DEFAULT_BRAKES.mostPerCycle);
        const running = fleet.filter(({ isBeingHandled }) => isBeingHandled).length;
        if (released.length > 0) {
          expect(vantage).toBeGreaterThan(0);
          expect(running + released.length).toBeLessThanOrEqual(DEFAULT_BRAKES.mostAtATime);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
