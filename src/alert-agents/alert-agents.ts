import { availableParallelism } from 'node:os';
import type { AlertEvent } from '../alerts/event.ts';
import { type AlertRun, alertRuns } from '../alerts/run.ts';
import { alertEvents, newAlertWatch } from '../alerts/watch.ts';
import type { XmlElement } from '../cib/xml/element.ts';
import type { Effect, LogRecord } from '../controller/model/effect.ts';
import type { Event } from '../controller/model/event.ts';
import type { ControllerState } from '../controller/model/state.ts';
import { type ChildOutcome, ChildRunner } from '../executor/child/child-runner.ts';
import type { AgentUser } from './agent-user.ts';
import { alertProblem } from './problem.ts';

export interface AlertAgentsOptions {
  /** Environment of agents besides what they are told of the event. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** As whom agents run; `null`: as this process. */
  readonly user: AgentUser | null;
  readonly log: (record: LogRecord) => void;
  readonly localOffset: (epochSeconds: number) => number;
  /** Time of day, epoch ms with parts. */
  readonly timeOfDay?: () => number;
  /** Agents running at one time. */
  readonly mostRunning?: number;
  /** Runs that wait for a place; what comes on top is dropped, and said so. */
  readonly mostWaiting?: number;
  /** Between SIGTERM and SIGKILL at the time-out. */
  readonly killGraceMs?: number;
}

const OUTPUT_LIMIT = 2048;
const MOST_WAITING = 1000;
/** At the end of the daemon, agents have so long to finish what they tell. */
const LAST_WORDS_MS = 5000;

/**
 * Runs the alert agents of one node: side by side, each with its own time-out, behind the back of the cluster, which
 * never waits for them. An agent that fails is noted in the log, and not run again.
 */
export class AlertAgents {
  readonly #options: AlertAgentsOptions;
  readonly #watch = newAlertWatch();
  readonly #children: ChildRunner;
  readonly #waiting: AlertRun[] = [];
  readonly #mostRunning: number;
  readonly #mostWaiting: number;
  #running = 0;
  #isStarting = false;
  #sequence = 0;
  #dropped = 0;
  #isClosed = false;
  #idle: (() => void)[] = [];

  constructor(options: AlertAgentsOptions) {
    this.#options = options;
    this.#children = new ChildRunner({ killGraceMs: options.killGraceMs ?? 1000 });
    this.#mostRunning = options.mostRunning ?? Math.max(16, 4 * availableParallelism());
    this.#mostWaiting = options.mostWaiting ?? MOST_WAITING;
  }

  /** Agents that run or wait for their turn. */
  get open(): number {
    return this.#running + this.#waiting.length;
  }

  /** A step of the node's controller. */
  stepped(event: Event, effects: readonly Effect[], state: ControllerState): void {
    for (const found of alertEvents(this.#watch, event, effects, state)) this.tell(found, state.cib);
  }

  /** Has an event told by all agents that the configuration names for it; returns at once. */
  tell(event: AlertEvent, root: XmlElement): void {
    if (this.#isClosed) return;
    const { localOffset, timeOfDay } = this.#options;
    const microseconds = Math.floor((timeOfDay?.() ?? performance.timeOrigin + performance.now()) * 1000);
    const epoch = Math.floor(microseconds / 1_000_000);
    const moment = { epoch, offset: localOffset(epoch) };
    const time = { moment, microseconds: microseconds - epoch * 1_000_000, localOffset };
    const runs = alertRuns(event, root, time, this.#sequence);
    this.#sequence += runs.length;
    for (const run of runs) this.#enqueue(run);
  }

  /** Resolves when no agent runs or waits. */
  idle(): Promise<void> {
    if (this.open === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Takes nothing more; what runs or waits has a moment to end, then it is ended. */
  async close(lastWordsMs = LAST_WORDS_MS): Promise<void> {
    this.#isClosed = true;
    let timer: NodeJS.Timeout | null = null;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, lastWordsMs);
    });
    await Promise.race([this.idle(), deadline]);
    if (timer !== null) clearTimeout(timer);
    const untold = this.#waiting.splice(0).length;
    if (untold > 0) {
      const message = `${untold} alerts are not told: the daemon ends`;
      this.#options.log(alertProblem('HWS-ALR-002', message, { dropped: untold }));
    }
    await this.#children.close();
  }

  #enqueue(run: AlertRun): void {
    if (this.open >= this.#mostRunning + this.#mostWaiting) this.#drop(run);
    else {
      this.#waiting.push(run);
      this.#startSoon();
    }
  }

  /**
   * Starts what may run, one in a turn of the event loop and never within the step under way: starting a process as another
   * user takes milliseconds, and the cluster's messages go between.
   */
  #startSoon(): void {
    if (this.#isStarting || this.#waiting.length === 0 || this.#running >= this.#mostRunning) return;
    this.#isStarting = true;
    setImmediate(() => {
      this.#isStarting = false;
      const run = this.#waiting.shift();
      if (run === undefined) return;
      this.#running++;
      void this.#run(run);
      this.#startSoon();
    });
  }

  /** One line in the log for all that is dropped until all others are told. */
  #drop({ alert }: AlertRun): void {
    this.#dropped++;
    if (this.#dropped > 1) return;
    const message = `Alerts are dropped, the first one of ${alert}: ${this.#mostWaiting} wait for agents that take too long`;
    this.#options.log(
      alertProblem('HWS-ALR-002', `${message}; give the agents a shorter timeout`, { alert }),
    );
  }

  async #run(run: AlertRun): Promise<void> {
    const { user, environment } = this.#options;
    const own = user === null ? {} : { HOME: user.home, USER: user.name, LOGNAME: user.name };
    const outcome = await this.#children.run({
      program: run.program,
      arguments: [],
      environment: { ...environment(), ...own, ...run.environment },
      input: null,
      timeoutMs: run.timeoutMs,
      outputLimit: OUTPUT_LIMIT,
      user,
    });
    const why = failureOf(outcome, run);
    if (why !== null) this.#noteFailure(run, why, outcome);
    this.#running--;
    this.#next();
  }

  #noteFailure(
    { alert, program, recipient, environment }: AlertRun,
    why: string,
    outcome: ChildOutcome,
  ): void {
    const about = recipient === '' ? '' : ` for ${recipient}`;
    const said = outcome.stderr.trim() || outcome.stdout.trim();
    const message = `The agent ${program} of alert ${alert}${about} ${why}${said === '' ? '' : `: ${said}`}`;
    const kind = environment.CRM_alert_kind ?? '';
    this.#options.log(alertProblem('HWS-ALR-001', message, { alert, kind, rc: outcome.exitCode }));
  }

  #next(): void {
    this.#startSoon();
    if (this.open > 0) return;
    if (this.#dropped > 0) {
      const message = `${this.#dropped} alerts were dropped; all others are told`;
      this.#options.log(alertProblem('HWS-ALR-002', message, { dropped: this.#dropped }));
      this.#dropped = 0;
    }
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

/** In which way an agent has failed; `null` when it has not. */
function failureOf(outcome: ChildOutcome, { timeoutMs }: AlertRun): string | null {
  if (outcome.isStuck) return 'cannot be ended';
  if (outcome.isTimeout) return `was ended after ${timeoutMs / 1000} s`;
  if (outcome.isAborted) return 'was ended with the daemon';
  if (outcome.startError !== null) return `cannot be started (${outcome.startError})`;
  if (outcome.exitCode === 0) return null;
  return outcome.exitCode === null
    ? `was ended by ${outcome.signal ?? 'a signal'}`
    : `failed with exit code ${outcome.exitCode}`;
}
