import type { ClusterNode, NodeObserver } from '../../cluster/cluster-node.ts';
import type { Effect } from '../../controller/model/effect.ts';
import type { Event } from '../../controller/model/event.ts';
import type { MessageBody } from '../../controller/model/message.ts';
import { OperationStatus, type PendingOperation } from '../../controller/model/operation.ts';
import { summarizeTransition } from '../../scheduler/summary/transition-summary.ts';
import { summaryLines } from '../../simulator/text/summary-text.ts';
import { printText } from '../../simulator/text/text-node.ts';

const DOING: Readonly<Record<string, string>> = {
  start: 'starting',
  stop: 'stopping',
  promote: 'promoting',
  demote: 'demoting',
};
const DONE: Readonly<Record<string, string>> = {
  start: 'started',
  stop: 'stopped',
  promote: 'promoted',
  demote: 'demoted',
};

/**
 * Tells what happens in a cluster in an operator's words. Every node has one; only that of the DC speaks, so that a
 * thing is told once, and twice only while there are two clusters.
 */
export class Narrator implements NodeObserver {
  readonly #node: () => ClusterNode | null;
  readonly #say: (line: string) => void;
  /** Orders that are under way, as they were when they were given. */
  readonly #orders = new Map<string, PendingOperation>();
  #wasDc = false;

  constructor(node: () => ClusterNode | null, say: (line: string) => void) {
    this.#node = node;
    this.#say = say;
  }

  stepped(event: Event, effects: readonly Effect[]): void {
    const state = this.#node()?.state ?? null;
    if (state === null) return;
    const { self } = state.options;
    const isDc = state.phase === 'ready' && state.replicated.seniority[0] === self.nodeId;
    if (isDc && !this.#wasDc) {
      const names = state.replicated.seniority.map((nodeId) => this.#nameOf(nodeId));
      const quorum = state.quorum.isQuorate ? 'with quorum' : 'WITHOUT quorum';
      this.#say(`${self.name} coordinates ${names.join(', ')} (${quorum})`);
    }
    this.#wasDc = isDc;
    if (event.kind === 'quorum') {
      const names = event.members.map((nodeId) => this.#nameOf(nodeId)).join(', ');
      if (isDc) {
        this.#say(
          event.isQuorate
            ? `quorum: ${names} may act`
            : `no quorum: ${names} must not run services that others may take over`,
        );
      }
    }
    if (event.kind === 'membership' && isDc) {
      for (const { nodeId, reason } of event.left) {
        const how = { left: 'has left', 'node-down': 'is lost', 'process-down': 'has lost its daemon' }[
          reason
        ];
        this.#say(`${this.#nameOf(nodeId)} ${how}`);
      }
    }
    if (event.kind === 'delivered') this.#delivered(event.message.body, isDc);
    for (const effect of effects) {
      if (effect.kind === 'keep-transition') this.#decision(effect.input.number, effect.input.reasons);
      if (effect.kind === 'self-fence') this.#say(`${self.name} fences itself: ${effect.why}`);
      if (effect.kind === 'log' && effect.record.severity === 'error') {
        this.#say(`error on ${self.name}: ${effect.record.message}`);
      }
    }
  }

  #nameOf(nodeId: number): string {
    const state = this.#node()?.state ?? null;
    return state?.names.get(nodeId) ?? `node ${nodeId}`;
  }

  /** A transition was decided: what it changes, and why, as the simulator would say it. */
  #decision(number: number, reasons: readonly string[]): void {
    const transition = this.#node()?.state?.transition ?? null;
    const because = reasons.length === 0 ? '' : ` because ${reasons.join('; ')}`;
    if (transition === null || transition.number !== number) return;
    const text = printText([...summaryLines(summarizeTransition(transition.cluster))], true);
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const probed = transition.steps.flatMap(({ action }) => {
      const isProbe = action.task === 'monitor' && action.resource !== null && action.intervalMs === 0;
      return isProbe && action.node !== null ? [action.node.name] : [];
    });
    if (lines.length === 0 && probed.length === 0) return;
    this.#say(`decision ${number}${because}:`);
    if (probed.length > 0) {
      const where = [...new Set(probed)].sort().join(', ');
      this.#say(`    first look at what runs on ${where}; if nothing does:`);
    }
    for (const line of lines) this.#say(`    ${line.trim()}`);
  }

  #delivered(body: MessageBody, isDc: boolean): void {
    switch (body.kind) {
      case 'order': {
        const { order } = body;
        this.#orders.set(order.transitionKey, { ...body, orderedBy: 0 });
        const doing = DOING[order.task];
        if (isDc && doing !== undefined) this.#say(`${order.node}: ${doing} ${order.resource.id}`);
        return;
      }
      case 'result': {
        const { order } = this.#orders.get(body.transitionKey) ?? {};
        const { result } = body;
        if (order === undefined) return;
        if (order.intervalMs === 0) this.#orders.delete(body.transitionKey);
        if (!isDc) return;
        const isSuccess = result.status === OperationStatus.Done && result.rc === order.targetRc;
        if (isSuccess) {
          const done = DONE[order.task];
          if (done !== undefined) {
            this.#say(`${order.node}: ${done} ${order.resource.id} (${Math.round(result.executionMs)} ms)`);
          }
        } else if (order.task !== 'monitor' || order.intervalMs > 0) {
          const why = result.exitReason === '' ? '' : `: ${result.exitReason}`;
          this.#say(
            `${order.node}: ${order.task} of ${order.resource.id} ${outcome(result.rc, result.status)}${why}`,
          );
        }
        return;
      }
      case 'fence-order':
        if (isDc && body.order.target !== null) {
          const { action, target, device, executor } = body.order;
          const what =
            action === 'status' ? `is asked whether ${target} is off` : `is told: ${target} ${action}`;
          this.#say(`fencing: ${device} ${what} (by ${this.#nameOf(executor)})`);
        }
        return;
      case 'fenced':
        if (isDc) {
          const { target, outcome: came, reason } = body.record;
          const what =
            came === 'confirmed'
              ? 'is confirmed'
              : came === 'asserted'
                ? 'is vouched for by an operator'
                : 'has FAILED';
          this.#say(`fencing of ${target} ${what}: ${reason}`);
        }
        return;
      default:
    }
  }
}

function outcome(rc: number, status: number): string {
  if (status === OperationStatus.Timeout) return 'timed out';
  if (status === OperationStatus.NotInstalled) return 'found no agent';
  if (rc === 7) return 'found it not running';
  return `failed with code ${rc}`;
}
