import type { Problem } from '../result/problem.ts';
import { type Chassis, type CommandOutcome, type CommandResult, SYSTEM_CLOCK } from './chassis.ts';
import { type ChildRun, runChild } from './child.ts';
import { resolveCredential } from './credential.ts';
import { ipmitoolWords, readIpmitoolAnswer } from './ipmitool-answer.ts';
import {
  checkConnection,
  giveUpMs,
  type IpmiConnection,
  ipmitoolArguments,
  LONGEST_PASSWORD,
} from './ipmitool-arguments.ts';
import type { BmcAddress, PowerAction, PowerEvidence, PowerReading } from './power.ts';
import { presencePing } from './presence-ping.ts';
import {
  cipherRefused,
  privilegeTooLow,
  refused,
  toolMissing,
  tooSlow,
  unknownFailure,
  unreachable,
  unresolvable,
  wrongCredentials,
} from './problem.ts';

const PROGRAM = 'ipmitool';
/** Variable ipmitool's `-E` reads. */
const PASSWORD_VARIABLE = 'IPMI_PASSWORD';
const PING_MS = 1_500;
/** A failure that comes sooner than this share of the time ipmitool waits for silence was an answer. */
const PROMPT_SHARE = 0.8;
/** Shorter passwords could be part of any word. */
const SHORTEST_REDACTED = 4;

/** A verdict on one command. */
interface Verdict {
  readonly outcome: CommandOutcome;
  readonly reading: PowerReading | null;
  readonly problem: Problem | null;
}

function failure(outcome: CommandOutcome, problem: Problem): Verdict {
  return { outcome, reading: null, problem };
}

/** A BMC's chassis by way of the program ipmitool, one process a command. */
export class IpmitoolChassis implements Chassis {
  readonly #connection: IpmiConnection;
  readonly #program: string;

  constructor(connection: IpmiConnection, program = PROGRAM) {
    this.#connection = connection;
    this.#program = program;
  }

  get address(): BmcAddress {
    return this.#connection.address;
  }

  async send(action: PowerAction, deadlineMs: number): Promise<CommandResult> {
    const connection = this.#connection;
    const at = SYSTEM_CLOCK.now();
    const wrong = checkConnection(connection);
    if (wrong !== null) return notRun(action, at, wrong);
    const resolved = await resolveCredential(connection.credential, LONGEST_PASSWORD[connection.interface]);
    if (!resolved.ok) return notRun(action, at, resolved.problem);
    const { password, file } = resolved.credential;
    const environment: Record<string, string> = {
      PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin',
      LC_ALL: 'C',
    };
    if (file === null) environment[PASSWORD_VARIABLE] = password;
    const run = await runChild(
      this.#program,
      ipmitoolArguments(connection, action, file),
      environment,
      deadlineMs,
    );
    const evidence: PowerEvidence[] = [
      {
        action,
        at,
        tookMs: Math.round(run.tookMs),
        reading: null,
        text: redact(describe(run), password),
      },
    ];
    const verdict = await this.#judge(run, evidence);
    evidence[0] = { ...(evidence[0] as PowerEvidence), reading: verdict.reading };
    return { ...verdict, evidence };
  }

  /** Finds the cause; where words alone do not tell, asks the BMC for a sign of life. */
  async #judge(run: ChildRun, evidence: PowerEvidence[]): Promise<Verdict> {
    const { address, user, cipher } = this.#connection;
    if (run.spawnError !== null) return failure('failed', toolMissing(this.#program, run.spawnError));
    const words = (evidence[0] as PowerEvidence).text;
    const answer = readIpmitoolAnswer(run.exitCode, run.output);
    switch (answer.kind) {
      case 'read':
        return { outcome: 'read', reading: answer.reading, problem: null };
      case 'accepted':
        return { outcome: 'accepted', reading: null, problem: null };
      case 'refused':
        return failure('refused', refused(address, answer.words));
      case 'privilege':
        return failure('refused', privilegeTooLow(address, user, answer.words));
      case 'cipher':
        return failure('refused', cipherRefused(address, cipher));
      case 'wrong-credentials':
        return failure('wrong-credentials', wrongCredentials(address, user));
      case 'unresolvable':
        return failure('unresolvable', unresolvable(address));
      case 'no-route':
        return failure('unreachable', unreachable(address));
      case 'unanswered':
        return failure('failed', tooSlow(address, run.tookMs));
      case 'unknown':
        if (!run.isOverdue) return failure('failed', unknownFailure(address, words));
        break;
      case 'no-session':
        break;
    }
    const isPrompt = !run.isOverdue && run.tookMs < giveUpMs(this.#connection) * PROMPT_SHARE;
    const ping = await presencePing(address, PING_MS);
    evidence.push({
      action: 'presence-ping',
      at: SYSTEM_CLOCK.now() - ping.tookMs,
      tookMs: ping.tookMs,
      reading: null,
      text: ping.isAnswered ? 'the BMC answers presence pings' : 'no answer to presence pings',
    });
    if (!ping.isResolved) return failure('unresolvable', unresolvable(address));
    if (isPrompt) return failure('wrong-credentials', wrongCredentials(address, user));
    if (ping.isAnswered) return failure('failed', tooSlow(address, run.tookMs));
    return failure('unreachable', unreachable(address));
  }
}

function notRun(action: PowerAction, at: number, problem: Problem): CommandResult {
  const text = `not sent: ${problem.message}`;
  return {
    outcome: 'failed',
    reading: null,
    problem,
    evidence: [{ action, at, tookMs: 0, reading: null, text }],
  };
}

function describe(run: ChildRun): string {
  if (run.spawnError !== null) return run.spawnError;
  const words = ipmitoolWords(run.output);
  if (run.isOverdue)
    return words === '' ? 'no answer before the deadline' : `${words}; ended at the deadline`;
  return words === '' ? `exit code ${run.exitCode}, no words` : words;
}

function redact(text: string, password: string): string {
  return password.length < SHORTEST_REDACTED ? text : text.replaceAll(password, '******');
}
