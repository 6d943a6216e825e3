import type { XmlElement } from '../../cib/xml/element.ts';
import { idOf } from '../../configuration/resources/resource-tree.ts';
import { parseTimeMs } from '../../result/interval.ts';
import { fix } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';
import { namedTargets } from './fencing-possible.ts';

const DEFAULT_TIMEOUT_MS = 60_000;

function time(text: string | null): number {
  return text === null ? 0 : (parseTimeMs(text) ?? 0);
}

/** The delay before a device fences a node; it can be one for all, or one a node (`node1:10;node2:0`). */
function baseDelay(reading: Reading, device: XmlElement, node: string): number {
  const text = reading.parameter(device, 'pcmk_delay_base');
  if (text === null || !text.includes(':')) return time(text);
  const own = text.split(/[;, ]+/).find((part) => part.split(':')[0] === node);
  return time(own?.split(':')[1] ?? null);
}

function hasRandomDelay(reading: Reading): boolean {
  return reading.devices.some((device) => time(reading.parameter(device, 'pcmk_delay_max')) > 0);
}

/** Delays of the two nodes of a cluster that can fence both; `null` when the race is settled otherwise. */
function delaysOfTwo(
  reading: Reading,
): { readonly nodes: readonly string[]; readonly delays: readonly number[] } | null {
  const nodes = reading.machineNames;
  if (nodes.length !== 2 || reading.devices.length === 0 || !reading.isOn('stonith-enabled', true))
    return null;
  if (time(reading.property('priority-fencing-delay')) > 0 || hasRandomDelay(reading)) return null;
  const delays = nodes.map((node) => {
    const able = reading.devices.filter((device) => namedTargets(reading, device)?.includes(node) ?? true);
    return Math.max(0, ...able.map((device) => baseDelay(reading, device, node)));
  });
  return { nodes, delays };
}

/** The device that gets a delay, so that one of the two nodes wins. */
function delayOneDevice(reading: Reading, node: string): string {
  const own = reading.devices.find((device) => namedTargets(reading, device)?.join() === node);
  const device = own ?? (reading.devices[0] as XmlElement);
  return `pcs stonith update ${idOf(device)} ${own === undefined ? 'pcmk_delay_max=10s' : 'pcmk_delay_base=10s'}`;
}

function noDelay(reading: Reading): readonly Hit[] {
  const two = delaysOfTwo(reading);
  if (two === null || two.delays.some((delay) => delay > 0)) return [];
  const [first = ''] = two.nodes;
  return [
    {
      subjects: two.nodes,
      message: `${two.nodes.join(' and ')} fence each other at once when the link between them breaks`,
      fixes: [fix(delayOneDevice(reading, first))],
    },
  ];
}

function equalDelays(reading: Reading): readonly Hit[] {
  const two = delaysOfTwo(reading);
  if (two === null || two.delays[0] !== two.delays[1] || two.delays[0] === 0) return [];
  const seconds = (two.delays[0] as number) / 1000;
  const [device] = reading.devices;
  return [
    {
      subjects: two.nodes,
      message: `${two.nodes.join(' and ')} are both fenced after ${seconds} s`,
      fixes: [
        fix(`pcs stonith update ${idOf(device as XmlElement)} pcmk_delay_base= pcmk_delay_max=${seconds}s`),
      ],
    },
  ];
}

function delayEatsTimeout(reading: Reading): readonly Hit[] {
  const limit = parseTimeMs(reading.property('stonith-timeout') ?? '') ?? DEFAULT_TIMEOUT_MS;
  return reading.devices.flatMap((device) => {
    const own = reading.parameter(device, 'pcmk_reboot_timeout');
    const allowed = own === null ? limit : time(own);
    const largest = reading.parameter(device, 'pcmk_delay_max');
    const base = Math.max(0, ...reading.machineNames.map((node) => baseDelay(reading, device, node)));
    const delay = largest === null ? base : Math.max(base, time(largest));
    if (delay === 0 || delay < allowed) return [];
    const wanted = Math.ceil((delay + DEFAULT_TIMEOUT_MS) / 1000);
    const command =
      own === null
        ? `pcs property set stonith-timeout=${wanted}s`
        : `pcs stonith update ${idOf(device)} pcmk_reboot_timeout=${wanted}s`;
    return [
      {
        subjects: [idOf(device)],
        message: `${idOf(device)} may wait ${delay / 1000} s before it fences, and is given ${allowed / 1000} s in all`,
        fixes: [fix(command)],
      },
    ];
  });
}

/** Who wins when two nodes fence each other, and whether the wait leaves time for the deed. */
export const FENCING_DELAY: readonly Rule[] = [
  {
    code: 'HWS-LNT-006',
    title: 'two nodes without a fencing delay',
    severity: 'warning',
    reason: 'Both may be off at the end, and everything with them.',
    source: 'ClusterLabs/pacemaker#639, ClusterLabs/pacemaker#2012',
    find: noDelay,
  },
  {
    code: 'HWS-LNT-007',
    title: 'two nodes with the same fencing delay',
    severity: 'warning',
    reason: 'Both wait and then fence each other in the same moment, as without a delay.',
    source: 'ClusterLabs/pacemaker#1294, ClusterLabs/pacemaker#2027',
    find: equalDelays,
  },
  {
    code: 'HWS-LNT-008',
    title: 'a fencing delay that takes the whole time-out',
    severity: 'error',
    reason: 'Fencing times out while it still waits, is taken for failed, and nothing is recovered.',
    source: 'pacemaker-fenced(7): pcmk_delay_max, pcmk_delay_base; ClusterLabs/pacemaker#2012',
    find: delayEatsTimeout,
  },
];
