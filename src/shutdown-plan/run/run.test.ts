import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MachineReport } from '../model/report.ts';
import type { RunLimits, RunMachine } from './order.ts';
import { closeAfterBoot, runReport } from './run-report.ts';
import { runMachine, runOrder, type SimulatedBmc, SimulatedRun } from './simulated-run.fixture.ts';

const HEALTHY: SimulatedBmc = { isOn: true, fault: 'none', answerMs: 100, turnMs: 8_000 };

const CLUSTER: readonly RunMachine[] = [
  runMachine('n1', 'compute'),
  runMachine('n2', 'compute'),
  runMachine('n3', 'compute'),
  runMachine('s1', 'other'),
  runMachine('c2', 'controller'),
  runMachine('c3', 'controller'),
  runMachine('c1', 'controller'),
];

function simulate(
  changes: Readonly<Record<string, Partial<SimulatedBmc>>> = {},
  machines = CLUSTER,
  limits: Partial<RunLimits> = {},
): SimulatedRun {
  const bmcs = new Map(machines.map(({ name }) => [name, { ...HEALTHY, ...changes[name] }]));
  const run = new SimulatedRun(runOrder(machines, 'shutdown', limits), bmcs);
  expect(run.run(() => isOwnCommanded(run))).toBe(true);
  return run;
}

/** The world of a watcher ends when its own machine was told to go down and does. */
function isOwnCommanded(run: SimulatedRun): boolean {
  return (
    run.commands.some(({ machine, action }) => machine === 'c1' && action !== 'status') && !run.isOn('c1')
  );
}

function commandsOf(run: SimulatedRun, name: string): readonly string[] {
  return run.commands
    .filter(({ machine, action }) => machine === name && action !== 'status')
    .map(({ action }) => action);
}

function reportOf(run: SimulatedRun, name: string): MachineReport {
  return runReport(run.state).machines.find((machine) => machine.name === name) as MachineReport;
}

describe('a run of the watcher', () => {
  it('S0.12 S0.19 S0.20 S0.21 goes batch by batch: computes, others, remote controllers, itself last', () => {
    const run = simulate();
    const order = run.commands.filter(({ action }) => action !== 'status').map(({ machine }) => machine);
    expect(order).toEqual(['n1', 'n2', 'n3', 's1', 'c2', 'c3', 'c1']);
    for (const { command, report } of run.verdictsAtCommand) {
      const batch = report.machines.find(({ name }) => name === command.machine)?.batch ?? 0;
      for (const machine of report.machines)
        if (machine.batch < batch) expect(machine.verdict, machine.name).toBe('off');
    }
    expect(runReport(run.state).tally).toEqual({ off: 6, pending: 1 });
  });

  it('S0.6 S0.7 asks the BMC of every machine and sends nothing to one that is off', () => {
    const run = simulate({ n2: { isOn: false }, c3: { isOn: false } });
    expect(new Set(run.commands.map(({ machine }) => machine)).size).toBe(CLUSTER.length);
    expect(commandsOf(run, 'n2')).toEqual([]);
    expect(commandsOf(run, 'c3')).toEqual([]);
    expect(reportOf(run, 'n2')).toMatchObject({ verdict: 'off', readings: expect.any(Number) });
  });

  it('S0.46 goes from soft to hard at the deadline', () => {
    const run = simulate({ n1: { fault: 'deaf-soft' } });
    expect(commandsOf(run, 'n1')).toEqual(['soft', 'off']);
    const { steps, verdict } = reportOf(run, 'n1');
    const [soft, off] = steps.filter(({ action }) => action !== 'status');
    expect((off?.at ?? 0) - (soft?.at ?? 0)).toBeGreaterThanOrEqual(60_000);
    expect((off?.at ?? 0) - (soft?.at ?? 0)).toBeLessThan(62_000);
    expect(verdict).toBe('off');
  });

  it('S0.8 S0.45 tells for each machine: off, still on, unreachable, refused', () => {
    const run = simulate({
      n1: { fault: 'deaf' },
      n2: { fault: 'dead' },
      n3: { fault: 'wrong-password' },
    });
    expect(reportOf(run, 'n1')).toMatchObject({ verdict: 'still-on', problem: { code: 'HWS-SDN-080' } });
    expect(reportOf(run, 'n2').verdict).toBe('bmc-unreachable');
    expect(reportOf(run, 'n3').verdict).toBe('refused');
    expect(reportOf(run, 's1').verdict).toBe('off');
    expect(commandsOf(run, 'c1')).toEqual(['soft']);
  });

  it('S0.46 never switches a machine off hard whose policy forbids it', () => {
    const machines = CLUSTER.map((machine) =>
      machine.name === 's1' ? runMachine('s1', 'other', { softMs: 60_000, hardMs: null }) : machine,
    );
    const run = simulate({ s1: { fault: 'deaf-soft' } }, machines);
    expect(commandsOf(run, 's1')).toEqual(['soft']);
    expect(reportOf(run, 's1').verdict).toBe('still-on');
  });

  it('goes hard at once when soft is refused, and repeats no command that was taken', () => {
    const run = simulate({ n1: { fault: 'refuses-soft' }, n2: { fault: 'deaf-off' } });
    expect(commandsOf(run, 'n1')).toEqual(['soft', 'off']);
    expect(commandsOf(run, 'n2')).toEqual(['soft']);
    const end = reportOf(run, 'n1').endedAt ?? 0;
    expect(end).toBeLessThan(20_000);
  });

  it('adds no more than one deadline for silent BMCs, however many batches have them', () => {
    const slow = simulate();
    const dead = simulate({ n1: { fault: 'dead' }, s1: { fault: 'dead' }, c2: { fault: 'dead' } });
    const { unreachableMs } = dead.order.limits;
    expect(dead.now - slow.now).toBeLessThanOrEqual(unreachableMs + 12_000);
  });

  it('S0.12 can hold machines back whose clients are not confirmed off', () => {
    const machines = CLUSTER.map((machine) =>
      machine.name === 's1' ? { ...machine, after: ['n1', 'n2'] } : machine,
    );
    const held = simulate({ n1: { fault: 'deaf' } }, machines, { onUnconfirmed: 'hold' });
    expect(reportOf(held, 's1').verdict).toBe('held');
    expect(commandsOf(held, 's1')).toEqual([]);
    const free = simulate({ n1: { fault: 'deaf' } }, machines);
    expect(reportOf(free, 's1').verdict).toBe('off');
  });

  it('takes a machine down again that something has switched on, before it goes itself', () => {
    const run = simulate({ n1: { fault: 'comes-back' } });
    expect(commandsOf(run, 'n1')).toEqual(['soft', 'soft']);
    expect(runReport(run.state).notes).toMatchObject([{ problem: { code: 'HWS-SDN-081' } }]);
    expect(run.isOn('n1')).toBe(false);
  });

  it('S0.45 tells people before the last batch', () => {
    const run = simulate();
    const told = run.effects.findIndex(({ kind }) => kind === 'notify');
    const last = run.effects.findIndex(
      (effect) => effect.kind === 'send' && effect.action === 'soft' && effect.machine === 'c1',
    );
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(last);
  });

  it('uses its own operating system when its own BMC does not help', () => {
    const bmcs = new Map(CLUSTER.map(({ name }) => [name, HEALTHY]));
    bmcs.set('c1', { ...HEALTHY, fault: 'dead' });
    const run = new SimulatedRun(runOrder(CLUSTER), bmcs);
    expect(run.run()).toBe(true);
    expect(run.effects.at(-2)).toEqual({ kind: 'power-off-locally' });
    expect(runReport(run.state)).toMatchObject({ outcome: 'done', tally: { commanded: 1, off: 6 } });
  });

  it('stops when cancelled, and arms the cluster again', () => {
    const bmcs = new Map(CLUSTER.map(({ name }) => [name, HEALTHY]));
    const run = new SimulatedRun(runOrder(CLUSTER), bmcs);
    run.run(() => commandsOf(run, 'n3').length > 0);
    run.deliver({ kind: 'cancel', at: run.now, by: 'test' });
    const sent = run.commands.length;
    expect(run.run()).toBe(true);
    expect(run.commands.length).toBe(sent);
    expect(run.effects.some(({ kind }) => kind === 'rearm')).toBe(true);
    expect(runReport(run.state)).toMatchObject({
      outcome: 'cancelled',
      tally: { commanded: 3, 'not-reached': 4 },
    });
  });

  it('S0.43 starts in reverse, and waits for quorum before the rest', () => {
    const bmcs = new Map(CLUSTER.map(({ name }) => [name, { ...HEALTHY, isOn: name === 'c1' }]));
    const run = new SimulatedRun(runOrder(CLUSTER, 'start'), bmcs, [], 100_000);
    expect(run.run()).toBe(true);
    const order = run.commands.filter(({ action }) => action !== 'status');
    expect(order.map(({ machine }) => machine)).toEqual(['c2', 'c3', 's1', 'n1', 'n2', 'n3']);
    expect(order.find(({ machine }) => machine === 's1')?.at).toBeGreaterThan(100_000);
    expect(run.effects.at(-2)).toEqual({ kind: 'rearm' });
    expect(runReport(run.state)).toMatchObject({ outcome: 'done', tally: { on: 7 } });
  });

  it('starts nothing more when the controllers do not become healthy', () => {
    const bmcs = new Map(CLUSTER.map(({ name }) => [name, { ...HEALTHY, isOn: name === 'c1' }]));
    const run = new SimulatedRun(runOrder(CLUSTER, 'start'), bmcs, [], Number.POSITIVE_INFINITY);
    expect(run.run()).toBe(true);
    expect(commandsOf(run, 'n1')).toEqual([]);
    expect(runReport(run.state)).toMatchObject({ outcome: 'incomplete', tally: { on: 3, 'not-reached': 4 } });
  });

  it('cuts nothing off that it told to go long ago, when what happened meanwhile is not known', () => {
    const bmcs = new Map(CLUSTER.map(({ name }) => [name, { ...HEALTHY, fault: 'deaf-soft' as const }]));
    const run = new SimulatedRun(runOrder(CLUSTER), bmcs);
    run.run(() => commandsOf(run, 'n1').length > 0);
    run.now += 6 * 3_600_000;
    const back = run.now;
    run.deliver({ kind: 'resume', at: back, isAnew: true });
    expect(run.run()).toBe(true);
    const sent = run.commands.filter(({ machine, action }) => machine === 'n1' && action !== 'status');
    expect(sent.map(({ action }) => action)).toEqual(['soft', 'soft', 'off']);
    const [, soft, hard] = sent.map(({ at }) => at);
    expect(soft).toBeGreaterThanOrEqual(back);
    expect((hard ?? 0) - (soft ?? 0)).toBeGreaterThanOrEqual(60_000);
  });

  it('S0.33 closes a report after a boot: done when its own power-off was sent, else interrupted', () => {
    const whole = closeAfterBoot(simulate().state, 1);
    expect(whole).toMatchObject({ outcome: 'done', tally: { off: 7 } });
    const bmcs = new Map(CLUSTER.map(({ name }) => [name, HEALTHY]));
    const run = new SimulatedRun(runOrder(CLUSTER), bmcs);
    run.run(() => commandsOf(run, 'n1').length > 0);
    expect(closeAfterBoot(run.state, 1).outcome).toBe('interrupted');
  });
});

const FAULTS = [
  'none',
  'none',
  'dead',
  'wrong-password',
  'deaf-soft',
  'deaf-off',
  'deaf',
  'refuses-soft',
  'refuses-once',
  'lies-off',
  'lies-on',
  'unanswered',
  'comes-back',
] as const;

const arbitraryBmc = fc.record({
  isOn: fc.boolean(),
  fault: fc.constantFrom(...FAULTS),
  answerMs: fc.integer({ min: 1, max: 4_000 }),
  turnMs: fc.integer({ min: 0, max: 90_000 }),
});
const arbitraryPolicy = fc.constantFrom(
  { softMs: 60_000, hardMs: 20_000 },
  { softMs: 60_000, hardMs: null },
  { softMs: null, hardMs: 20_000 },
);
const arbitraryWorld = fc.record({
  machines: fc.tuple(
    ...CLUSTER.map(({ name, role }) => fc.tuple(fc.constant({ name, role }), arbitraryPolicy, arbitraryBmc)),
  ),
  crashes: fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 4 }),
  isStart: fc.boolean(),
  isAnew: fc.boolean(),
});

describe('any run', () => {
  it('S0.7 S0.12 S0.13 S0.21 S0.46 ends, keeps its order, and repeats nothing that was done, crashes or not', () => {
    fc.assert(
      fc.property(arbitraryWorld, ({ machines, crashes, isStart, isAnew }) => {
        const described = machines.map(([{ name, role }, policy]) => runMachine(name, role, policy));
        const bmcs = new Map(machines.map(([{ name }, , bmc]) => [name, bmc]));
        const action = isStart ? 'start' : 'shutdown';
        const run = new SimulatedRun(runOrder(described, action), bmcs, crashes, 0, isAnew);
        expect(run.run()).toBe(true);
        const report = runReport(run.state);
        expect(report.outcome).not.toBeNull();
        for (const { command, report: before } of run.verdictsAtCommand) {
          const own = before.machines.find(({ name }) => name === command.machine) as MachineReport;
          const wanted = isStart ? 'on' : 'off';
          // What is as wanted gets no command, and nothing is sent blindly to a machine that was never read.
          if (command.machine !== 'c1') expect(command.lastReading).toBe(isStart ? 'off' : 'on');
          expect(own.verdict).toBeNull();
          for (const other of before.machines)
            if (other.batch < own.batch)
              expect(other.verdict, `${other.name} before ${own.name}`).not.toBeNull();
          expect(wanted === 'on' ? ['on'] : ['soft', 'off']).toContain(command.action);
        }
        for (const [{ name }, policy, { fault }] of machines) {
          const sent = run.commands.filter(
            ({ machine, action: what }) => machine === name && what !== 'status',
          );
          // Who begins anew sends once more what may have been sent.
          const turns = (fault === 'comes-back' ? 2 : 1) * (isAnew ? 1 + crashes.length : 1);
          // A second one only where the first was lost or not taken.
          const again =
            fault === 'refuses-once' || fault === 'unanswered' || fault === 'refuses-soft' ? 1 : 0;
          const lost = sent.some(({ isLost }) => isLost) ? 1 : 0;
          for (const kind of ['soft', 'off', 'on']) {
            const count = sent.filter(({ action: what }) => what === kind).length;
            expect(count, `${kind} to ${name}`).toBeLessThanOrEqual(turns + Math.max(again, lost) * turns);
          }
          if (policy.hardMs === null) expect(sent.some(({ action: what }) => what === 'off')).toBe(false);
          const machine = report.machines.find((candidate) => candidate.name === name) as MachineReport;
          expect(machine.verdict).not.toBeNull();
          if (machine.verdict === 'off' && fault !== 'lies-off' && fault !== 'comes-back')
            expect(run.isOn(name)).toBe(false);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
