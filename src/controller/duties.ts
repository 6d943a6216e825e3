import { cibVersion } from '../cib/version.ts';
import { isTrue } from '../result/boolean.ts';
import { textDigest } from './cib/digest.ts';
import { diskForm, diskName } from './cib/disk-form.ts';
import { readAttribute } from './cib/node-attribute.ts';
import { clusterProperty, isOptionOn, propertyMs } from './cib/property.ts';
import { emit, isDc, log, newEffectId } from './emit.ts';
import { keepFencingHistory } from './fencing/history.ts';
import { carryOutRequests } from './fencing/requests.ts';
import { resignDc } from './membership/adopt.ts';
import { awaitInFlight } from './membership/in-flight.ts';
import { determine, standingReason } from './membership/standing.ts';
import { keepUp } from './membership/upkeep.ts';
import type { ControllerState } from './model/state.ts';
import { nextUuid } from './random.ts';
import { makeProposed } from './requests/proposals.ts';
import { submitHeld } from './requests/request.ts';
import { keepPledge } from './self-fencing/pledge.ts';
import { watchPledge } from './self-fencing/proof.ts';
import { selfFence } from './self-fencing/self-fence.ts';
import { requestSchedule } from './transition/abort.ts';
import { advance, holdReason } from './transition/decide.ts';
import { beginWait, endWait, setTimer } from './waits.ts';

const SHUTDOWN_ESCALATION_MS = 20 * 60_000;
const PERSIST_MS = 30_000;

/** What follows from the state after every event. */
export function settle(state: ControllerState): void {
  if (state.phase === 'ready') {
    submitHeld(state);
    persistConfiguration(state);
    keepFencingHistory(state);
    watchOwnShutdown(state);
    watchQuorum(state);
    keepPledge(state);
    if (isDc(state)) dutiesOfDc(state);
    else {
      if (state.uuid !== null) resignDc(state);
      state.scheduleReasons.length = 0;
    }
  }
  watchPledge(state);
  setTimer(state);
}

function dutiesOfDc(state: ControllerState): void {
  if (state.uuid === null) becomeDc(state);
  carryOutRequests(state);
  if (!determine(state)) {
    state.holdReason = standingReason(state) ?? 'the standing of the view is being told';
    return;
  }
  makeProposed(state);
  if (keepUp(state) && state.transition === null) {
    state.holdReason = holdReason(state);
    return;
  }
  advance(state);
}

/** The longest member is the DC: it takes over what is in flight. */
function becomeDc(state: ControllerState): void {
  state.uuid = nextUuid(state);
  log(state, 'notice', 'HWS-CTL-015', 'This node is the DC now');
  awaitInFlight(state);
  requestSchedule(state, 'there is a new DC');
}

/** The configuration goes to disk when it or its lineage has changed; the status of a running cluster does not. */
function persistConfiguration(state: ControllerState): void {
  const { standing, descent } = state.replicated;
  const name = diskName(state.cib, descent);
  if (name === state.persistedName || standing === 'undetermined') return;
  state.persistedName = name;
  const cib = diskForm(state.cib, descent);
  const effectId = newEffectId(state);
  const version = { ...cibVersion(state.cib), numUpdates: 0 };
  state.running.set(effectId, { kind: 'persist', lineage: descent.lineage, version });
  beginWait(state, `persist/${effectId}`, `configuration ${name} on disk`, state.now + PERSIST_MS, {
    kind: 'persist',
    effectId,
  });
  emit(state, { kind: 'persist', effectId, cib, version, digest: textDigest(cib) });
}

/** A node that asked to leave leaves in the end even if nobody lets it. */
function watchOwnShutdown(state: ControllerState): void {
  const { self } = state.options;
  const node = { id: String(self.nodeId), name: self.name };
  const asked = readAttribute(state.cib, node, 'shutdown', 'transient');
  if (asked === null || asked === '0') {
    endWait(state, 'own-shutdown');
    return;
  }
  if (state.waits.has('own-shutdown') || state.replicated.leaving.includes(node.id)) return;
  const limit = propertyMs(state.cib, 'shutdown-escalation', SHUTDOWN_ESCALATION_MS);
  beginWait(state, 'own-shutdown', 'services of this node to be stopped or handed over', state.now + limit, {
    kind: 'own-shutdown',
  });
}

/** Where a partition without quorum is to die, each of its nodes stops itself; the DC's order may never come. */
function watchQuorum(state: ControllerState): void {
  if (state.quorum.isQuorate || !isTrue(state.cib.get('no-quorum-panic'))) return;
  // The word on quorum may be that of another part, which this node was in before.
  const { standing } = state.replicated;
  if (standing === 'primary' || (standing === 'undetermined' && !state.isWordOverdue)) return;
  if (clusterProperty(state.cib, 'no-quorum-policy')?.toLowerCase() !== 'suicide') return;
  if (!isOptionOn(state.cib, 'stonith-enabled')) return;
  selfFence(state, 'its part of the cluster has lost quorum, and no-quorum-policy is suicide');
}
