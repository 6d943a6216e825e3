import type { XmlElement } from '../../cib/xml/element.ts';
import { idOf } from '../../configuration/resources/resource-tree.ts';
import { nearMiss } from '../../result/near-miss.ts';
import { type Fix, fix, fixToFill } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';

/** Nodes that a device names: it fences no others. `null` when it asks its machine which it can fence. */
export function namedTargets(reading: Reading, device: XmlElement): readonly string[] | null {
  const list = reading.parameter(device, 'pcmk_host_list');
  const map = reading.parameter(device, 'pcmk_host_map');
  const check = reading.parameter(device, 'pcmk_host_check');
  if (check === 'none' || (check !== null && check !== 'static-list')) return null;
  if (list === null && map === null) return null;
  const mapped = (map ?? '').split(/[;, \t]+/).map((pair) => pair.split(/[:=]/)[0] ?? '');
  return [...(list ?? '').split(/[;, \t]+/), ...mapped].filter((name) => name !== '');
}

function levels({ configuration }: Reading): readonly XmlElement[] {
  return [...(configuration.section('fencing-topology')?.elements('fencing-level') ?? [])];
}

/** Whether a level is about a node; patterns and attributes of nodes are taken as they would be. */
function isAbout(level: XmlElement, node: XmlElement): boolean {
  const name = node.get('uname') ?? '';
  const pattern = level.get('target-pattern');
  if (level.get('target') !== null) return level.get('target')?.toLowerCase() === name.toLowerCase();
  if (pattern !== null) return matches(pattern, name);
  const attribute = level.get('target-attribute');
  for (const set of node.elements('instance_attributes')) {
    for (const pair of set.elements('nvpair')) {
      if (pair.get('name') === attribute && pair.get('value') === level.get('target-value')) return true;
    }
  }
  return false;
}

function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, 'i').test(name);
  } catch {
    // What no engine here can read is not called a mistake.
    return true;
  }
}

function canFence(reading: Reading, device: XmlElement, name: string): boolean {
  return namedTargets(reading, device)?.some((target) => target.toLowerCase() === name.toLowerCase()) ?? true;
}

function fencingIsOff(reading: Reading): readonly Hit[] {
  if (reading.isOn('stonith-enabled', true) || reading.primitives.length === 0) return [];
  const fixes =
    reading.devices.length > 0
      ? [fix('pcs property set stonith-enabled=true')]
      : [
          fixToFill(
            'pcs stonith create DEVICE AGENT pcmk_host_list=NODE OPTIONS',
            'DEVICE',
            'AGENT',
            'NODE',
            'OPTIONS',
          ),
          fix('pcs property set stonith-enabled=true'),
        ];
  return [{ subjects: ['stonith-enabled'], message: 'fencing is off (stonith-enabled=false)', fixes }];
}

function noDevice(reading: Reading): readonly Hit[] {
  if (!reading.isOn('stonith-enabled', true) || reading.devices.length > 0) return [];
  if (reading.primitives.length === 0 || reading.property('stonith-watchdog-timeout') !== null) return [];
  const command = 'pcs stonith create DEVICE AGENT pcmk_host_list=NODE OPTIONS';
  const fixes = [fixToFill(command, 'DEVICE', 'AGENT', 'NODE', 'OPTIONS')];
  return [{ subjects: ['stonith-enabled'], message: 'fencing is on, but there is no fence device', fixes }];
}

function unfenceable(reading: Reading): readonly Hit[] {
  if (!reading.isOn('stonith-enabled', true) || reading.devices.length === 0) return [];
  return reading.machines.flatMap((node) => {
    const name = node.get('uname') ?? idOf(node);
    const own = levels(reading).filter((level) => isAbout(level, node));
    const can = reading.devices.some((device) => canFence(reading, device, name));
    if (own.length > 0 || can) return [];
    const command = `pcs stonith create DEVICE AGENT pcmk_host_list=${name} OPTIONS`;
    return [
      {
        subjects: [name],
        message: `no fence device can fence ${name}`,
        fixes: [fixToFill(command, 'DEVICE', 'AGENT', 'OPTIONS')],
      },
    ];
  });
}

function levelMissing(reading: Reading): readonly Hit[] {
  const all = levels(reading);
  if (all.length === 0) return [];
  return reading.machines.flatMap((node) => {
    const name = node.get('uname') ?? idOf(node);
    if (all.some((level) => isAbout(level, node))) return [];
    const able = reading.devices.filter((device) => canFence(reading, device, name));
    if (able.length === 0) return [];
    const fixes = able.map((device, at) => fix(`pcs stonith level add ${at + 1} ${name} ${idOf(device)}`));
    return [{ subjects: [name], message: `other nodes have fencing levels, ${name} has none`, fixes }];
  });
}

function levelNamesNothing(reading: Reading): readonly Hit[] {
  const devices = reading.devices.map(idOf);
  const names = reading.machineNames;
  return levels(reading).flatMap((level): readonly Hit[] => {
    const missing = (level.get('devices') ?? '').split(',').filter((id) => !devices.includes(id));
    const target = level.get('target');
    const index = level.get('index') ?? '1';
    const hits: Hit[] = missing.map((id) => {
      const meant = nearMiss(id, devices);
      const hint = meant === null ? '' : `; there is ${meant}`;
      const to = target ?? levelTarget(level);
      const old = level.get('devices') ?? '';
      const fixes: Fix[] = [
        fix(`pcs stonith level remove ${index} target ${to} stonith ${old.replaceAll(',', ' ')}`),
      ];
      const renewed = old.split(',').flatMap((one) => (one === id ? (meant ?? []) : one));
      if (renewed.length > 0) fixes.push(fix(`pcs stonith level add ${index} ${to} ${renewed.join(' ')}`));
      return {
        subjects: [idOf(level), id],
        message: `fencing level ${index} of ${to} names the device ${id}, which is not there${hint}`,
        fixes,
      };
    });
    const isKnown = target === null || names.some((name) => name.toLowerCase() === target.toLowerCase());
    if (isKnown || names.length === 0 || isOtherNode(reading, target)) return hits;
    const meant = nearMiss(target, names);
    const list = (level.get('devices') ?? '').replaceAll(',', ' ');
    const fixes = [fix(`pcs stonith level remove ${index} target ${target} stonith ${list}`)];
    if (meant !== null) fixes.push(fix(`pcs stonith level add ${index} ${meant} ${list}`));
    const hint = meant === null ? '' : `; there is ${meant}`;
    hits.push({
      severity: 'warning',
      subjects: [idOf(level), target],
      message: `fencing level ${index} is for ${target}, which is no node${hint}`,
      fixes,
    });
    return hits;
  });
}

function levelTarget(level: XmlElement): string {
  const pattern = level.get('target-pattern');
  return pattern === null
    ? `attrib%${level.get('target-attribute')}=${level.get('target-value')}`
    : `regexp%${pattern}`;
}

/** Remote and guest nodes are named by resources. */
function isOtherNode(reading: Reading, name: string): boolean {
  return (
    reading.resources.some((one) => idOf(one) === name || reading.meta(one, 'remote-node') === name) ||
    [...(reading.configuration.section('nodes')?.elements('node') ?? [])].some(
      (node) => node.get('uname') === name,
    )
  );
}

/** Whether every node can be fenced at all. */
export const FENCING_POSSIBLE: readonly Rule[] = [
  {
    code: 'HWS-LNT-001',
    title: 'fencing is off',
    severity: 'error',
    reason:
      'A node that is cut off goes on running its services while the others start them again: two copies write the same data.',
    source: 'corosync/corosync#348, corosync/corosync-qdevice#5',
    find: fencingIsOff,
  },
  {
    code: 'HWS-LNT-002',
    title: 'fencing is on without a fence device',
    severity: 'error',
    reason: 'The cluster starts nothing until there is one, and recovers nothing from a lost node.',
    source: 'Pacemaker Explained, chapter Fencing; ewwhite/zfs-ha#24',
    find: noDevice,
  },
  {
    code: 'HWS-LNT-003',
    title: 'a node that no device can fence',
    severity: 'error',
    reason: 'When it is lost, its services stay down until a person confirms that it is off.',
    source: 'apache/cloudstack#13589, ClusterLabs/pacemaker#665',
    find: unfenceable,
  },
  {
    code: 'HWS-LNT-004',
    title: 'a node without fencing level where others have levels',
    severity: 'warning',
    reason: 'It is fenced by any device that can, in no order and without the second way that others have.',
    source: 'Pacemaker Explained, section Fencing Topologies; ClusterLabs/pacemaker#665',
    find: levelMissing,
  },
  {
    code: 'HWS-LNT-005',
    title: 'a fencing level that names what is not there',
    severity: 'error',
    reason: 'The level fails whenever it is tried, or is never tried; nobody notices until a node is lost.',
    source: 'pcs(8), stonith level verify',
    find: levelNamesNothing,
  },
];
