import type { Problem } from '../result/problem.ts';
import { type Chassis, type Clock, type CommandResult, SYSTEM_CLOCK } from './chassis.ts';
import type {
  Bmc,
  BmcAddress,
  ConfirmOptions,
  PowerAction,
  PowerDownOptions,
  PowerEvidence,
  PowerOutcome,
  PowerReading,
  PowerResult,
  RestartOptions,
} from './power.ts';
import { alreadyOff, notConfirmable, notConfirmed, noWayDown } from './problem.ts';

/** How patient a BMC's user is. Milliseconds. */
export interface ConfirmPace {
  /** For a single command. */
  readonly commandMs: number;
  /** Least and most time between two readings of a wait. */
  readonly firstPollMs: number;
  readonly slowestPollMs: number;
}

export const DEFAULT_PACE: ConfirmPace = { commandMs: 12_000, firstPollMs: 250, slowestPollMs: 10_000 };

/**
 * Time between readings as a share of the time waited so far: a state is noticed at most that much late, and hundreds of
 * machines that take minutes to shut down do not cost a process a second each.
 */
const POLL_SHARE = 0.15;
/** After one of these, nothing else sent to the BMC would fare better. */
const HOPELESS: ReadonlySet<CommandResult['outcome']> = new Set([
  'unreachable',
  'unresolvable',
  'wrong-credentials',
]);

/** Commands of one call and what was seen on the way. */
class Inquiry {
  readonly evidence: PowerEvidence[] = [];
  reading: PowerReading | null = null;
  readonly #chassis: Chassis;
  readonly #commandMs: number;

  constructor(chassis: Chassis, commandMs: number) {
    this.#chassis = chassis;
    this.#commandMs = commandMs;
  }

  async send(action: PowerAction): Promise<CommandResult> {
    const result = await this.#chassis.send(action, this.#commandMs);
    this.evidence.push(...result.evidence);
    if (result.reading !== null) this.reading = result.reading;
    return result;
  }
}

/**
 * What makes a command a fact: a reading afterwards. Every way to a BMC shares this, so that none can call a machine off
 * that was not read to be off.
 */
export class ConfirmedBmc implements Bmc {
  readonly #chassis: Chassis;
  readonly #pace: ConfirmPace;
  readonly #clock: Clock;

  constructor(chassis: Chassis, pace: ConfirmPace = DEFAULT_PACE, clock: Clock = SYSTEM_CLOCK) {
    this.#chassis = chassis;
    this.#pace = pace;
    this.#clock = clock;
  }

  get address(): BmcAddress {
    return this.#chassis.address;
  }

  async status(): Promise<PowerResult> {
    const inquiry = this.#inquire();
    const { outcome, problem } = await inquiry.send('status');
    return this.#result(inquiry, outcome === 'read' ? 'confirmed' : outcome, problem);
  }

  on({ deadlineMs }: ConfirmOptions): Promise<PowerResult> {
    return this.#bringTo('on', 'on', deadlineMs);
  }

  off({ deadlineMs }: ConfirmOptions): Promise<PowerResult> {
    return this.#bringTo('off', 'off', deadlineMs);
  }

  soft({ deadlineMs }: ConfirmOptions): Promise<PowerResult> {
    return this.#bringTo('off', 'soft', deadlineMs);
  }

  reset(options: RestartOptions): Promise<PowerResult> {
    return this.#restart('reset', options);
  }

  cycle(options: RestartOptions): Promise<PowerResult> {
    return this.#restart('cycle', options);
  }

  async powerDown({ softDeadlineMs, hardDeadlineMs }: PowerDownOptions): Promise<PowerResult> {
    if (softDeadlineMs === null && hardDeadlineMs === null)
      return this.#result(this.#inquire(), 'failed', noWayDown(this.address));
    const soft = softDeadlineMs === null ? null : await this.soft({ deadlineMs: softDeadlineMs });
    if (soft !== null && (soft.outcome === 'confirmed' || HOPELESS.has(soft.outcome))) return soft;
    if (hardDeadlineMs === null) return soft as PowerResult;
    const hard = await this.off({ deadlineMs: hardDeadlineMs });
    return { ...hard, evidence: [...(soft?.evidence ?? []), ...hard.evidence] };
  }

  /** Reads; sends the command unless the state is already the wanted one; reads until it is, or the deadline. */
  async #bringTo(
    wanted: PowerReading,
    action: 'on' | 'off' | 'soft',
    deadlineMs: number,
  ): Promise<PowerResult> {
    const inquiry = this.#inquire();
    const before = await inquiry.send('status');
    if (before.reading === wanted) return this.#result(inquiry, 'confirmed', null);
    if (HOPELESS.has(before.outcome))
      return this.#result(inquiry, before.outcome as PowerOutcome, before.problem);
    const command = await inquiry.send(action);
    if (HOPELESS.has(command.outcome))
      return this.#result(inquiry, command.outcome as PowerOutcome, command.problem);
    if (command.outcome === 'refused') {
      // A machine that got there by itself meanwhile makes its BMC refuse, too.
      const { reading } = await inquiry.send('status');
      return reading === wanted
        ? this.#result(inquiry, 'confirmed', null)
        : this.#result(inquiry, 'refused', command.problem);
    }
    // A command without an answer may have been obeyed all the same: only readings tell.
    const sentAt = this.#clock.now();
    if (await this.#isSeen(inquiry, wanted, sentAt, deadlineMs))
      return this.#result(inquiry, 'confirmed', null);
    if (command.outcome !== 'accepted') return this.#result(inquiry, 'failed', command.problem);
    const waited = this.#clock.now() - sentAt;
    return this.#result(
      inquiry,
      'accepted',
      notConfirmed(this.address, wanted, lastReading(inquiry.evidence), waited),
    );
  }

  /** Reads until the wanted state is seen; once at least, and once at the deadline. */
  async #isSeen(inquiry: Inquiry, wanted: PowerReading, since: number, deadlineMs: number): Promise<boolean> {
    const { firstPollMs, slowestPollMs } = this.#pace;
    for (;;) {
      // The first reading comes at once: most BMCs need no time for a hard off.
      const askedAt = this.#clock.now();
      const { reading } = await inquiry.send('status');
      if (reading === wanted) return true;
      if (askedAt - since >= deadlineMs) return false;
      const waited = this.#clock.now() - since;
      const pause = Math.min(Math.max(firstPollMs, waited * POLL_SHARE), slowestPollMs);
      await this.#clock.wait(Math.max(0, Math.min(pause, deadlineMs - waited)));
    }
  }

  async #restart(action: 'reset' | 'cycle', { method, deadlineMs }: RestartOptions): Promise<PowerResult> {
    const inquiry = this.#inquire();
    const before = await inquiry.send('status');
    if (HOPELESS.has(before.outcome))
      return this.#result(inquiry, before.outcome as PowerOutcome, before.problem);
    if (before.reading === 'off') return this.#result(inquiry, 'refused', alreadyOff(this.address));
    if (method === 'direct') {
      const { outcome, problem } = await inquiry.send(action);
      return outcome === 'accepted'
        ? this.#result(inquiry, 'accepted', notConfirmable(this.address))
        : this.#result(inquiry, outcome as PowerOutcome, problem);
    }
    const off = await this.off({ deadlineMs });
    const proof = [...inquiry.evidence, ...off.evidence];
    if (off.outcome !== 'confirmed') return { ...off, evidence: proof };
    const on = await this.on({ deadlineMs });
    return { ...on, evidence: [...proof, ...on.evidence] };
  }

  #inquire(): Inquiry {
    return new Inquiry(this.#chassis, this.#pace.commandMs);
  }

  #result(inquiry: Inquiry, outcome: PowerOutcome, problem: Problem | null): PowerResult {
    const { evidence, reading } = inquiry;
    return { outcome, reading, when: this.#clock.now(), evidence, problem };
  }
}

/** The reading of the last look; `null` when that look failed. */
function lastReading(evidence: readonly PowerEvidence[]): PowerReading | null {
  return evidence.findLast((entry) => entry.action === 'status')?.reading ?? null;
}
