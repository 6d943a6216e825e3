import { type Action, ActionFlag } from '../model/action.ts';
import { isGuestNode } from '../model/node.ts';
import { Order, type OrderLink } from '../model/order.ts';

/** Ordering flags that do not make then depend on whether first can run. */
const WEAK = Order.Order | Order.PrintFirst | Order.PrintThen;

/** Whether an action belongs into the graph by itself (spec C5.2). */
export function belongsInGraph(action: Action): boolean {
  if (!action.isRunnable) return false;
  if (action.isOptional && !action.has(ActionFlag.PrintAlways)) return false;
  const resource = action.resource;
  if (resource !== null && !resource.isManaged && action.task !== 'monitor') {
    const interval = action.metaValue('interval');
    if (interval === null || interval === '0') return false;
  }
  if (action.isPseudo || action.task === 'stonith' || action.task === 'do_shutdown') return true;
  const node = action.node;
  if (node === null) return false;
  if (action.has(ActionFlag.DcAllowed)) return true;
  if (isGuestNode(node) && !node.remoteRequiresReset) return true;
  return node.isOnline && !node.isUnclean;
}

/** Whether an action waits for the first of one of its links (spec C5.3). A link found pointless is emptied. */
export function isInput(then: Action, link: OrderLink): boolean {
  if (link.isInput) return true;
  const { first, flags } = link;
  if (flags === 0) return false;
  if (!first.isRunnable) {
    if ((flags & ~WEAK) === 0) return false;
    if ((flags & (Order.Any | Order.ImpliesFirstMigratable)) !== 0) return false;
  }
  if (first.has(ActionFlag.MigrateRunnable)) {
    if ((flags & Order.NonMigratingFirst) !== 0) return false;
    if (flags === Order.Order && first.key.endsWith('_stop_0')) return false;
  }
  if (flags === Order.Load) {
    const place = then.task === 'migrate_to' ? (then.resource?.assigned ?? null) : then.node;
    if (first.node === null || first.node !== place || (then.task !== 'migrate_to' && first.isOptional)) {
      link.flags = 0;
      return false;
    }
  } else if (flags === Order.AntiColocation) {
    const areApart = first.node !== null && then.node !== null && first.node !== then.node;
    if (areApart || first.isOptional) {
      link.flags = 0;
      return false;
    }
  } else if (isStopOfLostResource(first, then)) {
    link.flags = 0;
    return false;
  } else if (first.isOptional && !first.has(ActionFlag.PrintAlways | ActionFlag.InGraph)) {
    if (!belongsInGraph(first)) return false;
  }
  return true;
}

/** A clone does not wait for the stop of another resource that failed and is not ours to stop. */
function isStopOfLostResource(first: Action, then: Action): boolean {
  const resource = first.resource;
  if (resource === null || first.task !== 'stop' || then.resource?.kind !== 'clone') return false;
  return resource !== then.resource && resource.isFailed && !resource.isManaged;
}

/** Sorts the links before an action by the id of first and merges those from the same one (spec C5.3). */
export function mergeInputs(action: Action): void {
  if (action.has(ActionFlag.Deduplicated)) return;
  action.flags |= ActionFlag.Deduplicated;
  const links = action.before;
  if (links.length < 2) return;
  links.sort((a, b) => a.first.id - b.first.id);
  let kept = 0;
  for (let i = 1; i < links.length; i++) {
    const link = links[i] as OrderLink;
    const last = links[kept] as OrderLink;
    if (link.first === last.first) {
      last.flags |= link.flags;
      last.isInput ||= link.isInput;
    } else links[++kept] = link;
  }
  links.length = kept + 1;
}
