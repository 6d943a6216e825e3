import { setPriority } from 'node:os';
import { loadForeign } from '../corosync/native/foreign.ts';

/** As sched(7) has them. */
const SCHED_OTHER = 0;
const SCHED_RESET_ON_FORK = 0x40000000;
/** Ten times the weight of a usual thread, and still one among others: nothing starves beside it. */
const NICE = -10;

/**
 * Lets the kernel serve this thread before the machine's usual work: a node that is overloaded has to answer the cluster
 * as promptly as an idle one, or it looks lost. Threads and programs that it starts are as usual, services among them
 * (SCHED_RESET_ON_FORK). False where it may not be done; everything works without.
 */
export function takePrecedence(): boolean {
  const foreign = loadForeign();
  if ('code' in foreign) return false;
  const libc = foreign.load(null);
  const setScheduler = libc.func('sched_setscheduler', 'int', ['int', 'int', 'void *']);
  const parameters = new Int32Array([0]);
  // Only with this in force: else every service would inherit the precedence.
  if (setScheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, parameters) !== 0) return false;
  try {
    setPriority(0, NICE);
    return true;
  } catch {
    return false;
  }
}
