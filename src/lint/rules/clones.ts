import type { XmlElement } from '../../cib/xml/element.ts';
import { idOf, isClone } from '../../configuration/resources/resource-tree.ts';
import { isTrue } from '../../result/boolean.ts';
import { fix } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';

/** File systems that several nodes can mount at the same time, or that hold nothing. */
const SHARED_FILE_SYSTEMS =
  /^(?:gfs2?|ocfs2|nfs4?|cifs|smb3?|glusterfs|ceph|fuse\..*|lustre|gpfs|tmpfs|9p|virtiofs|beegfs|none)$/;

/** Why a resource cannot run on several nodes; `null` when nothing is known against it. */
function whyAlone(reading: Reading, primitive: XmlElement, clone: XmlElement): string | null {
  const { standard, type } = reading.agentName(primitive);
  if (standard !== 'ocf') return null;
  const parameter = (name: string): string => reading.parameter(primitive, name) ?? '';
  switch (type) {
    case 'Filesystem': {
      const kind = parameter('fstype').toLowerCase();
      if (kind === '' || SHARED_FILE_SYSTEMS.test(kind) || isTrue(parameter('force_clones') || null))
        return null;
      if (/(?:^|,)bind(?:,|$)/.test(parameter('options')) || reading.isPromotable(clone)) return null;
      return `${kind} on ${parameter('device') || 'its device'} can be mounted by one node only`;
    }
    case 'IPaddr2':
    case 'IPaddr':
      if (isTrue(reading.meta(clone, 'globally-unique')) || parameter('clusterip_hash') !== '') return null;
      if (parameter('lvs_support') === 'true' || isTrue(parameter('unique_clone_address') || null))
        return null;
      if (parameter('nic').startsWith('lo')) return null;
      return `${parameter('ip') || 'its address'} would be on several nodes`;
    case 'LVM-activate':
      if (parameter('activation_mode') === 'shared' || parameter('vg_access_mode') === '') return null;
      return `the volume group ${parameter('vgname')} is activated for one node (vg_access_mode=${parameter('vg_access_mode')})`;
    case 'VirtualDomain':
    case 'Xen':
      return 'the machine would run several times on the same disk';
    default:
      return null;
  }
}

function cannotBeCloned(reading: Reading): readonly Hit[] {
  return reading.primitives.flatMap((primitive) => {
    const clone = reading.cloneOf(primitive);
    const why = clone === null ? null : whyAlone(reading, primitive, clone);
    if (clone === null || why === null || reading.meta(clone, 'clone-max') === '1') return [];
    const fixes = [fix(`pcs resource unclone ${idOf(clone)}`)];
    return [
      {
        subjects: [idOf(clone), idOf(primitive)],
        message: `${idOf(primitive)} is cloned, but ${why}`,
        fixes,
      },
    ];
  });
}

function cannotBePromoted(reading: Reading): readonly Hit[] {
  return reading.primitives.flatMap((primitive) => {
    const clone = reading.cloneOf(primitive);
    if (clone === null || !isClone(clone) || !reading.isPromotable(clone)) return [];
    const agent = reading.agent(primitive);
    if (agent === null || agent.actions.some(({ name }) => name === 'promote')) return [];
    const message = `${idOf(clone)} is to be promoted, but the agent of ${idOf(primitive)} has no action promote`;
    const fixes = clone.name === 'clone' ? [fix(`pcs resource meta ${idOf(clone)} promotable=`)] : [];
    return [{ subjects: [idOf(clone)], message, fixes }];
  });
}

/** Resources that run several times. */
export const CLONES: readonly Rule[] = [
  {
    code: 'HWS-LNT-050',
    title: 'a clone of what may run once only',
    severity: 'error',
    reason: 'Two nodes hold what belongs to one: a file system is destroyed, an address answers twice.',
    source: 'metadata of ocf:heartbeat:Filesystem (force_clones) and IPaddr2; acassen/keepalived#2370',
    find: cannotBeCloned,
  },
  {
    code: 'HWS-LNT-051',
    title: 'a promotable clone of what cannot be promoted',
    severity: 'error',
    reason: 'Every promotion fails, and the resource ends up blocked or banned.',
    source: 'OCF Resource Agent API 1.1: promote and demote',
    find: cannotBePromoted,
  },
];
