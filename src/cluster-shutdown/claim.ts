import type { Problem } from '../result/problem.ts';
import type { ShutdownPlan } from '../shutdown-plan/model/plan.ts';
import type { FoundCluster } from './cluster-port/choose.ts';
import {
  CHANGED_PROPERTIES,
  type ClusterIntent,
  claimCluster,
  readIntent,
  readRestore,
  releaseCluster,
  takeOverClaim,
} from './cluster-port/intent.ts';
import { type ClusterPort, propertyOf } from './cluster-port/port.ts';
import { claimedElsewhere, handOverFailed } from './problem.ts';

/** What became of the wish to have the cluster. */
export type Claim =
  /** `isNew`: there was none before; without a cluster to ask there is none now either. */
  | { readonly kind: 'taken'; readonly isNew: boolean }
  | { readonly kind: 'refused'; readonly problem: Problem };

/**
 * Claims the cluster for a run of this controller: of several controllers one gets it (S0.16). Expects that no other run is
 * under way on this controller, so that a claim of its own is that of a dead one. A start takes the claim of another
 * controller for dead when that one's BMC says that it is off; on, or not known, it may still be at work. Where no
 * cluster can be asked, or it cannot be written to for want of quorum, a start goes without.
 */
export async function claimFor(plan: ShutdownPlan, found: FoundCluster, run: string): Promise<Claim> {
  const { action, acceptor } = plan;
  const isStart = action === 'start';
  const intent: ClusterIntent = { action, run, acceptor };
  if (!found.ok) return isStart ? { kind: 'taken', isNew: false } : failed(found.why);
  const owner = await readIntent(found.port);
  if (!owner.ok) return isStart ? { kind: 'taken', isNew: false } : failed(owner.why);
  if (owner.value === null) {
    const claimed = await claimCluster(found.port, intent);
    if (!claimed.ok) return isStart ? { kind: 'taken', isNew: false } : failed(claimed.why);
    if (claimed.value) return { kind: 'taken', isNew: true };
    // Another was first, this very moment.
    const first = await readIntent(found.port);
    return refused(first.ok ? first.value : null);
  }
  if (owner.value.acceptor !== acceptor && !(isStart && isOff(plan, owner.value.acceptor)))
    return refused(owner.value);
  const taken = await takeOverClaim(found.port, intent);
  return taken.ok || isStart ? { kind: 'taken', isNew: false } : failed(taken.why);
}

/** Nothing came of the run. A claim that was taken over stays: what it has on record is still to be given back. */
export async function giveUpClaim(claim: Claim, found: FoundCluster): Promise<void> {
  if (claim.kind === 'taken' && claim.isNew && found.ok) await releaseCluster(found.port);
}

/**
 * Releases the cluster after a start that did not come to its end, if there is nothing to give back; a cluster that a
 * shutdown has disarmed stays so, and claimed, until a start brings it up.
 */
export async function endStartClaim(port: ClusterPort, run: string): Promise<void> {
  const owner = await readIntent(port);
  if (!owner.ok || owner.value?.run !== run) return;
  const [before, properties] = [await readRestore(port), await port.properties()];
  if (!before.ok || before.value === null || !properties.ok) return;
  const restore = before.value;
  const isAsBefore = CHANGED_PROPERTIES.every(
    (name) => propertyOf(properties.value, name) === (restore[name] ?? null),
  );
  if (isAsBefore) await releaseCluster(port);
}

function isOff({ machines }: ShutdownPlan, name: string): boolean {
  return machines.some((machine) => machine.name === name && machine.power === 'off');
}

function failed(why: string): Claim {
  return { kind: 'refused', problem: handOverFailed('the cluster', why) };
}

function refused(owner: ClusterIntent | null): Claim {
  const text = owner === null ? 'unknown' : `${owner.action} ${owner.run}, accepted by ${owner.acceptor}`;
  return { kind: 'refused', problem: claimedElsewhere(text) };
}
