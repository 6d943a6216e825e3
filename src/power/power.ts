import type { Problem } from '../result/problem.ts';

/** Where a BMC listens (UDP). */
export interface BmcAddress {
  /** Name, IPv4 or IPv6 address. */
  readonly host: string;
  readonly port: number;
}

/** RMCP's own port. */
export const RMCP_PORT = 623;

/** What a BMC says about its machine. */
export type PowerReading = 'on' | 'off';

/** What may be asked of a BMC. */
export type PowerAction = 'status' | 'on' | 'off' | 'soft' | 'reset' | 'cycle';

/**
 * What came of it.
 * - `confirmed`: a reading taken afterwards shows the wanted state.
 * - `accepted`: the BMC took the command; no reading has shown the wanted state yet. Never a success by itself.
 * - `refused`: the BMC answered and said no (state, privilege, cipher, its own fault).
 * - `wrong-credentials`: it answers, but not to this user with this password.
 * - `unreachable`: nothing answers at the address.
 * - `unresolvable`: the name has no address.
 * - `failed`: anything else; what, is in the problem.
 */
export type PowerOutcome =
  | 'confirmed'
  | 'accepted'
  | 'refused'
  | 'wrong-credentials'
  | 'unreachable'
  | 'unresolvable'
  | 'failed';

/** One thing that was done, and what was seen: the proof behind a result. Holds no secret. */
export interface PowerEvidence {
  readonly action: PowerAction | 'presence-ping';
  /** Epoch ms. */
  readonly at: number;
  readonly tookMs: number;
  readonly reading: PowerReading | null;
  /** The BMC's, or the tool's, own words. */
  readonly text: string;
}

export interface PowerResult {
  readonly outcome: PowerOutcome;
  /** The last reading; `null` when there was none. */
  readonly reading: PowerReading | null;
  /** When the result stood, epoch ms. */
  readonly when: number;
  /** Oldest first. */
  readonly evidence: readonly PowerEvidence[];
  /** Why it is not `confirmed`. */
  readonly problem: Problem | null;
}

/** How long to wait for a wanted state. */
export interface ConfirmOptions {
  /**
   * From the moment the command was sent, milliseconds; what comes before, a turn in the pool say, does not count. At
   * least one reading is taken in any case.
   */
  readonly deadlineMs: number;
}

/** How a machine is made to start anew; the deadline holds for each of off and on. */
export interface RestartOptions extends ConfirmOptions {
  /**
   * `off-on`: off, confirmed, on, confirmed. `direct`: the BMC's own command, sent once and never repeated; nothing can
   * confirm it, so `accepted` is the best that comes of it.
   */
  readonly method: 'off-on' | 'direct';
}

/** Steps of taking a machine down, in this order; a step that is `null` is left out. */
export interface PowerDownOptions {
  /** How long the operating system may take after a soft request. */
  readonly softDeadlineMs: number | null;
  /** How long a hard off may take. */
  readonly hardDeadlineMs: number | null;
}

/** One BMC. All methods answer with values, never reject, and end within the deadline and the time of a few commands. */
export interface Bmc {
  readonly address: BmcAddress;
  status(): Promise<PowerResult>;
  /** On, and seen to be on. */
  on(options: ConfirmOptions): Promise<PowerResult>;
  /** Hard off, and seen to be off. No command is sent to a machine that already is. */
  off(options: ConfirmOptions): Promise<PowerResult>;
  /** Asks the operating system to shut down; waits for off until the deadline (0: reads once). */
  soft(options: ConfirmOptions): Promise<PowerResult>;
  reset(options: RestartOptions): Promise<PowerResult>;
  cycle(options: RestartOptions): Promise<PowerResult>;
  /** Soft, deadline, hard, until a reading says off. */
  powerDown(options: PowerDownOptions): Promise<PowerResult>;
}
