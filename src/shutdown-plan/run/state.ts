import type { Problem } from '../../result/problem.ts';
import type { MachinePower } from '../model/machine.ts';
import type { MachinePhase, MachineVerdict, PowerStep, RunNote, RunOutcome } from '../model/report.ts';
import type { RunCommand, RunCommandOutcome, RunEffect } from './event.ts';
import type { RunMachine, RunOrder } from './order.ts';

/** One machine during a run; changed in place by `step` alone. */
export interface MachineState {
  readonly machine: RunMachine;
  /** Index of its batch. */
  readonly batch: number;
  phase: MachinePhase;
  power: MachinePower;
  verdict: MachineVerdict | null;
  problem: Problem | null;
  startedAt: number | null;
  endedAt: number | null;
  readonly steps: PowerStep[];
  readings: number;
  inFlight: { readonly id: number; readonly action: RunCommand; readonly at: number } | null;
  /** When its BMC is read next. */
  nextReadAt: number | null;
  /** Since when no reading could be had. */
  silentSince: number | null;
  /** The command the present phase waits on: when it was first answered, how often sent, what came of it last. */
  commandedAt: number | null;
  tries: number;
  commandOutcome: RunCommandOutcome | null;
}

/**
 * - `disarming`: the cluster is being kept from doing anything of its own.
 * - `batches`: machines of the present wave are dealt with.
 * - `sweeping`: machines that are off are read once more before the acceptor goes.
 * - `notifying`, `rearming`: as the effects.
 * - `gate`: a start waits for the cluster's health.
 */
export type RunStage = 'disarming' | 'batches' | 'sweeping' | 'notifying' | 'gate' | 'rearming' | 'ended';

/** A run; belongs to one caller and is changed in place by `step`. */
export interface RunState {
  readonly order: RunOrder;
  stage: RunStage;
  startedAt: number;
  endedAt: number | null;
  outcome: RunOutcome | null;
  /** Present batch and wave, indices. */
  batch: number;
  wave: number;
  readonly batchTimes: { startedAt: number | null; endedAt: number | null }[];
  readonly machines: ReadonlyMap<string, MachineState>;
  readonly notes: RunNote[];
  nextId: number;
  /** The health gate under way: since when, when it is asked next. */
  gate: { readonly kind: 'quorum' | 'nodes'; readonly since: number; nextAt: number | null } | null;
  isQuorumGatePassed: boolean;
  isSwept: boolean;
  isNotified: boolean;
  /** What ends the run once the cluster is armed again. */
  endsWith: RunOutcome | null;
  /** Effects of the step under way. */
  effects: RunEffect[];
}

export function createRun(order: RunOrder): RunState {
  const machines = new Map<string, MachineState>();
  for (const [batch, { waves }] of order.batches.entries())
    for (const name of waves.flat()) {
      const machine = order.machines.find((candidate) => candidate.name === name);
      if (machine === undefined) throw new Error(`the order names ${name}, which it does not describe`);
      machines.set(name, createMachine(machine, batch));
    }
  return {
    order,
    stage: 'disarming',
    startedAt: order.acceptedAt,
    endedAt: null,
    outcome: null,
    batch: 0,
    wave: -1,
    batchTimes: order.batches.map(() => ({ startedAt: null, endedAt: null })),
    machines,
    notes: [],
    nextId: 1,
    gate: null,
    isQuorumGatePassed: false,
    isSwept: false,
    isNotified: false,
    endsWith: null,
    effects: [],
  };
}

function createMachine(machine: RunMachine, batch: number): MachineState {
  return {
    machine,
    batch,
    phase: 'waiting',
    power: 'unknown',
    verdict: null,
    problem: null,
    startedAt: null,
    endedAt: null,
    steps: [],
    readings: 0,
    inFlight: null,
    nextReadAt: null,
    silentSince: null,
    commandedAt: null,
    tries: 0,
    commandOutcome: null,
  };
}

export function isAcceptor(state: RunState, machine: MachineState): boolean {
  return machine.machine.name === state.order.acceptor;
}

/** When `step` wants a tick, epoch ms; `null` when only answers are awaited. */
export function nextWake(state: RunState): number | null {
  let wake = state.gate?.nextAt ?? null;
  for (const { nextReadAt, inFlight } of state.machines.values())
    if (inFlight === null && nextReadAt !== null && (wake === null || nextReadAt < wake)) wake = nextReadAt;
  return wake;
}
