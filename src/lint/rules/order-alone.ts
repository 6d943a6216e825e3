import { idOf, isClone } from '../../configuration/resources/resource-tree.ts';
import { INFINITY_SCORE } from '../../result/score.ts';
import { colocationPairs, orderPairs } from '../constraints.ts';
import { fix } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';

/** Agents whose resource is of use only on the node where it runs. */
const ONLY_WHERE_IT_RUNS: ReadonlySet<string> = new Set([
  'Filesystem',
  'LVM',
  'LVM-activate',
  'Raid1',
  'mdraid',
  'ZFS',
  'iscsi',
  'crypt',
]);

function orderWithoutColocation(reading: Reading): readonly Hit[] {
  // What runs inside a guest waits for what its host needs.
  if (reading.hasOtherNodes) return [];
  const near = new Map<string, Set<string>>();
  const join = (a: string, b: string): void => {
    near.set(a, (near.get(a) ?? new Set()).add(b));
    near.set(b, (near.get(b) ?? new Set()).add(a));
  };
  for (const { dependent, primary, score } of colocationPairs(reading)) {
    if (score >= INFINITY_SCORE) join(dependent, primary);
  }
  // What is said of a member holds for its group.
  for (const resource of reading.resources) {
    const outer = reading.outermost(resource);
    if (outer !== resource) join(idOf(resource), idOf(outer));
  }
  const seen = new Set<string>();
  return orderPairs(reading).flatMap((pair): readonly Hit[] => {
    const { first, second, element, isMandatory, isStart } = pair;
    const [one, other] = [first, second].map((id) =>
      reading.resources.find((resource) => idOf(resource) === id),
    );
    if (!isMandatory || !isStart || one === undefined || other === undefined) return [];
    if (reading.cloneOf(one) !== null || reading.outermost(one).name !== one.name) return [];
    if (['clone', 'master', 'bundle'].includes(one.name) || isClone(reading.outermost(other))) return [];
    // What a group ends with is what others wait for: behind a file system and a database it is the database.
    const last = reading.inner(one).at(-1);
    const type = last === undefined ? '' : reading.agentName(last).type;
    const local = ONLY_WHERE_IT_RUNS.has(type) ? type : undefined;
    if (local === undefined || isReachable(near, first, second) || seen.has(`${first} ${second}`)) return [];
    seen.add(`${first} ${second}`);
    const [from, to] = [other, one].map((resource) => idOf(reading.outermost(resource)));
    return [
      {
        subjects: [idOf(element)],
        message: `${second} starts after ${first} (${local}), but may start on another node`,
        fixes: [fix(`pcs constraint colocation add ${from} with ${to}`)],
      },
    ];
  });
}

function isReachable(near: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set([from]);
  const waiting = [from];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (at === to) return true;
    for (const next of near.get(at) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return false;
}

/** Order is not place. */
export const ORDER_ALONE: readonly Rule[] = [
  {
    code: 'HWS-LNT-029',
    title: 'an order without colocation behind something local',
    severity: 'warning',
    reason:
      'An order says when, not where: the file system is mounted on one node and what needs it starts on another.',
    source: 'Pacemaker Explained, chapter Resource Constraints; ClusterLabs/crmsh#101',
    find: orderWithoutColocation,
  },
];
