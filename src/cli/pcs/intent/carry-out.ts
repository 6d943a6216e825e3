import type { Configuration } from '../../../configuration/configuration.ts';
import type { Cluster } from '../../../scheduler/model/cluster.ts';
import { type Rest, waitForRest } from '../../live/settled.ts';
import { type Call, FAILED } from '../call.ts';
import type { Judge } from '../preview/gate.ts';
import { tellProblems } from '../reports.ts';
import type { Edit } from '../target/target.ts';

/** Time behind the longest wait after which the constraint of an intent ends by itself. */
const MARGIN_S = 60;
/** How long an intent waits when nothing else is said: as pcs does. */
const WAIT_S = 3600;
/** Time for the cluster to come to rest once the constraint is withdrawn. */
const AFTERWARDS_MS = 600_000;

/** Something that is wanted of the cluster once: it is written down as a constraint, waited for, and withdrawn. */
export interface Intent {
  /** Id of the constraint. */
  readonly constraint: string;
  /** Writes the constraint; it has to end by itself after `lifetime`, should nobody be left to withdraw it. */
  readonly put: Edit;
  readonly judge: Judge | null;
  /** Whether the cluster has done what was wanted. */
  readonly isDone: (cluster: Cluster) => boolean;
  /** Whether it is so still, after the constraint is withdrawn. */
  readonly isKept: (cluster: Cluster) => boolean;
  /** What is wrong when it is not; told behind `Error: `. */
  readonly failure: (cluster: Cluster) => string;
}

/** Waits for the cluster; another one in tests. */
export type WaitForRest = (limitMs: number, isGivenUp: () => boolean) => Promise<Rest>;

/** How long an intent may wait, and the lifetime its constraint needs for that. */
export function intentTimes(seconds: number | null): { readonly waitMs: number; readonly lifetime: string } {
  const wait = seconds ?? WAIT_S;
  return { waitMs: wait * 1000, lifetime: `PT${wait + MARGIN_S}S` };
}

/**
 * Carries an intent out and answers with the exit code. Whatever happens, its constraint is withdrawn: when it is done,
 * when the cluster does not do it, when time is over, when the command is interrupted; and it ends by itself when the
 * command is killed.
 */
export async function carryOut(
  call: Call,
  intent: Intent,
  waitMs: number,
  wait: WaitForRest = (limitMs, isGivenUp) => waitForRest(call.socket, limitMs, isGivenUp),
): Promise<number> {
  const interruption = watchForInterruption();
  try {
    const code = await call.edit(intent.put, intent.judge);
    if (code !== 0 || call.has('simulate')) return code;
    const rest = await wait(waitMs, interruption.isGivenUp);
    const isWithdrawn = await withdraw(call, intent.constraint);
    if (!isWithdrawn) return FAILED;
    if (rest.kind === 'unreachable') {
      tellProblems(rest.problems, call.output);
      return FAILED;
    }
    if (interruption.isGivenUp()) return call.fail('interrupted; what was wanted is withdrawn');
    if (rest.kind === 'busy') {
      const open = rest.open.slice(0, 5).join(', ');
      return call.fail(
        `after ${waitMs / 1000} s there is still to do: ${open}; what was wanted is withdrawn`,
      );
    }
    if (!intent.isDone(rest.cluster)) return call.fail(intent.failure(rest.cluster));
    const after = await wait(AFTERWARDS_MS, interruption.isGivenUp);
    if (after.kind === 'unreachable') {
      tellProblems(after.problems, call.output);
      return FAILED;
    }
    return intent.isKept(after.cluster) ? 0 : call.fail(intent.failure(after.cluster));
  } finally {
    interruption.end();
  }
}

async function withdraw(call: Call, constraint: string): Promise<boolean> {
  const outcome = await call.target.edit((configuration: Configuration) => {
    const element = configuration.byId(constraint);
    if (element !== null) configuration.remove(element);
    return [];
  }, false);
  if (outcome.kind === 'done') return true;
  if (outcome.kind === 'failed') tellProblems(outcome.problems, call.output);
  call.output.err(`Error: the constraint '${constraint}' could not be withdrawn; it ends by itself\n`);
  return false;
}

/** Signals that end a command elsewhere end the wait only here, so that what was wanted can be withdrawn. */
function watchForInterruption(): { readonly isGivenUp: () => boolean; readonly end: () => void } {
  let isGivenUp = false;
  const giveUp = (): void => {
    isGivenUp = true;
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, giveUp);
  return {
    isGivenUp: () => isGivenUp,
    end: () => {
      for (const signal of signals) process.off(signal, giveUp);
    },
  };
}
