import { findNode, hasLife, knownNodes, readAttribute, setAttribute } from '../cib/node-attribute.ts';
import { clearTransientAttributes } from '../cib/node-status.ts';
import { countChange } from '../cib/version.ts';
import { isDc } from '../emit.ts';
import type { MessageBody } from '../model/message.ts';
import type { ControllerState } from '../model/state.ts';
import { abortTransition, requestSchedule } from '../transition/abort.ts';
import { beginWait, endWait } from '../waits.ts';
import { concludeChange } from './conclude.ts';
import { ownValue } from './own-value.ts';
import { forgetPrivateValues, privateValues, setPrivateValues } from './private-attribute.ts';

type AttributeMessage = Extract<MessageBody, { kind: 'attribute' }>;

/** A transient attribute is set: at once, or together with what else comes while its dampening runs. */
export function onAttribute(state: ControllerState, message: AttributeMessage): void {
  const { replicated } = state;
  const { name, value, origin } = message;
  if (message.dampeningMs !== null) replicated.dampenings[name] = message.dampeningMs;
  const dampeningMs = ownValue(replicated.dampenings, name) ?? 0;
  const names =
    message.nodes.length > 0
      ? message.nodes.map((node) => findNode(state.cib, node)?.name ?? node)
      : Object.values(replicated.members).map((member) => member.name);
  const values = Object.fromEntries(names.map((node) => [node, value]));
  if (message.isPrivate && isNew(state, name)) replicated.privateAttributes[name] = {};
  if (privateValues(state, name) !== null) {
    setPrivateValues(state, name, values);
    concludeChange(state, origin, [], null);
    return;
  }
  const pending = ownValue(replicated.dampened, name);
  if (pending === undefined && isAsSaid(state, name, values)) {
    // Agents say the same again and again: nothing has changed, so nothing is waited for.
    concludeChange(state, origin, [], null);
    return;
  }
  if (dampeningMs <= 0 && pending === undefined) {
    write(state, name, values);
  } else {
    replicated.dampened[name] = {
      values: { ...pending?.values, ...values },
      dampeningMs,
    };
    if (isDc(state) && pending === undefined) awaitDampening(state, name, dampeningMs);
  }
  concludeChange(state, origin, [], null);
}

/** Whether no node has a transient attribute of this name, in the CIB or on its way there. */
function isNew(state: ControllerState, name: string): boolean {
  const { cib, replicated } = state;
  if (ownValue(replicated.dampened, name) !== undefined || privateValues(state, name) !== null) return false;
  return knownNodes(cib).every((node) => readAttribute(cib, node, name, 'transient') === null);
}

function isAsSaid(
  { cib }: ControllerState,
  name: string,
  values: Readonly<Record<string, string | null>>,
): boolean {
  return Object.entries(values).every(([text, value]) => {
    const node = findNode(cib, text);
    return node !== null && readAttribute(cib, node, name, 'transient') === value;
  });
}

/** The DC writes the attribute when its dampening has run out. */
export function awaitDampening(state: ControllerState, name: string, dampeningMs: number): void {
  beginWait(state, `dampening/${name}`, `dampening of ${name}`, state.now + dampeningMs, {
    kind: 'dampening',
    attribute: name,
  });
}

/** The dampening of an attribute has run out. */
export function onFlush(state: ControllerState, name: string): void {
  const pending = ownValue(state.replicated.dampened, name);
  endWait(state, `dampening/${name}`);
  if (pending === undefined) return;
  delete state.replicated.dampened[name];
  write(state, name, pending.values);
}

/** The life of a node's daemon is over, and with it that of its transient attributes, written or not. */
export function forgetAttributes(state: ControllerState, nodeId: number): void {
  const { cib, replicated } = state;
  const name = replicated.known[nodeId]?.name;
  for (const [key, pending] of Object.entries(replicated.dampened)) {
    if (name === undefined || pending.values[name] === undefined) continue;
    const { [name]: _, ...values } = pending.values;
    replicated.dampened[key] = { ...pending, values };
  }
  if (name !== undefined) forgetPrivateValues(state, name);
  if (clearTransientAttributes(cib, String(nodeId))) countChange(cib, 'status');
}

function write(state: ControllerState, name: string, values: Readonly<Record<string, string | null>>): void {
  let isChanged = false;
  for (const [nodeName, value] of Object.entries(values)) {
    const node = findNode(state.cib, nodeName);
    if (node === null || !hasLife(node.id, state.replicated.members)) continue;
    isChanged = setAttribute(state.cib, node, name, value, 'transient') || isChanged;
  }
  if (!isChanged) return;
  countChange(state.cib, 'status');
  abortTransition(state, `attribute ${name} has changed`);
  requestSchedule(state, `attribute ${name} has changed`);
}
