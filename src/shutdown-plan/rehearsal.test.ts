import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { makePlan } from './make-plan.ts';
import type { Machine } from './model/machine.ts';
import { DEFAULT_RUN_LIMITS } from './run/order.ts';
import { runReport } from './run/run-report.ts';
import { type SimulatedBmc, SimulatedRun } from './run/simulated-run.fixture.ts';

const POLICY = { softMs: 60_000, hardMs: 20_000 };
const NAMES = ['c1', 'c2', 'n1', 'n2', 'n3', 's1', 's2', 'f1'] as const;

/** Machines may wait for those named before them: no circles. */
const arbitrarySite = fc.tuple(
  fc.constantFrom('shutdown' as const, 'start' as const),
  ...NAMES.map((name, i) =>
    fc.record({
      name: fc.constant(name),
      isOn: fc.boolean(),
      turnMs: fc.integer({ min: 0, max: 50_000 }),
      after: fc.subarray(NAMES.slice(0, i)),
    }),
  ),
);

const roleOf = (name: string): Machine['role'] =>
  name.startsWith('c')
    ? 'controller'
    : name.startsWith('n')
      ? 'compute'
      : name === 'f1'
        ? 'foreign'
        : 'other';

it('S0.48 what a plan shows is what a rehearsal of the run does: who gets a command, and in which order', () => {
  fc.assert(
    fc.property(arbitrarySite, ([action, ...described]) => {
      const machines = described.map(({ name, after }) => ({
        name,
        role: roleOf(name),
        bmc: `${name}:623`,
        policy: POLICY,
        after,
      }));
      // The acceptor is what the plan is made on: it is on.
      const isOn = (name: string) =>
        name === 'c1' || described.find((one) => one.name === name)?.isOn === true;
      const plan = makePlan({
        action,
        clusterName: 'test',
        acceptor: 'c1',
        machines,
        view: null,
        survey: new Map(NAMES.map((name) => [name, { power: isOn(name) ? 'on' : 'off', problem: null }])),
        unproved: { names: [], days: 30 },
        now: 0,
      });
      const bmcs = new Map(
        described.map(({ name, turnMs }): [string, SimulatedBmc] => [
          name,
          { isOn: isOn(name), fault: 'none', answerMs: 50, turnMs },
        ]),
      );
      const run = new SimulatedRun(
        {
          run: 'run',
          action,
          cluster: 'test',
          acceptor: 'c1',
          requestedBy: 'test',
          planHash: plan.hash,
          acceptedAt: 0,
          batches: plan.batches.map(({ kind, waves }) => ({ kind, waves })),
          machines,
          limits: DEFAULT_RUN_LIMITS,
        },
        bmcs,
      );
      expect(run.run()).toBe(true);
      expect(runReport(run.state).outcome).toBe('done');
      const sent = run.commands.filter((command) => command.action !== 'status');
      // The acceptor is commanded twice: a run that is only simulated outlives its machine.
      const commanded = [...new Set(sent.map(({ machine }) => machine))];
      expect(commanded.length).toBe(plan.batches.reduce((sum, batch) => sum + batch.commanded, 0));
      const waves = plan.batches.flatMap((batch) => batch.waves);
      const waveOf = (name: string) => waves.findIndex((wave) => wave.includes(name));
      const order = commanded.map(waveOf);
      expect(order).toEqual(order.toSorted((one, other) => one - other));
    }),
    { numRuns: 500 },
  );
});
