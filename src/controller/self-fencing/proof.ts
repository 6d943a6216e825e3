import { send } from '../emit.ts';
import type { ControllerState } from '../model/state.ts';
import { unpackNow } from '../transition/unpack-now.ts';
import { beginWait, endWait } from '../waits.ts';
import { reactionMs } from './pledge.ts';
import { selfFence } from './self-fence.ts';

const PROBES_IN_A_LEASE = 4;
/**
 * A probe that took longer proves nothing: a Corosync that stood still may deliver to itself, when it goes on, what was
 * sent long after the others had lost it.
 */
const LONGEST_ROUND_MS = 1000;

/**
 * Who has pledged to be gone when the others have lost it must know that they have not: its own messages come back, in a
 * quorate part. When that is not so for too long, and anything runs here, this node stops itself.
 */
export function watchPledge(state: ControllerState): void {
  const at = goneAt(state);
  if (at === null) {
    endWait(state, 'self-fencing');
    return;
  }
  sendProbe(state);
  if (state.now < at) {
    const what = 'proof that this node is of the part with quorum, which its watchdog is fed for';
    if (state.waits.get('self-fencing')?.deadline !== at)
      beginWait(state, 'self-fencing', what, at, { kind: 'self-fencing' });
  } else if (hasActive(state)) {
    const seconds = Math.ceil((state.now - state.selfFencing.provenAt) / 1000);
    const why = `nothing has shown for ${seconds} s that it is of the part with quorum, and the others rely on its watchdog`;
    selfFence(state, why);
  }
}

/** Whether the watchdog may be fed at a moment (epoch ms). */
export function mayFeedWatchdog(state: ControllerState, now: number): boolean {
  const at = goneAt(state);
  return at === null || now < at || !hasActive(state);
}

/** Whether the others rely on this node's end, and something runs on it: its watchdog may not be disarmed. */
export function owesItsEnd(state: ControllerState): boolean {
  return state.selfFencing.pledgedMs !== null && hasActive(state);
}

/** When this node has to stop itself unless there is a new proof, epoch ms; `null` when it has not pledged to. */
function goneAt({ selfFencing }: ControllerState): number | null {
  const { timing, pledgedMs, provenAt } = selfFencing;
  if (timing === null || pledgedMs === null) return null;
  return provenAt + timing.leaseMs + Math.max(0, pledgedMs - reactionMs(timing));
}

function sendProbe(state: ControllerState): void {
  const { selfFencing, options } = state;
  if (!state.group.includes(options.self.nodeId)) return;
  if (selfFencing.probeSentAt !== null || state.waits.has('probe')) return;
  selfFencing.probeSentAt = state.now;
  send(state, { kind: 'probe', at: state.now });
}

/** A probe has been delivered: one's own proves that one's messages are heard. */
export function onProbe(state: ControllerState, from: number, sentAt: number): void {
  const { selfFencing, options, quorum, awaitedQuorum } = state;
  if (from !== options.self.nodeId || sentAt !== selfFencing.probeSentAt) return;
  selfFencing.probeSentAt = null;
  const next = state.now + (selfFencing.timing?.leaseMs ?? 0) / PROBES_IN_A_LEASE;
  beginWait(state, 'probe', 'time to prove again that this node is heard', next, { kind: 'probe' });
  // The word on quorum may be that of before.
  const isQuorate = quorum.isQuorate && awaitedQuorum.size === 0;
  if (isQuorate && state.now - sentAt <= LONGEST_ROUND_MS) selfFencing.provenAt = sentAt;
}

/** The word on quorum is another: whether this node is heard in the new part is asked at once. */
export function proveAnew(state: ControllerState): void {
  endWait(state, 'probe');
}

/** The membership service is gone, and with it what was sent. */
export function forgetProbe(state: ControllerState): void {
  state.selfFencing.probeSentAt = null;
  endWait(state, 'probe');
}

/** Whether anything that is not a fencing device may run on this node. */
function hasActive(state: ControllerState): boolean {
  const id = String(state.options.self.nodeId);
  for (const { order } of Object.values(state.replicated.operations)) {
    if (order.executor !== state.options.self.nodeId || order.resource.class === 'stonith') continue;
    if (order.task !== 'monitor') return true;
  }
  for (const resource of unpackNow(state).resourcesById.values()) {
    if (resource.kind !== 'primitive' || resource.meta.get('class') === 'stonith') continue;
    if (resource.runningOn.some((node) => node.id === id)) return true;
  }
  return false;
}
