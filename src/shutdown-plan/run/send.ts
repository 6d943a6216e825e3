import type { RunCommand } from './event.ts';
import type { MachineState, RunState } from './state.ts';

/** Sends one command to a machine's BMC; at most one is in flight to each. */
export function send(state: RunState, machine: MachineState, action: RunCommand, at: number): void {
  if (machine.inFlight !== null)
    throw new Error(`${machine.machine.name} still has ${machine.inFlight.action} in flight`);
  const id = state.nextId++;
  machine.inFlight = { id, action, at };
  machine.nextReadAt = null;
  state.effects.push({ kind: 'send', machine: machine.machine.name, action, id });
}

/** Reads a machine's power as soon as nothing is in flight to it. */
export function read(state: RunState, machine: MachineState, at: number): void {
  if (machine.inFlight === null) send(state, machine, 'status', at);
}
