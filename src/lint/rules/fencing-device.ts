import type { XmlElement } from '../../cib/xml/element.ts';
import { idOf } from '../../configuration/resources/resource-tree.ts';
import { fix, fixToFill } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';
import { namedTargets } from './fencing-possible.ts';

/** Agents whose address is that of one machine's controller. */
const ONE_MACHINE = /^fence_(?:ipmilan(?:plus)?|idrac|ilo\d?(?:_\w+)?|imm|redfish|drac\d?)$/;

/** Where a device reaches its machine; `null` when the address alone does not say. */
function machineOf(reading: Reading, device: XmlElement): string | null {
  if (!ONE_MACHINE.test(reading.agentName(device).type)) return null;
  if (reading.parameter(device, 'plug') !== null || reading.parameter(device, 'systems_uri') !== null)
    return null;
  const address = reading.parameter(device, 'ip') ?? reading.parameter(device, 'ipaddr');
  if (address === null) return null;
  return `${address}:${reading.parameter(device, 'ipport') ?? ''}`;
}

function sameMachine(reading: Reading): readonly Hit[] {
  const hits: Hit[] = [];
  for (const [at, device] of reading.devices.entries()) {
    const machine = machineOf(reading, device);
    const targets = namedTargets(reading, device);
    if (machine === null || targets === null) continue;
    if (targets.length > 1) {
      hits.push({
        subjects: [idOf(device)],
        message: `${idOf(device)} is the controller of one machine (${address(machine)}) and is to fence ${targets.join(' and ')}`,
        fixes: [fixToFill(`pcs stonith update ${idOf(device)} pcmk_host_list=NODE`, 'NODE')],
      });
    }
    for (const other of reading.devices.slice(at + 1)) {
      const others = namedTargets(reading, other);
      if (machineOf(reading, other) !== machine || others === null) continue;
      if (targets.some((name) => others.includes(name))) continue;
      hits.push({
        subjects: [idOf(device), idOf(other)],
        message: `${idOf(device)} for ${targets.join()} and ${idOf(other)} for ${others.join()} have the same address ${address(machine)}`,
        fixes: [fixToFill(`pcs stonith update ${idOf(other)} ip=ADDRESS`, 'ADDRESS')],
      });
    }
  }
  return hits;
}

function address(machine: string): string {
  return machine.replace(/:$/, '');
}

function fixedAction(reading: Reading): readonly Hit[] {
  return reading.devices.flatMap((device) => {
    const action = reading.parameter(device, 'action');
    if (action === null) return [];
    const id = idOf(device);
    const instead = ['off', 'reboot'].includes(action) ? `pcmk_reboot_action=${action}` : '';
    return [
      {
        subjects: [id],
        message: `${id} has the action ${action} in its options`,
        fixes: [fix(`pcs stonith update ${id} action= ${instead}`.trim())],
      },
    ];
  });
}

/** What is wrong with one fence device. */
export const FENCING_DEVICE: readonly Rule[] = [
  {
    code: 'HWS-LNT-009',
    title: 'one controller for two machines',
    severity: 'error',
    reason:
      'Fencing one node switches another one off; the one that is to be fenced goes on, is believed off, and its services run twice.',
    source: 'ClusterLabs/PAF#89',
    find: sameMachine,
  },
  {
    code: 'HWS-LNT-010',
    title: 'a fence device with an action in its options',
    severity: 'warning',
    reason:
      'The cluster names the action at each call; one in the options can be taken instead of it, also when the device is only looked at.',
    source: 'pcs(8): pcmk_off_action and pcmk_reboot_action instead of action',
    find: fixedAction,
  },
];
