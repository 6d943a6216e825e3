import type { MachineVerdict } from '../model/report.ts';
import { stillNotAsWanted } from '../problem.ts';
import type { RunCommand, RunCommandOutcome, RunEvent } from './event.ts';
import { read, send } from './send.ts';
import { isAcceptor, type MachineState, type RunState } from './state.ts';

/**
 * Time between readings as a share of the time waited so far: a state is noticed at most that much late, and hundreds of
 * machines that take minutes to go down do not cost a process a second each.
 */
const POLL_SHARE = 0.15;
/**
 * Processor time of one reading, ms (an ipmitool process: 33 on a slow core). Readings of all machines that are waited for
 * are spread so that one core has time for them.
 */
const READING_COST_MS = 20;
/** How often a BMC that is silent is asked before its machine's turn. */
const SURVEY_PAUSE_MS = 10_000;
/** A command that was not taken is sent a second time, when a reading shows that it had no effect; not more often. */
const MOST_TRIES = 2;

type Answer = Extract<RunEvent, { kind: 'answered' }>;

/** After one of these nothing sent to this BMC would fare better. */
const HOPELESS: ReadonlySet<RunCommandOutcome> = new Set(['wrong-credentials', 'not-sent']);

/** A machine's turn has come: look before anything is sent (S0.6, S0.7). */
export function takeTurn(state: RunState, machine: MachineState, at: number): void {
  machine.startedAt ??= at;
  machine.phase = 'reading';
  machine.nextReadAt = null;
  if (isHeld(state, machine)) {
    finish(machine, 'held', at);
    return;
  }
  const { silentSince } = machine;
  if (silentSince !== null && at - silentSince >= state.order.limits.unreachableMs)
    giveUp(state, machine, at);
  else read(state, machine, at);
}

/** An answer of a machine's BMC. */
export function takeAnswer(state: RunState, machine: MachineState, answer: Answer): void {
  const sent = machine.inFlight;
  if (sent === null || sent.id !== answer.id) return;
  machine.inFlight = null;
  record(machine, sent.action, sent.at, answer);
  if (answer.outcome === 'read') {
    machine.silentSince = null;
    // The acceptor decides this: it is on, whatever its BMC says.
    machine.power = isAcceptor(state, machine) ? 'on' : (answer.reading ?? 'unknown');
  } else if (sent.action === 'status') {
    machine.silentSince ??= sent.at;
    if (machine.phase !== 'done') machine.problem = answer.problem;
  }
  switch (machine.phase) {
    case 'waiting':
      if (answer.outcome !== 'read' && !HOPELESS.has(answer.outcome))
        machine.nextReadAt = answer.at + SURVEY_PAUSE_MS;
      return;
    case 'reading':
      afterFirstLook(state, machine, answer);
      return;
    case 'soft':
    case 'hard':
    case 'powering-on':
      if (sent.action === 'status') afterLook(state, machine, answer.at);
      else afterCommand(state, machine, answer);
      return;
    case 'done':
      return;
  }
}

/** What is known of a command that was in flight when the watcher died: only readings tell. */
export function takeCrash(state: RunState, machine: MachineState, at: number): void {
  const lost = machine.inFlight;
  if (lost === null) return;
  machine.inFlight = null;
  if (machine.phase === 'done' && state.stage !== 'sweeping') return;
  if (lost.action === 'status') {
    read(state, machine, at);
    return;
  }
  const text = 'the watcher died before the answer';
  machine.steps.push({
    action: lost.action,
    at: lost.at,
    tookMs: 0,
    outcome: 'unknown',
    reading: null,
    text,
  });
  machine.commandOutcome = 'unknown';
  machine.commandedAt ??= lost.at;
  read(state, machine, at);
}

/** Its time is counted from here: what it was told long ago is no reason to cut it off. */
export function takeAnew(state: RunState, machine: MachineState, at: number): void {
  if (machine.phase === 'waiting' || machine.phase === 'done') return;
  machine.phase = 'reading';
  machine.silentSince = null;
  machine.commandedAt = null;
  machine.commandOutcome = null;
  machine.tries = 0;
  machine.nextReadAt = null;
  read(state, machine, at);
}

export function finish(machine: MachineState, verdict: MachineVerdict, at: number): void {
  machine.phase = 'done';
  machine.verdict = verdict;
  machine.endedAt = at;
  machine.nextReadAt = null;
  if (verdict === 'off' || verdict === 'on') machine.problem = null;
}

function wanted(state: RunState): 'on' | 'off' {
  return state.order.action === 'shutdown' ? 'off' : 'on';
}

/** Machines it has to wait for are not all off, and the order says that it is not to go then. */
function isHeld(state: RunState, { machine }: MachineState): boolean {
  if (state.order.action !== 'shutdown' || state.order.limits.onUnconfirmed === 'continue') return false;
  if (machine.name === state.order.acceptor) return false;
  return machine.after.some(
    (name) => name !== state.order.acceptor && state.machines.get(name)?.verdict !== 'off',
  );
}

function afterFirstLook(state: RunState, machine: MachineState, { at, outcome }: Answer): void {
  if (outcome === 'read') {
    if (machine.power === wanted(state)) finish(machine, wanted(state), at);
    else begin(state, machine, at);
    return;
  }
  const since = machine.silentSince ?? at;
  const { unreachableMs } = state.order.limits;
  if (HOPELESS.has(outcome) || at - since >= unreachableMs) giveUp(state, machine, at);
  else machine.nextReadAt = Math.min(nextLook(state, since, at), since + unreachableMs);
}

/** The first command its policy has. */
function begin(state: RunState, machine: MachineState, at: number): void {
  const { softMs } = machine.machine.policy;
  if (state.order.action === 'start') command(state, machine, 'powering-on', at);
  else command(state, machine, softMs === null ? 'hard' : 'soft', at);
}

const COMMANDS: Readonly<Record<'soft' | 'hard' | 'powering-on', RunCommand>> = {
  soft: 'soft',
  hard: 'off',
  'powering-on': 'on',
};

function command(state: RunState, machine: MachineState, phase: keyof typeof COMMANDS, at: number): void {
  if (machine.phase !== phase) {
    machine.phase = phase;
    machine.commandedAt = null;
    machine.tries = 0;
  }
  machine.tries++;
  machine.commandOutcome = null;
  if (phase === 'hard' && isAcceptor(state, machine)) state.effects.push({ kind: 'sync-disks' });
  send(state, machine, COMMANDS[phase], at);
}

function afterCommand(state: RunState, machine: MachineState, { at, outcome, problem }: Answer): void {
  machine.commandOutcome = outcome;
  machine.commandedAt ??= at;
  if (outcome !== 'accepted') machine.problem = problem;
  if (HOPELESS.has(outcome)) giveUp(state, machine, at);
  // A machine that got there by itself meanwhile makes its BMC refuse: look at once.
  else if (outcome === 'refused') read(state, machine, at);
  // Without an answer it may have been obeyed all the same: only readings tell.
  else machine.nextReadAt = nextLook(state, at, at);
}

function afterLook(state: RunState, machine: MachineState, at: number): void {
  const { phase, commandOutcome } = machine;
  if (machine.silentSince === null && machine.power === wanted(state)) {
    finish(machine, wanted(state), at);
    return;
  }
  const allowed = allowedMs(state, machine);
  const since = machine.commandedAt ?? at;
  const isLastStep = phase !== 'soft' || machine.machine.policy.hardMs === null;
  const isRefused = commandOutcome === 'refused' && machine.silentSince === null;
  if (at >= since + allowed || (isRefused && !isLastStep)) {
    if (isLastStep) exhaust(state, machine, at);
    else command(state, machine, 'hard', at);
    return;
  }
  const isWithoutEffect = commandOutcome !== 'accepted' && machine.silentSince === null;
  const half = since + allowed / 2;
  if (isLastStep && isWithoutEffect && machine.tries < MOST_TRIES) {
    if (at >= half) {
      command(state, machine, phase as keyof typeof COMMANDS, at);
      return;
    }
    machine.nextReadAt = Math.min(nextLook(state, since, at), half);
    return;
  }
  machine.nextReadAt = Math.min(nextLook(state, since, at), since + allowed);
}

/** How long the present phase may take. */
function allowedMs(state: RunState, { phase, machine: { policy } }: MachineState): number {
  if (phase === 'powering-on') return state.order.limits.onMs;
  return (phase === 'soft' ? policy.softMs : policy.hardMs) ?? 0;
}

/** Everything its policy allows was done. */
function exhaust(state: RunState, machine: MachineState, at: number): void {
  if (machine.silentSince !== null) {
    giveUp(state, machine, at);
    return;
  }
  const isRefused = machine.commandOutcome === 'refused';
  if (!isRefused) machine.problem = stillNotAsWanted(machine.machine.name, wanted(state));
  end(state, machine, isRefused ? 'refused' : wanted(state) === 'off' ? 'still-on' : 'still-off', at);
}

/** No reading can be had, or nothing this BMC is told would help. */
function giveUp(state: RunState, machine: MachineState, at: number): void {
  const outcome = machine.steps.at(-1)?.outcome;
  const isAnswering = outcome === 'refused' || outcome === 'wrong-credentials' || outcome === 'not-sent';
  end(state, machine, isAnswering ? 'refused' : 'bmc-unreachable', at);
}

/** The acceptor has another way down than its BMC: its own operating system. */
function end(state: RunState, machine: MachineState, verdict: MachineVerdict, at: number): void {
  const isOwn = isAcceptor(state, machine) && state.order.action === 'shutdown';
  if (isOwn && state.order.limits.isLocalPowerOffAllowed && machine.machine.policy.softMs !== null) {
    state.effects.push({ kind: 'power-off-locally' });
    finish(machine, 'commanded', at);
    return;
  }
  finish(machine, isAcceptor(state, machine) && state.order.action === 'start' ? 'on' : verdict, at);
}

function nextLook(state: RunState, since: number, at: number): number {
  const { firstPollMs, slowestPollMs } = state.order.limits;
  let waitedFor = 0;
  for (const { startedAt, verdict } of state.machines.values())
    if (startedAt !== null && verdict === null) waitedFor++;
  const pause = Math.max(firstPollMs, (at - since) * POLL_SHARE, waitedFor * READING_COST_MS);
  return at + Math.min(pause, slowestPollMs);
}

/** Keeps commands, and readings that differ from what was known. */
function record(machine: MachineState, action: RunCommand, at: number, answer: Answer): void {
  const { outcome, reading, tookMs, text } = answer;
  if (action === 'status') machine.readings++;
  const last = machine.steps.at(-1);
  const isRepeated =
    action === 'status' && last?.action === 'status' && last.outcome === outcome && last.reading === reading;
  if (isRepeated) machine.steps.pop();
  machine.steps.push({ action, at, tookMs, outcome, reading, text });
}
