import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { actionAttributes } from './attributes.ts';
import { actionElement, fullActionElement, namedPrimitive, primitiveElement } from './element.ts';
import { remotesWithChangedMaintenance, type Synapse, type TransitionGraph } from './transition.ts';

/** The transition graph as XML, laid out as `crm_simulate -G` writes it (spec C5). */
export function renderGraphXml(graph: TransitionGraph, cluster: Cluster): string {
  return [...graphXmlParts(graph, cluster)].join('');
}

/** The same text in pieces, one a synapse: large graphs need not be held as one string. */
function* graphXmlParts(graph: TransitionGraph, cluster: Cluster): Generator<string> {
  const head = `<transition_graph${attributeText(graph.header)}`;
  if (graph.synapses.length === 0) {
    yield `${head}/>\n`;
    return;
  }
  yield `${head}>\n`;
  for (const synapse of graph.synapses) yield synapseText(cluster, synapse);
  yield '</transition_graph>\n';
}

function synapseText(cluster: Cluster, synapse: Synapse): string {
  const priority = synapse.priority > 0 ? ` priority="${synapse.priority}"` : '';
  let inputs = '    <inputs/>\n';
  if (synapse.inputs.length > 0) {
    inputs = '    <inputs>\n';
    for (const input of synapse.inputs) inputs += triggerText(input);
    inputs += '    </inputs>\n';
  }
  return (
    `  <synapse id="${synapse.id}"${priority}>\n    <action_set>\n` +
    `${actionText(cluster, synapse)}    </action_set>\n${inputs}  </synapse>\n`
  );
}

function triggerText(action: Action): string {
  const { name, attributes } = actionElement(action);
  return `      <trigger>\n        <${name}${attributeText(attributes)}/>\n      </trigger>\n`;
}

function actionText(cluster: Cluster, synapse: Synapse): string {
  const { action } = synapse;
  const { name, attributes } = fullActionElement(action);
  const primitive = namedPrimitive(action);
  let text = `      <${name}${attributeText(attributes)}>\n`;
  if (primitive !== null) text += `        <primitive${attributeText(primitiveElement(primitive))}/>\n`;
  text += valuesText(actionAttributes(cluster, action));
  const downed = downedNodes(action);
  if (downed.length > 0) {
    text += '        <downed>\n';
    for (const id of downed) text += `          <node id="${escapeXml(id)}"/>\n`;
    text += '        </downed>\n';
  }
  if (action.key === 'maintenance_nodes') {
    text += '        <maintenance>\n';
    for (const node of remotesWithChangedMaintenance(cluster)) {
      text += `          <node id="${escapeXml(node.id)}" node_in_maintenance="${node.isMaintenance ? 1 : 0}"/>\n`;
    }
    text += '        </maintenance>\n';
  }
  return `${text}      </${name}>\n`;
}

/** Values for the agent; a name that XML cannot have as an attribute becomes a child (spec C5.4.4). */
function valuesText(values: ReadonlyMap<string, string>): string {
  let attributes = '';
  let children = '';
  for (const [name, value] of values) {
    const first = name.charCodeAt(0);
    if (first >= 48 && first <= 57) {
      children += `          <param name="${escapeXml(name)}" value="${escapeXml(value)}"/>\n`;
    } else attributes += ` ${name}="${escapeXml(value)}"`;
  }
  if (children === '') return `        <attributes${attributes}/>\n`;
  return `        <attributes${attributes}>\n${children}        </attributes>\n`;
}

/** Ids of nodes that will be down after an action (spec C5.4.5). */
export function downedNodes(action: Action): readonly string[] {
  const { node, resource } = action;
  if (action.task === 'do_shutdown') return node === null ? [] : [node.id];
  if (action.task === 'stonith') {
    const operation = action.metaValue('stonith_action');
    const isPowerOff = operation === 'off' || operation === 'reboot' || operation === 'poweroff';
    return node === null || !isPowerOff ? [] : [node.id, ...guestsOn(node)];
  }
  if (action.task === 'stop' && !action.isPseudo && resource?.isRemoteConnection === true) {
    // Also a migration that was given up counts.
    const moves = action.before.some(
      ({ first }) => first.resource === resource && first.task === 'migrate_from',
    );
    return moves ? [] : [resource.id];
  }
  return [];
}

function guestsOn(host: ClusterNode): string[] {
  const ids: string[] = [];
  for (const resource of host.running) {
    if (resource.isRemoteConnection && resource.container !== null) ids.push(resource.id);
  }
  return ids;
}

function attributeText(attributes: readonly (readonly [string, string])[]): string {
  let text = '';
  for (const [name, value] of attributes) text += ` ${name}="${escapeXml(value)}"`;
  return text;
}

const SPECIAL = /[&<>"'\p{Cc}]/u;
const EACH_SPECIAL = /[&<>"'\p{Cc}]/gu;

/** Escapes a value the way the graph's readers expect: line ends as `\n`, other control characters as blanks. */
function escapeXml(text: string): string {
  return SPECIAL.test(text) ? text.replace(EACH_SPECIAL, escapeCharacter) : text;
}

function escapeCharacter(character: string): string {
  switch (character) {
    case '&':
      return '&amp;';
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    case '"':
      return '&quot;';
    case "'":
      return '&apos;';
    case '\n':
      return '\\n';
    case '\t':
      return '    ';
    default:
      return ' ';
  }
}
