import type { XmlElement } from '../../cib/xml/element.ts';
import { pairValue } from '../../configuration/nvpairs.ts';
import { idOf, membersOf } from '../../configuration/resources/resource-tree.ts';
import { isTrue } from '../../result/boolean.ts';
import { fix } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';

function unmanagedInGroup(reading: Reading): readonly Hit[] {
  return reading.resources.flatMap((group) => {
    if (group.name !== 'group') return [];
    const members = membersOf(group);
    const idle = members.filter((one) => isUnmanaged(one));
    if (idle.length === 0 || idle.length === members.length) return [];
    const ids = idle.map(idOf);
    return [
      {
        subjects: ids,
        message: `${ids.join(', ')} in ${idOf(group)} ${ids.length > 1 ? 'are' : 'is'} unmanaged, the other members are not`,
        fixes: [fix(`pcs resource manage ${ids.join(' ')}`)],
      },
    ];
  });
}

function isUnmanaged(resource: XmlElement): boolean {
  const value = pairValue(resource, 'meta_attributes', 'is-managed');
  return value !== null && !isTrue(value);
}

function stoppedInGroup(reading: Reading): readonly Hit[] {
  return reading.resources.flatMap((group) => {
    if (group.name !== 'group' || pairValue(group, 'meta_attributes', 'target-role') === 'Stopped') return [];
    const members = membersOf(group);
    const isStopped = (one: XmlElement): boolean =>
      pairValue(one, 'meta_attributes', 'target-role') === 'Stopped';
    const at = members.findIndex(isStopped);
    const later = members.slice(at + 1).filter((one) => !isStopped(one));
    if (at < 0 || later.length === 0) return [];
    const id = idOf(members[at] as XmlElement);
    return [
      {
        subjects: [id],
        message: `${id} is disabled, which keeps ${later.map(idOf).join(', ')} down, too (group ${idOf(group)})`,
        fixes: [fix(`pcs resource enable ${id}`)],
      },
    ];
  });
}

function maintenance(reading: Reading): readonly Hit[] {
  const hits: Hit[] = [];
  if (reading.isOn('maintenance-mode', false)) {
    hits.push({
      subjects: ['maintenance-mode'],
      message: 'the whole cluster is in maintenance',
      fixes: [fix('pcs property set maintenance-mode=false')],
    });
  }
  for (const node of reading.machines) {
    for (const name of ['maintenance', 'standby']) {
      const value = [...node.elements('instance_attributes')]
        .flatMap((set) => [...set.elements('nvpair')])
        .find((pair) => pair.get('name') === name)
        ?.get('value');
      const uname = node.get('uname') ?? idOf(node);
      if (!isTrue(value ?? null)) continue;
      const what = name === 'standby' ? 'on standby' : 'in maintenance';
      hits.push({
        subjects: [uname],
        message: `${uname} is ${what}`,
        fixes: [fix(`pcs node un${name} ${uname}`)],
      });
    }
  }
  return hits;
}

function startedAtBoot(reading: Reading): readonly Hit[] {
  return reading.primitives.flatMap((primitive) => {
    const id = idOf(primitive);
    const unit = reading.bootUnits.get(id);
    if (unit === undefined) return [];
    return [
      {
        subjects: [id],
        message: `${unit} of ${id} is started by this machine at boot as well`,
        fixes: [fix(`systemctl disable ${unit}`)],
      },
    ];
  });
}

function aclsIdle(reading: Reading): readonly Hit[] {
  const entries = [...(reading.configuration.section('acls')?.elements() ?? [])];
  if (entries.length === 0 || reading.isOn('enable-acl', false)) return [];
  return [
    {
      subjects: ['enable-acl'],
      message: 'there are roles and users in the access control list, but it is not enforced',
      fixes: [fix('pcs acl enable')],
    },
  ];
}

/** What was left in a state, or is started by another hand. */
export const STANDING: readonly Rule[] = [
  {
    code: 'HWS-LNT-060',
    title: 'an unmanaged member of a managed group',
    severity: 'warning',
    reason:
      'What stands before it cannot be stopped as long as it runs: a node that leaves, or the cluster that is stopped, hangs.',
    source: 'ClusterLabs/pcs#572',
    find: unmanagedInGroup,
  },
  {
    code: 'HWS-LNT-061',
    title: 'a disabled member in the middle of a group',
    severity: 'warning',
    reason: 'All members behind it stay stopped, without being disabled themselves.',
    source:
      'Pacemaker Explained, Groups: a member that cannot run keeps those behind it down; ewwhite/zfs-ha#24',
    find: stoppedInGroup,
  },
  {
    code: 'HWS-LNT-062',
    title: 'maintenance or standby',
    severity: 'note',
    reason: 'What fails meanwhile is not recovered.',
    source: 'ClusterLabs/crmsh#1956, ClusterLabs/crmsh#2147',
    find: maintenance,
  },
  {
    code: 'HWS-LNT-063',
    title: 'a service that is started at boot as well',
    severity: 'error',
    reason: 'After a reboot it runs before the cluster knows where it runs already: twice.',
    source: 'Pacemaker Explained, LSB and systemd: services must not be enabled at boot; SUSE/SAPHanaSR#128',
    find: startedAtBoot,
  },
  {
    code: 'HWS-LNT-064',
    title: 'an access control list that is not enforced',
    severity: 'warning',
    reason: 'Everybody who may talk to the cluster may change everything.',
    source: 'Pacemaker Explained, chapter Access Control Lists: enable-acl',
    find: aclsIdle,
  },
];
