import { countedValue, findNode, hasLife } from '../cib/node-attribute.ts';
import type { ControllerState } from '../model/state.ts';
import { ownValue } from './own-value.ts';

/**
 * Attributes of nodes that agents tell each other and that are nobody else's business: all members know them, the CIB
 * does not, and so nothing is decided by them (attrd_updater(8), `--private`).
 */

/** Values of a private attribute by node name; `null` when there is no private one of this name. */
export function privateValues(state: ControllerState, name: string): Readonly<Record<string, string>> | null {
  return ownValue(state.replicated.privateAttributes, name) ?? null;
}

/** Sets the private attribute on some nodes; `null` takes it from a node. Nodes that are not in the cluster get none. */
export function setPrivateValues(
  { cib, replicated }: ControllerState,
  name: string,
  values: Readonly<Record<string, string | null>>,
): void {
  const next = new Map(Object.entries(replicated.privateAttributes[name] ?? {}));
  for (const [nodeName, value] of Object.entries(values)) {
    const node = findNode(cib, nodeName);
    if (value === null) next.delete(nodeName);
    else if (node !== null && hasLife(node.id, replicated.members))
      next.set(nodeName, countedValue(value, next.get(nodeName) ?? null));
  }
  replicated.privateAttributes[name] = Object.fromEntries(next);
}

/** A node has left: what was said of it is over. */
export function forgetPrivateValues({ replicated }: ControllerState, node: string): void {
  for (const [name, values] of Object.entries(replicated.privateAttributes)) {
    if (!Object.hasOwn(values, node)) continue;
    const { [node]: _, ...others } = values;
    replicated.privateAttributes[name] = others;
  }
}
