import type { Chassis, CommandResult } from '../../power/chassis.ts';
import { failureWords } from '../../result/failure-words.ts';
import type { Problem } from '../../result/problem.ts';
import type { RunNote, RunReport } from '../../shutdown-plan/model/report.ts';
import type { RunCommandOutcome, RunEffect, RunEvent } from '../../shutdown-plan/run/event.ts';
import type { RunOrder } from '../../shutdown-plan/run/order.ts';
import { runReport } from '../../shutdown-plan/run/run-report.ts';
import { createRun, nextWake, type RunState } from '../../shutdown-plan/run/state.ts';
import { step } from '../../shutdown-plan/run/step.ts';
import { journalNotWritten, notDisarmed, notRearmed } from '../problem.ts';
import type { Journal } from './journal.ts';

/** What a run needs of the world. What rejects all the same counts as failed: a run does not end over it. */
export interface RunPorts {
  readonly journal: Journal;
  /** Epoch ms; does not go back when the clock is set. */
  readonly now: () => number;
  /** A machine's BMC, commands in turn. */
  readonly chassis: (machine: string) => Chassis;
  /** For a single command, ms. */
  readonly commandMs: (machine: string) => number;
  /** Changes nothing more once the signal is aborted. */
  readonly disarm: (signal: AbortSignal) => Promise<readonly RunNote[]>;
  readonly rearm: () => Promise<readonly RunNote[]>;
  readonly notify: (report: RunReport) => Promise<readonly RunNote[]>;
  readonly askGate: (
    gate: 'quorum' | 'nodes',
  ) => Promise<{ readonly isOpen: boolean; readonly text: string }>;
  readonly powerOffLocally: () => void;
  readonly syncDisks: () => void;
  /** Called after every change. */
  readonly publish: (report: () => RunReport) => void;
  readonly log: (note: RunNote) => void;
}

/** Problems of this machine: nothing was sent. */
const NOT_SENT: ReadonlySet<string> = new Set([
  'HWS-PWR-010',
  'HWS-PWR-012',
  'HWS-PWR-013',
  'HWS-PWR-014',
  'HWS-PWR-015',
]);
const LONGEST_TEXT = 200;

/** What is known of a run that the watcher goes on with. */
export interface RunPast {
  /** What happened to it in former lives of the watcher. */
  readonly events: readonly RunEvent[];
  /** Who has cancelled it meanwhile; then nothing is sent any more. */
  readonly cancelledBy: string | null;
  /** What happened meanwhile is not known: nothing that was sent counts as sent. */
  readonly isAnew: boolean;
}

export const NO_PAST: RunPast = { events: [], cancelledBy: null, isAnew: false };

/** Carries one run out: hands events to `step`, journals them, and does what it asks for. */
export class RunDriver {
  /** The report, when the run has ended. */
  readonly ended: Promise<RunReport>;
  readonly #state: RunState;
  readonly #ports: RunPorts;
  readonly #resolve: (report: RunReport) => void;
  readonly #shiftMs: number;
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;
  #isJournaled = true;
  /** The disarming under way, and how it is called off. */
  #disarming: Promise<unknown> = Promise.resolve();
  readonly #calledOff = new AbortController();

  constructor(order: RunOrder, ports: RunPorts, { events: past, cancelledBy, isAnew }: RunPast = NO_PAST) {
    const { promise, resolve } = Promise.withResolvers<RunReport>();
    this.ended = promise;
    this.#resolve = resolve;
    this.#ports = ports;
    this.#state = createRun(order);
    for (const event of past) step(this.#state, event);
    // Uptime is read in steps of 10 ms: time never goes back behind what was written.
    const latest = Math.max(0, ...past.map((event) => ('at' in event ? event.at : 0)));
    this.#shiftMs = Math.max(0, latest - ports.now());
    const at = this.#now();
    if (this.#state.stage === 'ended') this.#end();
    else if (cancelledBy !== null && !past.some(({ kind }) => kind === 'cancel')) this.cancel(cancelledBy);
    else
      this.#take(
        past.some(({ kind }) => kind === 'begin') ? { kind: 'resume', at, isAnew } : { kind: 'begin', at },
      );
  }

  get report(): RunReport {
    return runReport(this.#state);
  }

  /** Once; what comes after is the same wish. */
  cancel(by: string): void {
    if (this.#calledOff.signal.aborted) return;
    this.#take({ kind: 'cancel', at: this.#now(), by });
  }

  /** A remark for the report. */
  note(text: string, problem: Problem | null): void {
    this.#take({ kind: 'note', note: { at: this.#now(), text, problem } });
  }

  /** Leaves the run as it is; its journal is enough to go on. */
  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#ports.journal.close();
  }

  #now(): number {
    return this.#ports.now() + this.#shiftMs;
  }

  #take(event: RunEvent): void {
    if (this.#isStopped || this.#state.stage === 'ended') return;
    const noted = this.#state.notes.length;
    const effects = step(this.#state, event);
    if (event.kind === 'cancel') this.#calledOff.abort();
    for (const note of this.#state.notes.slice(noted)) this.#ports.log(note);
    this.#journal(event, effects);
    for (const effect of effects) this.#carryOut(effect);
    this.#ports.publish(() => this.report);
    this.#wake();
  }

  /** Before a command leaves, the event it follows from is on the disk. */
  #journal(event: RunEvent, effects: readonly RunEffect[]): void {
    if (!this.#isJournaled || (event.kind === 'tick' && effects.length === 0)) return;
    const isSynced = effects.some((effect) => effect.kind !== 'send' || effect.action !== 'status');
    try {
      this.#ports.journal.record(event, isSynced);
    } catch (error) {
      // What was written so far is enough to look again and go on from there.
      this.#isJournaled = false;
      const problem = journalNotWritten(this.#state.order.run, failureWords(error));
      this.#note(problem.message, problem);
    }
  }

  #note(text: string, problem: Problem | null): void {
    const note = { at: this.#now(), text, problem };
    step(this.#state, { kind: 'note', note });
    this.#ports.log(note);
  }

  #carryOut(effect: RunEffect): void {
    const ports = this.#ports;
    switch (effect.kind) {
      case 'send':
        this.#send(effect);
        return;
      case 'disarm':
        this.#disarming = this.#later(
          ports.disarm(this.#calledOff.signal),
          (notes) => ({ kind: 'disarmed', at: this.#now(), notes }),
          (why) => ({ kind: 'disarmed', at: this.#now(), notes: [this.#failure(notDisarmed(why))] }),
        );
        return;
      case 'rearm':
        // What is just being taken from the cluster cannot be given back yet.
        void this.#later(
          this.#disarming.then(() => ports.rearm()),
          (notes) => ({ kind: 'rearmed', at: this.#now(), notes }),
          (why) => ({ kind: 'rearmed', at: this.#now(), notes: [this.#failure(notRearmed(why))] }),
        );
        return;
      case 'notify':
        void this.#later(
          ports.notify(this.report),
          (notes) => ({ kind: 'notified', at: this.#now(), notes }),
          (why) => ({
            kind: 'notified',
            at: this.#now(),
            notes: [{ at: this.#now(), text: `not told: ${why}`, problem: null }],
          }),
        );
        return;
      case 'ask-gate':
        void this.#later(
          ports.askGate(effect.gate),
          (answer) => ({ kind: 'gate', at: this.#now(), ...answer }),
          (why) => ({ kind: 'gate', at: this.#now(), isOpen: false, text: why }),
        );
        return;
      case 'power-off-locally':
        ports.powerOffLocally();
        return;
      case 'sync-disks':
        ports.syncDisks();
        return;
      case 'end':
        this.#end();
        return;
    }
  }

  #later<T>(
    work: Promise<T>,
    event: (value: T) => RunEvent,
    failed: (why: string) => RunEvent,
  ): Promise<void> {
    return work.then(event, (error: unknown) => failed(failureWords(error))).then((next) => this.#take(next));
  }

  #failure(problem: Problem): RunNote {
    return { at: this.#now(), text: problem.message, problem };
  }

  #send({ machine, action, id }: Extract<RunEffect, { kind: 'send' }>): void {
    const startedAt = this.#now();
    const sending = this.#ports.chassis(machine).send(action, this.#ports.commandMs(machine));
    const answered = { kind: 'answered', machine, id } as const;
    void this.#later(
      sending,
      (result) => {
        const at = this.#now();
        const { reading, problem, evidence } = result;
        const tookMs = evidence[0]?.tookMs ?? at - startedAt;
        const text = evidence
          .map((entry) => entry.text)
          .join('; ')
          .slice(0, LONGEST_TEXT);
        return { ...answered, at, outcome: outcomeOf(result), reading, problem, tookMs, text };
      },
      (why) => {
        const at = this.#now();
        const text = why.slice(0, LONGEST_TEXT);
        return {
          ...answered,
          at,
          outcome: 'failed',
          reading: null,
          problem: null,
          tookMs: at - startedAt,
          text,
        };
      },
    );
  }

  #wake(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const at = nextWake(this.#state);
    if (at === null || this.#isStopped || this.#state.stage === 'ended') return;
    const wait = Math.max(0, at - this.#now());
    this.#timer = setTimeout(() => this.#take({ kind: 'tick', at: this.#now() }), wait);
  }

  #end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#ports.journal.close();
    this.#resolve(this.report);
  }
}

function outcomeOf({ outcome, problem }: CommandResult): RunCommandOutcome {
  return problem !== null && NOT_SENT.has(problem.code) ? 'not-sent' : outcome;
}
