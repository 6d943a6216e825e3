import type { Problem } from '../../result/problem.ts';
import type { RunNote } from '../../shutdown-plan/model/report.ts';
import { notDisarmed, notRearmed, servicesNotStopped } from '../problem.ts';
import { CHANGED_PROPERTIES, readRestore, releaseCluster } from './intent.ts';
import type { ClusterPort } from './port.ts';

/**
 * Keeps a cluster from acting on its own while its machines go off: fencing can only switch off any more, services stop in
 * the order the cluster knows, then nothing is started, stopped, moved or fenced (decision 0112). May be done twice.
 * Answers with notes for the report; nothing here stops the run. Nothing more is changed once `signal` is aborted; what is
 * being changed at that instant is waited for.
 */
export async function disarmCluster(
  port: ClusterPort,
  stopServicesMs: number,
  now: () => number,
  signal: AbortSignal,
): Promise<readonly RunNote[]> {
  const notes: RunNote[] = [];
  const note = (text: string, problem: Problem | null) => notes.push({ at: now(), text, problem });
  const set = async (name: string, value: string): Promise<boolean> => {
    if (signal.aborted) return false;
    const changed = await port.setProperty(name, value);
    const problem = changed.ok ? null : notDisarmed(changed.why);
    note(problem?.message ?? `${name} is ${value}`, problem);
    return changed.ok;
  };
  // A cluster that does not answer once is not waited for again.
  if (!(await set('stonith-action', 'off'))) return notes;
  if (stopServicesMs > 0 && (await set('stop-all-resources', 'true'))) {
    const settled = await port.settle(stopServicesMs, signal);
    if (signal.aborted) return notes;
    const problem = settled.ok ? null : servicesNotStopped(settled.why);
    note(problem?.message ?? 'all services of the cluster have stopped', problem);
  }
  await set('maintenance-mode', 'true');
  return notes;
}

/** Gives a cluster its settings back and takes the intent away. */
export async function rearmCluster(port: ClusterPort, now: () => number): Promise<readonly RunNote[]> {
  const fail = (why: string): RunNote[] => {
    const problem = notRearmed(why);
    return [{ at: now(), text: problem.message, problem }];
  };
  const before = await readRestore(port);
  if (!before.ok) return fail(before.why);
  if (before.value === null) return [];
  for (const name of CHANGED_PROPERTIES) {
    const changed = await port.setProperty(name, before.value[name] ?? null);
    if (!changed.ok) return fail(changed.why);
  }
  const released = await releaseCluster(port);
  if (!released.ok) return fail(released.why);
  return [{ at: now(), text: 'the cluster has its settings back', problem: null }];
}
