import { textDigest } from '../cib/digest.ts';
import { CHECK_INTERVAL } from '../create.ts';
import { isDc, log, nameOf, send } from '../emit.ts';
import type { ChainStamp, MessageBody } from '../model/message.ts';
import type { ControllerState } from '../model/state.ts';
import { beginWait } from '../waits.ts';
import { fullDigest } from './full-digest.ts';

/** Digests of so many messages are remembered for comparison. */
const REMEMBERED = 1024;
const REMEMBERED_CHECKS = 8;
/** A full digest of a CIB of n bytes is made at most every n / this messages. */
const BYTES_PER_MESSAGE = 1024;

/** Counts an applied message into the running digest; now and then makes a full one. */
export function extendChain(state: ControllerState, body: MessageBody): void {
  const { replicated, chain } = state;
  replicated.applied++;
  replicated.chain = textDigest(replicated.chain + JSON.stringify(body));
  chain.set(replicated.applied, replicated.chain);
  chain.delete(replicated.applied - REMEMBERED);
  if (replicated.applied < replicated.nextCheck) return;
  const { cib, digest } = fullDigest(state);
  replicated.nextCheck =
    replicated.applied + Math.max(CHECK_INTERVAL, Math.floor(cib.length / BYTES_PER_MESSAGE));
  state.checks.set(replicated.applied, digest);
  for (const applied of state.checks.keys()) {
    if (state.checks.size <= REMEMBERED_CHECKS) break;
    state.checks.delete(applied);
  }
  if (isDc(state)) send(state, { kind: 'check', applied: replicated.applied, digest });
}

/** Compares what the DC says about its past with ours of then. */
export function compareStamp(state: ControllerState, from: number, stamp: ChainStamp | null): void {
  if (stamp === null || from !== state.replicated.seniority[0]) return;
  const ours = state.chain.get(stamp.applied);
  if (ours !== undefined && ours !== stamp.digest) {
    askForCopy(state, `after message ${stamp.applied} its chain digest was ${stamp.digest}, ours ${ours}`);
  }
}

/** Compares a full digest of the DC with ours of the same point. */
export function compareCheck(state: ControllerState, from: number, applied: number, digest: string): void {
  if (from !== state.replicated.seniority[0]) return;
  const ours = state.checks.get(applied);
  if (ours !== undefined && ours !== digest) {
    askForCopy(state, `after message ${applied} its CIB digest was ${digest}, ours ${ours}`);
  }
}

/** This node holds another CIB than the DC: it says so and takes over a full copy. */
export function askForCopy(state: ControllerState, why: string): void {
  if (isDc(state) || state.waits.has('copy')) return;
  const dc = nameOf(state, state.replicated.seniority[0] ?? 0);
  log(
    state,
    'error',
    'HWS-CTL-010',
    `The CIB of this node differs from that of ${dc}: ${why}; a full copy is taken over`,
  );
  send(state, { kind: 'copy-request', why });
  beginWait(state, 'copy', `full copy of the CIB of ${dc}`, state.now + state.times.synchronization, {
    kind: 'copy',
  });
}
