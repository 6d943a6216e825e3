import { fix } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';

function quorumIgnored(reading: Reading): readonly Hit[] {
  if (reading.property('no-quorum-policy') !== 'ignore') return [];
  const isFenced = reading.isOn('stonith-enabled', true) && reading.devices.length > 0;
  return [
    {
      subjects: ['no-quorum-policy'],
      message: `a part without quorum goes on as if it had it (no-quorum-policy=ignore)${isFenced ? '' : ', and there is no fencing'}`,
      severity: isFenced ? 'warning' : 'error',
      fixes: [fix('pcs property set no-quorum-policy=stop')],
    },
  ];
}

/** What the cluster does without quorum. */
export const QUORUM: readonly Rule[] = [
  {
    code: 'HWS-LNT-011',
    title: 'quorum is ignored',
    severity: 'warning',
    reason:
      'After a break every part takes all services. Two nodes need no such setting: two_node of votequorum(5) keeps quorum for the one that is left.',
    source: 'ClusterLabs/crmsh#159, Seagate/cortx-hare#847',
    find: quorumIgnored,
  },
];
