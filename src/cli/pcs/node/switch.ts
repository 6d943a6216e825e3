import { hostname } from 'node:os';
import { switchNodes } from '../../../configuration/node-settings/attributes.ts';
import type { Call } from '../call.ts';

/** `pcs node standby`, `unstandby`, `maintenance`, `unmaintenance`. */
export function nodeSwitch(
  attribute: 'standby' | 'maintenance',
  isOn: boolean,
): (call: Call) => Promise<number> | number {
  return (call) => {
    const { words } = call;
    const isAll = call.has('all');
    if (isAll && words.length > 0) return call.fail('Cannot specify both --all and a list of nodes.');
    if (!isAll && words.length === 0 && call.target.kind === 'file') {
      return call.fail('Node(s) must be specified if -f is used');
    }
    const names = isAll ? 'all' : words.length > 0 ? words : [hostname()];
    return call.edit((configuration) => switchNodes(configuration, names, attribute, isOn));
  };
}
