import { parseLeadingInteger } from '../../result/integer.ts';
import { parseIntervalMs } from '../../result/interval.ts';
import type { FenceAction, FenceOperation } from '../model/fencing.ts';
import type { FenceDevice } from '../model/fencing-job.ts';

const DEFAULT_TRIES = 2;

/** What the device calls a node, from `pcmk_host_map`: `name:alias` pairs separated by `;`, blanks or commas. */
export function parseHostMap(text: string | null): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  let last: string | null = null;
  for (const part of (text ?? '').split(/[;\s]+/)) {
    // A comma may separate pairs, or the plugs of one node.
    for (const piece of part.split(',')) {
      const at = piece.indexOf(':');
      if (at > 0) {
        last = piece.slice(0, at).toLowerCase();
        map.set(last, piece.slice(at + 1));
      } else if (piece !== '' && last !== null && part.includes(','))
        map.set(last, `${map.get(last)},${piece}`);
    }
  }
  return map;
}

/** Names of `pcmk_host_list`, in lower case. */
export function parseHostList(text: string | null): ReadonlySet<string> {
  return new Set(
    (text ?? '')
      .toLowerCase()
      .split(/[\s,;]+/)
      .filter((name) => name !== ''),
  );
}

/** Whether a device can reach a node: known from its settings, or to be asked of it. */
export function reach(device: FenceDevice, target: string): 'yes' | 'no' | 'ask' {
  const list = device.settings.get('pcmk_host_list') ?? null;
  const map = device.settings.get('pcmk_host_map') ?? null;
  const check =
    device.settings.get('pcmk_host_check') ??
    (list !== null || map !== null ? 'static-list' : 'dynamic-list');
  if (check === 'none') return 'yes';
  if (check === 'static-list') {
    const name = target.toLowerCase();
    return parseHostList(list).has(name) || parseHostMap(map).has(name) ? 'yes' : 'no';
  }
  return check === 'status' ? 'yes' : 'ask';
}

/** What the device calls a node. */
export function aliasOf(device: FenceDevice, target: string): string {
  return parseHostMap(device.settings.get('pcmk_host_map') ?? null).get(target.toLowerCase()) ?? target;
}

/** What is set for an action; for a step of a reboot that has nothing of its own, what is set for a reboot. */
function actionSetting(
  { settings }: FenceDevice,
  action: FenceAction,
  operation: FenceOperation,
  what: 'timeout' | 'retries',
): string | null {
  const own = settings.get(`pcmk_${action}_${what}`);
  if (own !== undefined) return own;
  const isOfReboot = operation === 'reboot' && (action === 'off' || action === 'on');
  return (isOfReboot ? settings.get(`pcmk_reboot_${what}`) : undefined) ?? null;
}

/** Time for one run of an action; `fallbackMs` is `stonith-timeout`. */
export function actionTimeoutMs(
  device: FenceDevice,
  action: FenceAction,
  operation: FenceOperation,
  fallbackMs: number,
): number {
  const text = actionSetting(device, action, operation, 'timeout');
  const configured = text === null ? 0 : parseIntervalMs(text);
  return configured > 0 ? configured : fallbackMs;
}

/** Actions that may run at a time on a device (`pcmk_action_limit`): one unless told otherwise, negative for any number. */
export function actionLimitOf({ settings }: FenceDevice): number {
  const configured = parseLeadingInteger(settings.get('pcmk_action_limit') ?? '') ?? 1;
  return configured < 0 ? Number.POSITIVE_INFINITY : Math.max(1, configured);
}

/** Runs of an action before it counts as failed. */
export function triesOf(device: FenceDevice, action: FenceAction, operation: FenceOperation): number {
  const configured = parseLeadingInteger(actionSetting(device, action, operation, 'retries') ?? '');
  return configured === null ? DEFAULT_TRIES : Math.max(1, configured);
}

/** The agent's own name for an action. */
export function agentActionOf(device: FenceDevice, action: FenceAction): string {
  return device.settings.get(`pcmk_${action}_action`) ?? action;
}

/**
 * Delay before a node is turned off: `pcmk_delay_base` (for all nodes, or as a map), and a random part up to
 * `pcmk_delay_max`. `chance` is from 0 to 1.
 */
export function delayMs(device: FenceDevice, target: string, chance: number): number {
  const text = device.settings.get('pcmk_delay_base') ?? '0';
  const base = parseIntervalMs(
    text.includes(':') ? (parseHostMap(text).get(target.toLowerCase()) ?? '0') : text,
  );
  const max = parseIntervalMs(device.settings.get('pcmk_delay_max') ?? '0');
  return base + Math.floor(Math.max(0, max - base) * chance);
}

/** How a reboot is done with a device (creed: confirmed off before on, unless cycling is all that is asked for). */
export function rebootMethod(device: FenceDevice): 'off-on' | 'off' | 'cycle' {
  const mapped = device.settings.get('pcmk_reboot_action');
  if (mapped === 'off' || mapped === 'poweroff') return 'off';
  if (mapped !== undefined && mapped !== 'reboot') return 'cycle';
  return device.parameters.method === 'cycle' ? 'cycle' : 'off-on';
}
