import type { XmlElement } from '../../cib/xml/element.ts';
import { type CibEditor, setAttributes } from './cib-editor.ts';

const ONLINE: readonly (readonly [string, string])[] = [
  ['in_ccm', 'true'],
  ['crmd', 'online'],
  ['join', 'member'],
  ['expected', 'member'],
];

const FAILED: readonly (readonly [string, string])[] = [
  ['in_ccm', 'false'],
  ['crmd', 'online'],
  ['join', 'member'],
  ['expected', 'member'],
];

const OFFLINE: readonly (readonly [string, string])[] = [
  ['in_ccm', 'false'],
  ['crmd', 'offline'],
  ['join', 'down'],
  ['expected', 'down'],
];

/** Marks a node as what it has become and notes who said so. */
function setState(
  editor: CibEditor,
  state: XmlElement,
  values: readonly (readonly [string, string])[],
  origin: string,
): void {
  if (setAttributes(state, [...values, ['crm-debug-origin', origin]])) editor.noteChange();
}

/**
 * The status entry of a node, made when the node is known and has none; `null` for an unknown node. Once a node has
 * been brought online, every node that is written to is added to the configuration, even one that is known in other
 * ways, guest nodes for example (observed).
 */
export function nodeStateFor(editor: CibEditor, name: string): XmlElement | null {
  const configured = editor.configuredNode(name);
  if (configured === null && editor.addsNodes) editor.addConfiguredNode(name);
  const found = editor.nodeState(name);
  if (found !== null) return found;
  if (configured === null && !editor.addsNodes && !editor.namesRemoteNode(name)) return null;
  return editor.createNodeState(name, configured?.get('id') ?? name);
}

/** Brings a node online (spec C6.6.2). */
export function bringOnline(editor: CibEditor, state: XmlElement): void {
  setState(editor, state, ONLINE, 'crm_simulate');
}

/** Makes a node fail: its processes believe to be fine, the membership has lost it (spec C6.6.2). */
export function failNode(editor: CibEditor, state: XmlElement): void {
  setState(editor, state, FAILED, 'crm_simulate');
}

/** Takes a node offline and forgets what it ran and its transient attributes (spec C6.5.8, C6.6.2). */
export function takeOffline(editor: CibEditor, state: XmlElement, origin = 'crm_simulate'): void {
  setState(editor, state, OFFLINE, origin);
  if (editor.removeChildren(state, 'lrm')) editor.noteChange();
  if (editor.removeChildren(state, 'transient_attributes')) editor.noteChange();
}
