import { z } from 'zod';
import { Problem } from './problem.ts';

export const MachineRole = z.enum(['compute', 'controller', 'other', 'foreign']).meta({
  description: 'foreign: no member of the cluster, but it goes down and up with it',
});
export const MachinePower = z.enum(['on', 'off', 'unknown']);
export const PlanAction = z.enum(['shutdown', 'start']);
const BatchKind = z.enum(['compute', 'other', 'remote-controllers', 'this-controller']);
/** Epoch, ms. */
const Instant = z.number().meta({ description: 'Epoch, ms' });

export const PlannedMachine = z
  .object({
    name: z.string(),
    role: MachineRole,
    bmc: z.string().meta({ description: 'host:port of the BMC' }),
    policy: z.object({
      softMs: z.number().nullable().meta({ description: 'Time for a soft power-off; null: none is tried' }),
      hardMs: z.number().nullable().meta({ description: 'Time for a hard power-off; null: never' }),
    }),
    membership: z.enum(['online', 'offline', 'unknown', 'foreign']),
    power: MachinePower,
    powerProblem: Problem.nullable().meta({ description: 'Why the power is unknown' }),
  })
  .meta({ id: 'PlannedMachine' });
export type PlannedMachine = z.infer<typeof PlannedMachine>;

export const PlannedBatch = z
  .object({
    number: z.int(),
    kind: BatchKind,
    waves: z.array(z.array(z.string())).meta({ description: 'Names; a wave waits for the one before' }),
    count: z.int(),
    commanded: z.int().meta({ description: 'Machines that get a command as things stand' }),
    quorumAfter: z.object({
      membersOnline: z.int(),
      needed: z.int(),
      margin: z.int().meta({ description: 'Members that may still be lost; negative: quorum is gone' }),
    }),
  })
  .meta({ id: 'PlannedBatch' });
export type PlannedBatch = z.infer<typeof PlannedBatch>;

/** What would happen; its hash is what a confirmation confirms. */
export const Plan = z
  .object({
    format: z.literal(1),
    action: PlanAction,
    cluster: z.object({ name: z.string(), kind: z.enum(['hawser', 'pacemaker']).nullable() }),
    acceptor: z.string().meta({ description: 'Controller that takes the request; goes last' }),
    madeAt: Instant,
    batches: z.array(PlannedBatch),
    machines: z.array(PlannedMachine),
    counts: z.object({ machines: z.int(), on: z.int(), off: z.int(), unknown: z.int() }),
    unreadable: z.array(z.string()).meta({ description: 'Machines whose BMC gave no reading' }),
    stops: z
      .array(z.object({ id: z.string(), node: z.string() }))
      .meta({ description: 'Services that stop' }),
    warnings: z.array(Problem),
    hash: z.string(),
  })
  .meta({ id: 'Plan' });
export type Plan = z.infer<typeof Plan>;

export const MachineReport = z
  .object({
    name: z.string(),
    role: MachineRole,
    batch: z.int(),
    phase: z.enum(['waiting', 'reading', 'soft', 'hard', 'powering-on', 'done']),
    power: MachinePower,
    verdict: z
      .enum([
        'off',
        'on',
        'still-on',
        'still-off',
        'bmc-unreachable',
        'refused',
        'commanded',
        'held',
        'not-reached',
      ])
      .nullable(),
    problem: Problem.nullable(),
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    steps: z
      .array(
        z.object({
          action: z.enum(['status', 'soft', 'off', 'on']),
          at: Instant,
          tookMs: z.number(),
          outcome: z.string(),
          reading: z.enum(['on', 'off']).nullable(),
          text: z.string(),
        }),
      )
      .meta({ description: 'Commands and deciding readings; events carry the last one only' }),
    readings: z.int(),
  })
  .meta({ id: 'MachineReport' });
export type MachineReport = z.infer<typeof MachineReport>;

/** A run, under way or ended. */
export const RunReport = z
  .object({
    format: z.literal(1),
    run: z.string(),
    action: PlanAction,
    cluster: z.string(),
    acceptor: z.string(),
    requestedBy: z.string(),
    planHash: z.string(),
    acceptedAt: Instant,
    startedAt: Instant,
    endedAt: Instant.nullable(),
    outcome: z.enum(['done', 'incomplete', 'cancelled', 'interrupted']).nullable(),
    batches: z.array(
      z.object({
        number: z.int(),
        kind: BatchKind,
        startedAt: Instant.nullable(),
        endedAt: Instant.nullable(),
      }),
    ),
    machines: z.array(MachineReport),
    tally: z.record(z.string(), z.int()),
    notes: z.array(z.object({ at: Instant, text: z.string(), problem: Problem.nullable() })),
  })
  .meta({ id: 'RunReport' });
export type RunReport = z.infer<typeof RunReport>;

export const Status = z
  .object({
    watcher: z.object({
      isRunning: z.boolean(),
      pid: z.int().nullable(),
      since: Instant.nullable(),
      version: z.string().nullable(),
    }),
    isHandedOver: z.boolean().meta({ description: 'A request waits for the watcher' }),
    run: RunReport.nullable().meta({ description: 'Under way, or the last one' }),
  })
  .meta({ id: 'Status' });
export type Status = z.infer<typeof Status>;

export const AcceptedRun = z
  .object({
    run: z.string().meta({ description: 'Request id; names the report' }),
    action: PlanAction,
    acceptor: z.string(),
    planHash: z.string(),
    acceptedAt: Instant,
  })
  .meta({ id: 'AcceptedRun' });
export type AcceptedRun = z.infer<typeof AcceptedRun>;
