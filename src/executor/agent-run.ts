import { OperationStatus } from '../controller/model/operation.ts';
import type { ChildOutcome } from './child/child-runner.ts';
import { OcfCode } from './ocf-code.ts';

/** One call of an agent, whatever its standard. */
export interface AgentCall {
  /** Id under which the agent knows its resource. */
  readonly resource: string;
  readonly provider: string | null;
  readonly type: string;
  readonly task: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Parameters by name, `CRM_meta_*` among them. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What an agent answered, in the terms of OCF. */
export interface AgentRun {
  readonly rc: number;
  readonly status: OperationStatus;
  /** Why it is as it is, for an operator; empty when the agent gave no reason. */
  readonly exitReason: string;
  /** Ends of the agent's output. */
  readonly stdout: string;
  readonly stderr: string;
  readonly isCut: boolean;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly executionMs: number;
}

/** Runs agents of one standard. */
export interface AgentStandard {
  run(call: AgentCall, signal: AbortSignal | null): Promise<AgentRun>;
}

/** Kept of each stream of an agent. */
export const OUTPUT_LIMIT = 8192;

/** What agents put before their reason on standard error. */
export const EXIT_REASON_PREFIX = 'ocf-exit-reason:';

const LONGEST_REASON = 512;

/** Agents' names are file names: nothing that leads out of a folder. */
export function isAgentName(name: string | null): name is string {
  return name !== null && /^[A-Za-z0-9_][A-Za-z0-9_.:@+-]*$/.test(name);
}

/** A run in which no process took part. */
export function runWithoutProcess(
  rc: number,
  status: OperationStatus,
  exitReason: string,
  startedAt = Date.now(),
): AgentRun {
  const endedAt = Date.now();
  return {
    rc,
    status,
    exitReason,
    stdout: '',
    stderr: '',
    isCut: false,
    startedAt,
    endedAt,
    executionMs: Math.max(0, endedAt - startedAt),
  };
}

/** Reads what became of an agent's process; `toCode` turns its exit code into OCF's. */
export function runOf(
  child: ChildOutcome,
  program: string,
  timeoutMs: number,
  toCode: (exitCode: number) => number = (exitCode) => exitCode,
): AgentRun {
  const { rc, status, reason } = judge(child, program, timeoutMs, toCode);
  return {
    rc,
    status,
    exitReason: (reason ?? reasonIn(child.stderr)).slice(0, LONGEST_REASON),
    stdout: child.stdout,
    stderr: child.stderr,
    isCut: child.isCut,
    startedAt: child.startedAt,
    endedAt: child.endedAt,
    executionMs: child.executionMs,
  };
}

interface Judgement {
  readonly rc: number;
  readonly status: OperationStatus;
  /** A reason of ours; `null` leaves the agent's. */
  readonly reason: string | null;
}

function judge(
  child: ChildOutcome,
  program: string,
  timeoutMs: number,
  toCode: (exitCode: number) => number,
): Judgement {
  if (child.startError !== null) return judgeStartError(child.startError, program);
  if (child.isTimeout) {
    const stuck = child.isStuck ? ', and cannot be killed: it hangs in the kernel' : '';
    const reason = `${program} did not end within ${timeoutMs} ms${stuck}`;
    const said = reasonIn(child.stderr);
    return {
      rc: OcfCode.Generic,
      status: OperationStatus.Timeout,
      reason: said === '' ? reason : `${reason}: ${said}`,
    };
  }
  if (child.isAborted) return { rc: OcfCode.Generic, status: OperationStatus.Cancelled, reason: 'cancelled' };
  if (child.exitCode === null) {
    const reason = `${program} was ended by ${child.signal ?? 'a signal'}`;
    return { rc: OcfCode.Generic, status: OperationStatus.Error, reason };
  }
  return { rc: toCode(child.exitCode), status: OperationStatus.Done, reason: null };
}

function judgeStartError(startError: string, program: string): Judgement {
  switch (startError) {
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        rc: OcfCode.NotInstalled,
        status: OperationStatus.NotInstalled,
        reason: `${program} is not installed, or the interpreter its first line names is not`,
      };
    case 'EACCES':
    case 'EPERM':
      return {
        rc: OcfCode.Permission,
        status: OperationStatus.Error,
        reason: `${program} may not be executed by this user`,
      };
    default:
      return {
        rc: OcfCode.Generic,
        status: OperationStatus.Error,
        reason: `${program} could not be started: ${startError}`,
      };
  }
}

/** The last reason an agent gave on standard error. */
function reasonIn(stderr: string): string {
  const at = stderr.lastIndexOf(EXIT_REASON_PREFIX);
  if (at < 0) return '';
  const from = at + EXIT_REASON_PREFIX.length;
  const lineEnd = stderr.indexOf('\n', from);
  return stderr.slice(from, lineEnd < 0 ? undefined : lineEnd).trim();
}
