import type { OperationOrder, OperationResult } from '../controller/model/operation.ts';
import { OperationStatus } from '../controller/model/operation.ts';

const RUNNING_CODES: readonly number[] = [0, 8, 9];
const BEGINNINGS: readonly string[] = ['start', 'promote', 'migrate_from', 'monitor'];

/**
 * What this node runs, as far as its own results tell: needed where nobody else can be asked any more, to stop
 * everything on a node that must not go on and has nothing that resets it.
 */
export class ServiceLedger {
  /** Last order that showed a service running, by resource and node; the one begun last comes last. */
  readonly #running = new Map<string, OperationOrder>();

  record(order: OperationOrder, result: OperationResult): void {
    const service = `${order.nodeId}/${order.resource.id}`;
    const isDone = result.status === OperationStatus.Done;
    if (order.task === 'stop' || order.task === 'migrate_to') {
      if (isDone && result.rc === 0) this.#running.delete(service);
      return;
    }
    if (!BEGINNINGS.includes(order.task)) return;
    if (order.task === 'monitor' && isDone && result.rc === 7) this.#running.delete(service);
    // A start that failed or timed out may have begun something.
    else if (order.task !== 'monitor' || (isDone && RUNNING_CODES.includes(result.rc))) {
      if (order.task === 'start') this.#running.delete(service);
      if (!this.#running.has(service)) this.#running.set(service, order);
    }
  }

  /** Orders that stop everything, in the reverse of the order in which it began. */
  stops(): OperationOrder[] {
    return [...this.#running.values()].reverse().map((order) => ({
      ...order,
      key: `${order.resource.id}_stop_0`,
      transitionKey: `self-fencing:${order.resource.id}`,
      task: 'stop',
      intervalMs: 0,
      startDelayMs: 0,
      targetRc: 0,
    }));
  }
}
