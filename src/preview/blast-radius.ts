import type { Cib } from '../cib/model/cib.ts';
import type { Cluster } from '../scheduler/model/cluster.ts';
import { AS_LIVE } from '../scheduler/model/schedule-options.ts';
import { unpack } from '../scheduler/unpack/unpack.ts';
import { type Effect, effects, fencedNodes } from './effects.ts';
import { instanceCounts, withoutTakeover } from './redundancy.ts';
import { type Moment, type Settled, settle } from './settle.ts';

/** Members of the cluster that are there, a vote each, against what quorum needs: more than half. */
export interface Votes {
  readonly present: number;
  readonly needed: number;
}

/** What a change does, by the scheduler that decides in the live cluster. */
export interface BlastRadius {
  /** What becomes of resources because of the change. */
  readonly effects: readonly Effect[];
  /** What would have become of them anyway. */
  readonly anyway: readonly Effect[];
  /** Nodes that are fenced because of the change. */
  readonly fenced: readonly string[];
  /** Clones and bundles that end up with fewer instances. */
  readonly fewer: readonly { readonly resource: string; readonly before: number; readonly after: number }[];
  /** Resources that another node could take over before the change and none can afterwards, with the node they run on. */
  readonly noTakeover: readonly { readonly resource: string; readonly node: string }[];
  /** Whether it was tried out what the loss of every node would do. */
  readonly knowsTakeover: boolean;
  readonly votes: { readonly before: Votes; readonly after: Votes };
  /** Whether the cluster had quorum to begin with. */
  readonly isQuorate: boolean;
  /** False when the cluster, left to itself on paper, came to no rest. */
  readonly isAtRest: boolean;
}

/** Compares two futures of a cluster: left as it is, and changed. Pure. */
export function blastRadius(before: Cib, after: Cib, moment: Moment): BlastRadius {
  const now = unpack(before, moment.now, { ...AS_LIVE, localOffset: moment.localOffset });
  const unchanged = settle(before, moment);
  const changed = settle(after, moment);
  const expected = effects(now, unchanged);
  const known = new Set(expected.map(keyOf));
  const fencedAnyway = fencedNodes(unchanged);
  return {
    effects: effects(now, changed).filter((effect) => !known.has(keyOf(effect))),
    anyway: expected,
    fenced: fencedNodes(changed).filter((node) => !fencedAnyway.includes(node)),
    fewer: fewerInstances(now, changed),
    ...lostTakeover(unchanged, changed, moment),
    votes: { before: votesOf(now), after: votesOf(changed.cluster) },
    isQuorate: now.isQuorate,
    isAtRest: changed.isAtRest,
  };
}

/** Whether something that runs stops running, for a moment or for good. */
export function interrupts({ effects: all, fenced }: BlastRadius): boolean {
  return fenced.length > 0 || all.some(({ kind }) => ['stop', 'move', 'restart', 'demote'].includes(kind));
}

function keyOf(effect: Effect): string {
  return [effect.kind, effect.resource, effect.node, 'to' in effect ? effect.to : ''].join('\0');
}

function fewerInstances(now: Cluster, changed: Settled): BlastRadius['fewer'] {
  const after = instanceCounts(changed.cluster);
  return [...instanceCounts(now)].flatMap(([resource, count]) => {
    const left = after.get(resource) ?? 0;
    return left < count ? [{ resource, before: count, after: left }] : [];
  });
}

function lostTakeover(
  unchanged: Settled,
  changed: Settled,
  moment: Moment,
): Pick<BlastRadius, 'noTakeover' | 'knowsTakeover'> {
  const [before, after] = [withoutTakeover(unchanged, moment), withoutTakeover(changed, moment)];
  if (before === null || after === null) return { noTakeover: [], knowsTakeover: false };
  const noTakeover = [...after].flatMap(([resource, node]) =>
    before.has(resource) ? [] : [{ resource, node }],
  );
  return { noTakeover, knowsTakeover: true };
}

function votesOf(cluster: Cluster): Votes {
  const members = cluster.nodes.filter(({ kind }) => kind === 'member');
  // Two nodes go on with one vote: that is what two_node of votequorum(5) is for.
  const needed = members.length === 2 ? 1 : Math.floor(members.length / 2) + 1;
  return { present: members.filter(({ isOnline }) => isOnline).length, needed };
}
