import { pairValue } from '../../configuration/nvpairs.ts';
import { idOf, isClone } from '../../configuration/resources/resource-tree.ts';
import { isTrue } from '../../result/boolean.ts';
import { orderPairs } from '../constraints.ts';
import { fix } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';

function notInterleaved(reading: Reading): readonly Hit[] {
  const waits = new Map<string, string[]>();
  for (const { first, second, isMandatory } of orderPairs(reading)) {
    const [one, other] = [first, second].map((id) =>
      reading.resources.find((resource) => idOf(resource) === id),
    );
    if (!isMandatory || one === undefined || other === undefined || !isClone(one) || !isClone(other))
      continue;
    if (isTrue(reading.meta(other, 'interleave'))) continue;
    if (isTrue(pairValue(other, 'meta_attributes', 'globally-unique'))) continue;
    if (reading.meta(one, 'clone-max') === '1' || reading.meta(other, 'clone-max') === '1') continue;
    waits.set(second, [...(waits.get(second) ?? []), first]);
  }
  return [...waits].map(([then, firsts]) => ({
    subjects: [then],
    message: `${then} waits for all instances of ${[...new Set(firsts)].join(' and ')} (interleave=false)`,
    fixes: [fix(`pcs resource meta ${then} interleave=true`)],
  }));
}

/** Orders between clones. */
export const CLONE_ORDER: readonly Rule[] = [
  {
    code: 'HWS-LNT-030',
    title: 'a clone ordered behind another one without interleave',
    severity: 'warning',
    reason:
      'An instance that stops or fails on one node stops all instances of the other clone on all nodes.',
    source: 'Pacemaker Explained, Clone Options: interleave; ClusterLabs/pacemaker#3137',
    find: notInterleaved,
  },
];
