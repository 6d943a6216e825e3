import type { FenceAction, FenceOperation } from '../model/fencing.ts';
import type { FenceDevice, FenceLevel, FenceStep } from '../model/fencing-job.ts';
import { rebootMethod } from './settings.ts';

/**
 * Agent runs of a level. A reboot is off with every device, verified by a power reading of every device, then on: so
 * that a node with two power supplies is off at some moment. Devices that can only cycle do that.
 */
export function stepsOf(level: FenceLevel, operation: FenceOperation): FenceStep[] {
  const run = (
    device: FenceDevice,
    action: FenceAction,
    isVerification = false,
    isOptional = false,
  ): FenceStep => ({
    device,
    action,
    isVerification,
    isOptional,
  });
  const { devices } = level;
  if (operation === 'on') return devices.map((device) => run(device, 'on'));
  if (operation === 'off') {
    return [
      ...devices.map((device) => run(device, 'off')),
      ...devices.map((device) => run(device, 'status', true)),
    ];
  }
  const off = devices.filter((device) => rebootMethod(device) !== 'cycle');
  const on = devices.filter((device) => rebootMethod(device) === 'off-on');
  const cycled = devices.filter((device) => rebootMethod(device) === 'cycle');
  return [
    ...off.map((device) => run(device, 'off')),
    ...off.map((device) => run(device, 'status', true)),
    ...cycled.map((device) => run(device, 'reboot')),
    ...on.map((device) => run(device, 'on', false, true)),
  ];
}
