import type { XmlElement } from '../../cib/xml/element.ts';
import { constraints } from '../../configuration/constraints/constraint-list.ts';
import { isConstraintExpired } from '../../configuration/constraints/expired.ts';
import { idOf } from '../../configuration/resources/resource-tree.ts';
import { fix } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';

/** Constraints that move and ban make, by how pcs and crm_resource name them. */
function wishes({ configuration }: Reading): readonly XmlElement[] {
  return constraints(configuration, 'rsc_location').filter((one) =>
    /^cli-(?:ban|prefer|standby)-/.test(idOf(one)),
  );
}

function left(reading: Reading): readonly Hit[] {
  return wishes(reading).flatMap((element) => {
    const resource = element.get('rsc') ?? '';
    const id = idOf(element);
    if (element.first('rule') === null) {
      const isBan = id.startsWith('cli-ban-');
      const node = element.get('node') ?? '?';
      const what = isBan ? `keeps ${resource} off ${node} for ever` : `pulls ${resource} to ${node} for ever`;
      return [{ subjects: [id], message: `${id} ${what}`, fixes: [fix(`pcs resource clear ${resource}`)] }];
    }
    if (!isConstraintExpired(element, reading.now)) return [];
    const fixes = [fix(`pcs resource clear ${resource} --expired`)];
    return [{ subjects: [id], message: `${id} has ended and is still there`, severity: 'note', fixes }];
  });
}

/** What moves by hand have left behind. */
export const LEFTOVER_MOVE: readonly Rule[] = [
  {
    code: 'HWS-LNT-024',
    title: 'a move or ban that was never cleared',
    severity: 'warning',
    reason:
      'It outlives its purpose: a ban counts also when no other node is left, a preference takes the resource back at the next chance.',
    source: 'ClusterLabs/pcs#697, SUSE/suse-best-practices#90, rasto/lcmc#80',
    find: left,
  },
];
