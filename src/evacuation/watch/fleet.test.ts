import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedPolicy } from '../../evidence/policy/shipped.ts';
import type { SimulatedInstance } from '../run/simulated-servers.fixture.ts';
import { type FleetHostPlan, type FleetPlan, SimulatedFleet, type Span } from './simulated-fleet.fixture.ts';

const POLICY = shippedPolicy('ping-all') ?? expect.fail('ping-all is shipped');
/** Faults are over by then, or last for ever. */
const FAULTS_MS = 900_000;
/** Long enough for the slowest response that begins last. */
const END_MS = 5_400_000;
const FOR_EVER = Number.POSITIVE_INFINITY;

const WELL: FleetHostPlan = {
  instances: [],
  loss: null,
  serviceDown: null,
  novaLies: null,
  addressSilent: null,
  bmc: 'obeys',
};
const QUIET: Omit<FleetPlan, 'hosts'> = {
  novaOut: null,
  cut: null,
  echoFails: null,
  disarmed: null,
  mailDead: null,
  lookMs: [1_500],
  deaths: [],
};

function instances(host: number, count: number): readonly SimulatedInstance[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `h${host}vm${i}`,
    status: 'ACTIVE',
    fault: 'none',
    moveMs: 9_000,
  }));
}

function run(plan: FleetPlan, untilMs = END_MS): SimulatedFleet {
  const fleet = new SimulatedFleet(plan, POLICY);
  fleet.run(untilMs);
  return fleet;
}

const span = fc
  .tuple(fc.integer({ min: 0, max: FAULTS_MS }), fc.integer({ min: 5_000, max: FAULTS_MS }))
  .map(([from, ms]): Span => [from, from + ms]);
const maybe = (share: number) => fc.option(span, { freq: share, nil: null });

const anyInstance = fc.record({
  status: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'ERROR', 'SHUTOFF'),
  fault: fc.constantFrom<SimulatedInstance['fault']>(
    'none',
    'none',
    'none',
    { failures: 1 },
    'answer-lost',
    'call-lost',
    'late',
    'stuck',
    'refused',
    'never',
  ),
  moveMs: fc.integer({ min: 1_000, max: 60_000 }),
});

/** `fast-check` gives `null` once in `freq` times: most hosts are well. */
const anyHost = fc.record({
  instances: fc.array(anyInstance, { maxLength: 4 }),
  loss: fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('power', 'hang'), span, fc.boolean())
        .map(([kind, [from, to], isFinal]) => ({
          kind: kind as 'power' | 'hang',
          span: [from, kind === 'power' || isFinal ? FOR_EVER : to] as const,
        })),
    },
  ),
  serviceDown: maybe(1),
  novaLies: maybe(1),
  addressSilent: maybe(1),
  bmc: fc.constantFrom('obeys', 'obeys', 'obeys', 'dead', 'deaf', 'lying-on'),
});

const anyPlan = fc.record({
  hosts: fc.array(anyHost, { minLength: 3, maxLength: 12 }),
  novaOut: maybe(1),
  cut: maybe(1),
  echoFails: maybe(1),
  disarmed: maybe(1),
  mailDead: maybe(1),
  lookMs: fc.array(fc.constantFrom(800, 1_500, 6_000, 25_000, 70_000), { minLength: 1, maxLength: 5 }),
  deaths: fc.array(
    fc.record({ afterEvents: fc.integer({ min: 1, max: 40 }), isBeforeEffects: fc.boolean() }),
    {
      maxLength: 4,
    },
  ),
});

describe('a fleet in a world that is slow, wrong, lying and down', () => {
  it('S2.12 has a dead host’s instances active elsewhere within two minutes of Nova’s noticing', () => {
    const hosts = Array.from(
      { length: 10 },
      (_, i): FleetHostPlan => ({ ...WELL, instances: instances(i, 6) }),
    );
    hosts[3] = { ...(hosts[3] as FleetHostPlan), loss: { kind: 'hang', span: [30_000, FOR_EVER] } };
    const fleet = run({ ...QUIET, hosts });
    expect(fleet.violations).toEqual([]);
    expect(fleet.ends()).toEqual(['evacuated']);
    const [incident] = fleet.incidents;
    const noticedAt = 30_000 + 60_000;
    expect((incident?.endedAt ?? FOR_EVER) - noticedAt).toBeLessThan(120_000);
    expect(fleet.notices).toEqual(['host-lost cmp3', 'evacuated cmp3']);
  });

  it('S2.10 S2.31 S3.13 fences nothing when services die, Nova is wrong, or a host is silent and its instances are not', () => {
    const at: Span = [50_000, 600_000];
    const hosts = [
      { ...WELL, instances: instances(0, 2), serviceDown: at },
      { ...WELL, instances: instances(1, 2), novaLies: at },
      { ...WELL, instances: instances(2, 2), serviceDown: at, addressSilent: at },
      { ...WELL, instances: instances(3, 2) },
    ];
    const fleet = run({ ...QUIET, hosts });
    expect(fleet.violations).toEqual([]);
    expect(fleet.incidents).toEqual([]);
    expect(fleet.hosts.every(({ isPowered }) => isPowered)).toBe(true);
  });

  it('asks for leave again before it isolates: a disarming that came meanwhile holds', () => {
    const hosts = Array.from(
      { length: 6 },
      (_, i): FleetHostPlan => ({ ...WELL, instances: instances(i, 2) }),
    );
    hosts[1] = { ...(hosts[1] as FleetHostPlan), loss: { kind: 'hang', span: [30_000, FOR_EVER] } };
    const beganAt = run({ ...QUIET, hosts }).incidents[0]?.beganAt ?? expect.fail('an incident begins');
    const fleet = run({ ...QUIET, hosts, disarmed: [beganAt + 1_000, beganAt + 400_000] });
    expect(fleet.violations).toEqual([]);
    expect(fleet.ends()).toEqual(['held', 'evacuated']);
    expect(fleet.incidents[1]?.beganAt).toBeGreaterThanOrEqual(beganAt + 400_000);
  });

  it('keeps its rules whatever happens, and sees every kind of end', () => {
    const ends = new Map<string, number>();
    let deaths = 0;
    let skipped = 0;
    fc.assert(
      fc.property(anyPlan, (written) => {
        const hosts = written.hosts.map((host, i) => ({
          ...host,
          instances: host.instances.map((instance, n) => ({ ...instance, name: `h${i}vm${n}` })),
          // A host that does not answer although it runs, and has nothing on it that could, is lost to every witness.
          addressSilent: host.instances.length === 0 ? null : host.addressSilent,
        }));
        const fleet = run({ ...written, hosts } as FleetPlan);
        expect(fleet.violations).toEqual([]);
        deaths += fleet.deaths;
        skipped += fleet.roundsSkipped;
        for (const end of fleet.ends()) ends.set(String(end), (ends.get(String(end)) ?? 0) + 1);
      }),
      { numRuns: 300, seed: 20_261 },
    );
    // What is never seen is not proved.
    for (const end of ['evacuated', 'not-all-evacuated', 'not-powered-off', 'held'])
      expect(ends.get(end) ?? 0, end).toBeGreaterThan(0);
    expect(deaths).toBeGreaterThan(100);
    expect(skipped).toBeGreaterThan(100);
  });
});
