import type { Problem } from '../result/problem.ts';
import type { BmcAddress, PowerAction, PowerEvidence, PowerOutcome, PowerReading } from './power.ts';

/**
 * What one command to a BMC came to.
 * - `read`: an answered `status`.
 * - `accepted`: the BMC took the command.
 * - the others as in `PowerOutcome`.
 */
export type CommandOutcome = 'read' | Exclude<PowerOutcome, 'confirmed'>;

export interface CommandResult {
  readonly outcome: CommandOutcome;
  /** Only with `read`. */
  readonly reading: PowerReading | null;
  /** Only when neither `read` nor `accepted`. */
  readonly problem: Problem | null;
  /** What was done for it, oldest first; at least the command itself. */
  readonly evidence: readonly PowerEvidence[];
}

/** One command to one BMC, sent once: what implementations differ in. Never rejects. */
export interface Chassis {
  readonly address: BmcAddress;
  /** Ends within `deadlineMs`, and a presence ping's time when there was no answer. */
  send(action: PowerAction, deadlineMs: number): Promise<CommandResult>;
}

/** Time as the power room needs it. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  wait(ms: number): Promise<void>;
}

/** This machine's clock. */
export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
