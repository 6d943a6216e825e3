import type { MachineVerdict, RunOutcome } from '../model/report.ts';
import { cameBackOn, gateStayedClosed } from '../problem.ts';
import type { RunEffect, RunEvent } from './event.ts';
import { finish, takeAnew, takeAnswer, takeCrash, takeTurn } from './machine.ts';
import { read } from './send.ts';
import { isAcceptor, type MachineState, type RunState } from './state.ts';

/** How often a closed health gate is looked at. */
const GATE_PAUSE_MS = 5_000;

/**
 * What one event makes of a run. Pure but for `state`, which is changed in place; the same events give the same state, so
 * a run is resumed by replaying its journal. After the effects the caller sees to it that a `tick` comes at `nextWake`.
 */
export function step(state: RunState, event: RunEvent): readonly RunEffect[] {
  state.effects = [];
  if (state.stage !== 'ended') {
    handle(state, event);
    if ('at' in event) advance(state, event.at);
  }
  return state.effects;
}

function handle(state: RunState, event: RunEvent): void {
  switch (event.kind) {
    case 'begin':
      state.startedAt = event.at;
      // All BMCs are asked at once, long before their turn: the silent ones use up their time meanwhile.
      for (const machine of state.machines.values()) read(state, machine, event.at);
      if (state.order.action === 'shutdown') state.effects.push({ kind: 'disarm' });
      else state.stage = 'batches';
      return;
    case 'disarmed':
      state.notes.push(...event.notes);
      if (state.stage === 'disarming') state.stage = 'batches';
      return;
    case 'answered': {
      const machine = state.machines.get(event.machine);
      if (machine === undefined) return;
      takeAnswer(state, machine, event);
      if (state.stage === 'sweeping') sweptOne(state, machine, event.at);
      return;
    }
    case 'tick':
      for (const machine of state.machines.values())
        if (machine.nextReadAt !== null && machine.nextReadAt <= event.at) read(state, machine, event.at);
      if (state.gate?.nextAt != null && state.gate.nextAt <= event.at) {
        state.gate.nextAt = null;
        state.effects.push({ kind: 'ask-gate', gate: state.gate.kind });
      }
      return;
    case 'notified':
      state.notes.push(...event.notes);
      if (state.stage === 'notifying') state.stage = 'batches';
      return;
    case 'gate':
      takeGate(state, event);
      return;
    case 'rearmed':
      state.notes.push(...event.notes);
      if (state.stage === 'rearming') end(state, state.endsWith ?? outcomeOf(state), event.at);
      return;
    case 'cancel':
      cancel(state, event.at, event.by);
      return;
    case 'resume':
      resume(state, event.at, event.isAnew);
      return;
    case 'note':
      state.notes.push(event.note);
      return;
  }
}

/** Goes on to the next wave or batch as long as the present one has all its verdicts (S0.12). */
function advance(state: RunState, at: number): void {
  while (state.stage === 'batches') {
    const { batches, action } = state.order;
    const present = batches[state.batch]?.waves[state.wave] ?? [];
    if (present.some((name) => machineOf(state, name).verdict === null)) return;
    if (action === 'start' && !state.isQuorumGatePassed && areControllersDone(state)) {
      openGate(state, 'quorum', at);
      return;
    }
    const times = state.batchTimes[state.batch];
    const isBatchDone = state.wave + 1 >= (batches[state.batch]?.waves.length ?? 0);
    if (!isBatchDone) state.wave++;
    else {
      if (times !== undefined) times.endedAt ??= at;
      if (state.batch + 1 >= batches.length) {
        finishRun(state, at);
        return;
      }
      const next = batches[state.batch + 1];
      if (next?.kind === 'this-controller' && action === 'shutdown' && !prepareLast(state, at)) return;
      state.batch++;
      state.wave = 0;
    }
    const batchTimes = state.batchTimes[state.batch];
    if (batchTimes !== undefined) batchTimes.startedAt ??= at;
    for (const name of batches[state.batch]?.waves[state.wave] ?? []) {
      const machine = machineOf(state, name);
      if (machine.verdict === null) takeTurn(state, machine, at);
    }
  }
}

/** Before the acceptor goes: is what was off still off, and do people know? True when both are done. */
function prepareLast(state: RunState, at: number): boolean {
  if (!state.isSwept) {
    const off = [...state.machines.values()].filter(({ verdict }) => verdict === 'off');
    state.isSwept = true;
    if (off.length > 0) {
      state.stage = 'sweeping';
      for (const machine of off) read(state, machine, at);
      return false;
    }
  }
  if (!state.isNotified) {
    state.isNotified = true;
    state.stage = 'notifying';
    state.effects.push({ kind: 'notify' });
    return false;
  }
  return true;
}

/** A machine that was off and reads on was switched on by somebody: it gets its turn once more, in the same order. */
function sweptOne(state: RunState, machine: MachineState, at: number): void {
  if (machine.verdict === 'off' && machine.power === 'on') {
    machine.phase = 'waiting';
    machine.verdict = null;
    machine.endedAt = null;
    const problem = cameBackOn(machine.machine.name);
    state.notes.push({ at, text: problem.message, problem });
  }
  const others = [...state.machines.values()].filter((other) => !isAcceptor(state, other));
  if (others.some(({ inFlight }) => inFlight !== null)) return;
  state.stage = 'batches';
  if (others.every(({ verdict }) => verdict !== null)) return;
  state.batch = 0;
  state.wave = -1;
}

function areControllersDone(state: RunState): boolean {
  return [...state.machines.values()].every(
    ({ machine, verdict }) => machine.role !== 'controller' || verdict !== null,
  );
}

function openGate(state: RunState, kind: 'quorum' | 'nodes', at: number): void {
  state.stage = 'gate';
  state.gate = { kind, since: at, nextAt: null };
  state.effects.push({ kind: 'ask-gate', gate: kind });
}

function takeGate(state: RunState, event: Extract<RunEvent, { kind: 'gate' }>): void {
  const { gate } = state;
  if (gate === null || state.stage !== 'gate') return;
  const { at, isOpen, text } = event;
  const isOver = at - gate.since >= state.order.limits.gateMs;
  if (!isOpen && !isOver) {
    gate.nextAt = at + GATE_PAUSE_MS;
    return;
  }
  state.gate = null;
  const problem = isOpen ? null : gateStayedClosed(gate.kind, text);
  state.notes.push({ at, text, problem });
  if (gate.kind === 'nodes') rearm(state, problem === null ? null : 'incomplete');
  else if (isOpen) {
    state.isQuorumGatePassed = true;
    state.stage = 'batches';
  } else {
    // The rest would come up into a cluster that cannot look after it.
    for (const machine of state.machines.values())
      if (machine.verdict === null) finish(machine, 'not-reached', at);
    end(state, 'incomplete', at);
  }
}

function finishRun(state: RunState, at: number): void {
  if (state.order.action === 'start') openGate(state, 'nodes', at);
  else end(state, outcomeOf(state), at);
}

function rearm(state: RunState, endsWith: RunOutcome | null): void {
  state.stage = 'rearming';
  state.endsWith = endsWith;
  state.effects.push({ kind: 'rearm' });
}

function cancel(state: RunState, at: number, by: string): void {
  if (state.endsWith === 'cancelled') return;
  state.notes.push({ at, text: `cancelled by ${by}`, problem: null });
  for (const machine of state.machines.values()) {
    if (machine.verdict !== null) continue;
    const isCommanded = machine.steps.some(({ action }) => action !== 'status');
    const isInFlight = machine.inFlight !== null && machine.inFlight.action !== 'status';
    finish(machine, isCommanded || isInFlight ? 'commanded' : 'not-reached', at);
  }
  state.gate = null;
  // A start that is given up leaves machines off: an armed cluster would fence them, and so switch them on.
  if (state.order.action === 'start') end(state, 'cancelled', at);
  else rearm(state, 'cancelled');
}

function resume(state: RunState, at: number, isAnew: boolean): void {
  state.notes.push({ at, text: 'the watcher was started again and goes on', problem: null });
  for (const machine of state.machines.values()) {
    takeCrash(state, machine, at);
    if (isAnew) takeAnew(state, machine, at);
  }
  if (state.stage === 'disarming') state.effects.push({ kind: 'disarm' });
  if (state.stage === 'notifying') state.effects.push({ kind: 'notify' });
  if (state.stage === 'rearming') state.effects.push({ kind: 'rearm' });
  if (state.stage === 'gate' && state.gate !== null && state.gate.nextAt === null)
    state.effects.push({ kind: 'ask-gate', gate: state.gate.kind });
}

const AS_WANTED: ReadonlySet<MachineVerdict | null> = new Set(['off', 'on', 'commanded']);

function outcomeOf(state: RunState): RunOutcome {
  const isWhole = [...state.machines.values()].every(({ verdict }) => AS_WANTED.has(verdict));
  return isWhole ? 'done' : 'incomplete';
}

function end(state: RunState, outcome: RunOutcome, at: number): void {
  state.stage = 'ended';
  state.outcome = outcome;
  state.endedAt = at;
  state.effects.push({ kind: 'end', outcome });
}

function machineOf(state: RunState, name: string): MachineState {
  const machine = state.machines.get(name);
  if (machine === undefined) throw new Error(`the order has no machine ${name}`);
  return machine;
}
