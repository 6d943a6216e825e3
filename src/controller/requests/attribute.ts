import { findNode, readAttribute, setAttribute } from '../cib/node-attribute.ts';
import { configurationName, countChange } from '../cib/version.ts';
import { isDc } from '../emit.ts';
import type { AttributeLifetime } from '../model/cib-change.ts';
import type { MessageBody } from '../model/message.ts';
import type { ControllerState } from '../model/state.ts';
import { abortTransition, requestSchedule } from '../transition/abort.ts';
import { beginWait, endWait } from '../waits.ts';
import { concludeChange } from './conclude.ts';

type AttributeMessage = Extract<MessageBody, { kind: 'attribute' }>;

/** An attribute is set: at once, or together with what else comes while its dampening runs. */
export function onAttribute(state: ControllerState, message: AttributeMessage): void {
  const { replicated } = state;
  const { name, value, lifetime, origin } = message;
  if (message.dampeningMs !== null) replicated.dampenings[name] = message.dampeningMs;
  const dampeningMs = replicated.dampenings[name] ?? 0;
  const names =
    message.nodes.length > 0
      ? message.nodes.map((node) => findNode(state.cib, node)?.name ?? node)
      : Object.values(replicated.members).map((member) => member.name);
  const values = Object.fromEntries(names.map((node) => [node, value]));
  const key = `${lifetime}/${name}`;
  const pending = replicated.dampened[key];
  if (pending === undefined && isAsSaid(state, name, lifetime, values)) {
    // Agents say the same again and again: nothing has changed, so nothing is waited for.
    concludeChange(state, origin, [], lifetime === 'permanent' ? configurationName(state.cib) : null);
    return;
  }
  if (dampeningMs <= 0 && pending === undefined) {
    write(state, name, lifetime, values);
  } else {
    replicated.dampened[key] = {
      name,
      lifetime,
      values: { ...pending?.values, ...values },
      dampeningMs,
    };
    if (isDc(state) && pending === undefined) awaitDampening(state, key, dampeningMs);
  }
  concludeChange(state, origin, [], lifetime === 'permanent' ? configurationName(state.cib) : null);
}

function isAsSaid(
  { cib }: ControllerState,
  name: string,
  lifetime: AttributeLifetime,
  values: Readonly<Record<string, string | null>>,
): boolean {
  return Object.entries(values).every(([text, value]) => {
    const node = findNode(cib, text);
    return node !== null && readAttribute(cib, node, name, lifetime) === value;
  });
}

/** The DC writes the attribute when its dampening has run out. */
export function awaitDampening(state: ControllerState, key: string, dampeningMs: number): void {
  beginWait(state, `dampening/${key}`, `dampening of ${key}`, state.now + dampeningMs, {
    kind: 'dampening',
    attribute: key,
  });
}

/** The dampening of an attribute has run out. */
export function onFlush(state: ControllerState, key: string): void {
  const pending = state.replicated.dampened[key];
  endWait(state, `dampening/${key}`);
  if (pending === undefined) return;
  delete state.replicated.dampened[key];
  write(state, pending.name, pending.lifetime, pending.values);
}

function write(
  state: ControllerState,
  name: string,
  lifetime: AttributeLifetime,
  values: Readonly<Record<string, string | null>>,
): void {
  let isChanged = false;
  for (const [nodeName, value] of Object.entries(values)) {
    const node = findNode(state.cib, nodeName);
    if (node !== null) isChanged = setAttribute(state.cib, node, name, value, lifetime) || isChanged;
  }
  if (!isChanged) return;
  countChange(state.cib, lifetime === 'permanent' ? 'configuration' : 'status');
  abortTransition(state, `attribute ${name} has changed`);
  requestSchedule(state, `attribute ${name} has changed`);
}
