import type { FenceOrder, FenceResult } from '../../controller/model/fencing.ts';
import { WORLD_EPOCH } from '../model/setup.ts';
import type { Host } from './host.ts';

/** Agents that wait until the power reading says what was asked for, as `fence_ipmilan` does. */
const VERIFYING = new Set(['fence_ipmilan']);
const COMMAND_MS = 50;
const POLL_MS = 500;
/** How long a verifying agent waits for the power to change. */
const POWER_TIMEOUT_MS = 8000;
const UNREACHABLE_MS = 20_000;

type Answer = Pick<FenceResult, 'outcome' | 'power' | 'hosts' | 'rc' | 'output'>;

const FAILED: Answer = { outcome: 'failed', power: null, hosts: null, rc: 1, output: 'failed' };
const DONE: Answer = { outcome: 'ok', power: null, hosts: null, rc: 0, output: '' };

/** Runs a fence agent on a host; `finish` is called at most once, and not at all when the host goes down meanwhile. */
export function runFenceAgent(host: Host, order: FenceOrder, finish: (result: FenceResult) => void): void {
  const { timeline, hosts } = host.surroundings;
  let startedAt = 0;
  let isOver = false;
  const end = (answer: Answer, isTimeout = false) => {
    if (isOver) return;
    isOver = true;
    finish({ ...answer, isTimeout, startedAt, endedAt: WORLD_EPOCH + timeline.now });
  };
  host.after(order.delayMs, () => {
    startedAt = WORLD_EPOCH + timeline.now;
    host.after(order.timeoutMs, () => end({ ...FAILED, output: 'timed out' }, true));
    if (order.action === 'list') {
      host.after(300, () => end({ ...DONE, hosts: [...hosts.keys()] }));
      return;
    }
    if (order.action === 'monitor') {
      host.after(130, () => end(DONE));
      return;
    }
    const target = hosts.get(order.target ?? '');
    if (target === undefined) {
      host.after(COMMAND_MS, () => end({ ...FAILED, output: 'no such plug' }));
      return;
    }
    host.after(COMMAND_MS, () => command(host, target, order, () => isOver, end));
  });
}

function command(
  host: Host,
  target: Host,
  order: FenceOrder,
  isOver: () => boolean,
  end: (answer: Answer) => void,
): void {
  if (!target.bmc.isAlive) {
    host.after(UNREACHABLE_MS, () => end({ ...FAILED, output: 'cannot reach the BMC' }));
    return;
  }
  const isVerifying = VERIFYING.has(order.agent);
  const confirm = (power: 'on' | 'off', then: () => void) => {
    if (!target.bmc.command(power)) {
      end({ ...FAILED, output: 'refused by the BMC' });
      return;
    }
    if (!isVerifying) {
      host.after(POLL_MS, then);
      return;
    }
    const deadline = host.surroundings.timeline.now + POWER_TIMEOUT_MS;
    const poll = () => {
      if (isOver()) return;
      if (target.bmc.isAlive && target.bmc.power === power) then();
      else if (host.surroundings.timeline.now >= deadline) end({ ...FAILED, output: `not ${power} in time` });
      else host.after(POLL_MS, poll);
    };
    host.after(POLL_MS, poll);
  };
  switch (order.action) {
    case 'status': {
      const { power } = target.bmc;
      host.after(80, () => end({ ...DONE, power, rc: power === 'on' ? 0 : 2 }));
      return;
    }
    case 'off':
    case 'on':
      confirm(order.action, () => end(DONE));
      return;
    case 'reboot':
      confirm('off', () => {
        // Off is what counts: a node that does not come on again is fenced all the same.
        if (isVerifying) confirm('on', () => end(DONE));
        else host.after(2000, () => confirm('on', () => end(DONE)));
      });
      return;
    default:
      end(FAILED);
  }
}
