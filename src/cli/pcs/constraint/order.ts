import { checkConstrained } from '../../../configuration/constraints/constrained-resource.ts';
import { addOrder, type OrderedAction, removeFromOrders } from '../../../configuration/constraints/order.ts';
import { lone } from '../../../configuration/report.ts';
import { findResource } from '../../../configuration/resources/resource-tree.ts';
import { type Call, FAILED } from '../call.ts';
import { readPairs, WrongWords } from '../words/pairs.ts';
import { orderConfig } from './config.ts';
import { splitAt } from './words.ts';

const ACTIONS = ['start', 'stop', 'promote', 'demote'];

/** `pcs constraint order [action] A then [action] B`. */
export function order(call: Call): Promise<number> | number {
  const { words } = call;
  if (words.length === 0) return orderConfig(call);
  const parts = splitAt(words, 'then');
  if (parts === null) return missingThen(call);
  const [before, behind] = parts;
  const first = readAction(before);
  const then = readAction(behind);
  if (first === null || then === null) return call.wrong();
  const pairs = readPairs(then.rest);
  return call.edit((configuration) => {
    const named = [first.one, then.one].flatMap(({ resource }) =>
      checkConstrained(configuration, resource, call.isForced),
    );
    if (named[0] !== undefined) return [named[0]];
    if (pairs instanceof WrongWords) return [lone('HWS-CFG-103', pairs.message ?? '')];
    return addOrder(configuration, first.one, then.one, pairs, call.isForced);
  });
}

function readAction(words: readonly string[]): { one: OrderedAction; rest: readonly string[] } | null {
  const [word, next, ...rest] = words;
  if (word === undefined) return null;
  if (!ACTIONS.includes(word)) return { one: { action: 'start', resource: word }, rest: words.slice(1) };
  return next === undefined ? null : { one: { action: word, resource: next }, rest };
}

/** Without `then` the words say no order; one that has grown together with a resource's id is found again. */
async function missingThen(call: Call): Promise<number> {
  const { words } = call;
  if (words.includes('then') || !words.some((word) => word.length > 4 && word.endsWith('then')))
    return call.wrong();
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const meant = words.flatMap((word) => {
    const id = word.slice(0, -4);
    return word.endsWith('then') && findResource(configuration, id) !== null ? [id, 'then'] : [word];
  });
  if (!meant.includes('then')) return call.wrong();
  return call.fail(
    `'then' is missing between two resources; did you mean 'pcs constraint order ${meant.join(' ')}'?`,
  );
}

/** `pcs constraint order remove`. */
export function orderRemove(call: Call): Promise<number> | number {
  if (call.words.length === 0) return call.wrong();
  return call.edit((configuration) => removeFromOrders(configuration, call.words));
}
