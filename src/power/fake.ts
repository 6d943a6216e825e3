import { type Chassis, type Clock, type CommandResult, SYSTEM_CLOCK } from './chassis.ts';
import type { BmcAddress, PowerAction, PowerReading } from './power.ts';
import { privilegeTooLow, refused, tooSlow, unreachable, unresolvable, wrongCredentials } from './problem.ts';

/** Ways in which a fake BMC may be ill or lie. Several may hold at once. */
export type FakeFault =
  /** Every command is answered with an error. */
  | { readonly kind: 'broken' }
  /** The command is taken and nothing happens. */
  | { readonly kind: 'deaf'; readonly to: 'soft' | 'off' | 'on' }
  /** Off, soft too, happens that much later. */
  | { readonly kind: 'late-off'; readonly ms: number }
  /** Every answer takes that long, or every one to a command that changes something; what was asked for is done. */
  | { readonly kind: 'tardy'; readonly ms: number; readonly to: 'all' | 'commands' }
  /** Readings say this, whatever is true. */
  | { readonly kind: 'lying'; readonly reading: PowerReading }
  | { readonly kind: 'dead' }
  | { readonly kind: 'no-name' }
  | { readonly kind: 'wrong-password' }
  /** The user may read and do no more. */
  | { readonly kind: 'reader-only' };

/** A BMC without hardware: says what the real ones say, and does what its faults make of it. */
export class FakeChassis implements Chassis {
  readonly address: BmcAddress;
  /** Power of the machine itself, whatever readings say. */
  power: PowerReading = 'on';
  faults: readonly FakeFault[] = [];
  /** Commands that reached the chassis and would change it, oldest first. */
  readonly commands: PowerAction[] = [];
  /** Times the machine was made to start anew without going off. */
  resets = 0;
  readonly #clock: Clock;
  #offAt: number | null = null;

  constructor(address: BmcAddress, clock: Clock = SYSTEM_CLOCK) {
    this.address = address;
    this.#clock = clock;
  }

  async send(action: PowerAction, deadlineMs: number): Promise<CommandResult> {
    const at = this.#clock.now();
    const result = await this.#answer(action, deadlineMs);
    const text =
      result.problem?.message ?? (result.reading === null ? 'accepted' : `power is ${result.reading}`);
    const { outcome, reading, problem } = result;
    const tookMs = this.#clock.now() - at;
    return { outcome, reading, problem, evidence: [{ action, at, tookMs, reading, text }] };
  }

  async #answer(action: PowerAction, deadlineMs: number): Promise<Omit<CommandResult, 'evidence'>> {
    const { address } = this;
    if (this.#has('no-name'))
      return { outcome: 'unresolvable', reading: null, problem: unresolvable(address) };
    if (this.#has('dead')) {
      await this.#clock.wait(deadlineMs);
      return { outcome: 'unreachable', reading: null, problem: unreachable(address) };
    }
    if (this.#has('wrong-password'))
      return { outcome: 'wrong-credentials', reading: null, problem: wrongCredentials(address, 'fake') };
    const tardy = this.#tardiness(action);
    if (tardy > 0) await this.#clock.wait(Math.min(tardy, deadlineMs));
    if (this.#has('broken'))
      return { outcome: 'refused', reading: null, problem: refused(address, 'Unspecified error') };
    if (action !== 'status' && this.#has('reader-only'))
      return { outcome: 'refused', reading: null, problem: privilegeTooLow(address, 'fake', 'reader only') };
    this.#settle();
    if (action !== 'status') this.#obey(action);
    if (tardy > deadlineMs)
      return { outcome: 'failed', reading: null, problem: tooSlow(address, deadlineMs) };
    if (action !== 'status') return { outcome: 'accepted', reading: null, problem: null };
    const lie = this.faults.find((fault) => fault.kind === 'lying')?.reading;
    return { outcome: 'read', reading: lie ?? this.power, problem: null };
  }

  #obey(action: Exclude<PowerAction, 'status'>): void {
    this.commands.push(action);
    if (action === 'reset') this.resets++;
    else if (action === 'on' || action === 'cycle') {
      if (this.#isDeafTo('on')) return;
      this.#offAt = null;
      this.power = 'on';
    } else if (!this.#isDeafTo(action)) {
      const late = this.faults.find((fault) => fault.kind === 'late-off')?.ms ?? 0;
      this.#offAt ??= this.#clock.now() + late;
      this.#settle();
    }
  }

  /** An off that was put off comes true. */
  #settle(): void {
    if (this.#offAt === null || this.#clock.now() < this.#offAt) return;
    this.#offAt = null;
    this.power = 'off';
  }

  #tardiness(action: PowerAction): number {
    const fault = this.faults.find((candidate) => candidate.kind === 'tardy');
    return fault === undefined || (fault.to === 'commands' && action === 'status') ? 0 : fault.ms;
  }

  #isDeafTo(action: PowerAction): boolean {
    return this.faults.some((fault) => fault.kind === 'deaf' && fault.to === action);
  }

  #has(kind: FakeFault['kind']): boolean {
    return this.faults.some((fault) => fault.kind === kind);
  }
}
