import { upgrade } from '../../cib/upgrade/upgrade.ts';
import { cibVersion, compareCibVersions, formatCibVersion } from '../../cib/version.ts';
import { XmlElement } from '../../cib/xml/element.ts';
import type { Problem } from '../../result/problem.ts';
import type { ChildPosition, CibChange } from '../model/cib-change.ts';
import { controllerProblem } from '../problem.ts';
import { findOrMake, findTarget, missingTarget } from './element-target.ts';
import { parseTree } from './tree.ts';

/** Changes that touch the configuration. */
export type ConfigurationChange = Extract<
  CibChange,
  {
    kind:
      | 'replace-configuration'
      | 'replace-element'
      | 'create-element'
      | 'modify-element'
      | 'delete-element'
      | 'add-node'
      | 'forget-node';
  }
>;

/** Applies a change of the configuration to a root whose configuration may be spoilt; answers what is wrong with it. */
export function changeConfiguration(root: XmlElement, change: ConfigurationChange): readonly Problem[] {
  switch (change.kind) {
    case 'replace-configuration':
      return replaceConfiguration(root, change.xml);
    case 'replace-element': {
      const found = findTarget(root, change.target);
      if (found === null) return [missingTarget(change.target)];
      const parsed = parseTree(change.xml);
      if (!parsed.ok) return parsed.problems;
      found.parent.children.splice(found.parent.children.indexOf(found.element), 1, parsed.value);
      return [];
    }
    case 'create-element': {
      const parent = findOrMake(root, change.parent);
      if (parent === null) return [missingTarget(change.parent)];
      const parsed = parseTree(change.xml);
      if (!parsed.ok) return parsed.problems;
      return insert(parent, parsed.value, change.position);
    }
    case 'modify-element': {
      const found = findTarget(root, change.target);
      if (found === null) return [missingTarget(change.target)];
      for (const [name, value] of Object.entries(change.set)) found.element.set(name, value);
      for (const name of change.unset) found.element.unset(name);
      return [];
    }
    case 'delete-element': {
      const found = findTarget(root, change.target);
      if (found === null) return change.isOptional ? [] : [missingTarget(change.target)];
      found.parent.remove(found.element);
      return [];
    }
    case 'add-node': {
      const nodes = findOrMake(root, nodesSection);
      if (nodes === null || nodeOf(nodes, change.id) !== null) return [];
      nodes.children.push(new XmlElement('node', ['id', change.id, 'uname', change.name]));
      return [];
    }
    case 'forget-node': {
      const nodes = findOrMake(root, nodesSection);
      const node = nodes === null ? null : nodeOf(nodes, change.id);
      if (node !== null) nodes?.remove(node);
      return [];
    }
  }
}

const nodesSection = {
  by: 'path',
  path: [
    { element: 'configuration', id: null },
    { element: 'nodes', id: null },
  ],
} as const;

function nodeOf(nodes: XmlElement, id: string): XmlElement | null {
  for (const node of nodes.elements('node')) if (node.get('id') === id) return node;
  return null;
}

function insert(parent: XmlElement, child: XmlElement, position: ChildPosition): readonly Problem[] {
  if (position === 'last') {
    parent.children.push(child);
    return [];
  }
  const [neighbour, shift] = 'before' in position ? [position.before, 0] : [position.after, 1];
  const at = parent.children.findIndex((node) => node.kind === 'element' && node.get('id') === neighbour);
  if (at < 0) return [missingTarget({ by: 'id', id: neighbour, element: null })];
  parent.children.splice(at + shift, 0, child);
  return [];
}

/** Takes over a whole configuration, or that of a whole CIB, which must not be older than ours. */
function replaceConfiguration(root: XmlElement, xml: string): readonly Problem[] {
  const parsed = parseTree(xml);
  if (!parsed.ok) return parsed.problems;
  const given = parsed.value;
  if (given.name === 'cib') upgrade(given);
  const configuration = given.name === 'cib' ? given.first('configuration') : given;
  if (configuration === null || configuration.name !== 'configuration') {
    return [
      controllerProblem(
        'HWS-CTL-003',
        `A <configuration> or <cib> is needed, this is <${given.name}>`,
        'Give the whole configuration, or change single elements',
      ),
    ];
  }
  if (given.name === 'cib') {
    const ours = cibVersion(root);
    const theirs = cibVersion(given);
    if (compareCibVersions({ ...theirs, numUpdates: 0 }, { ...ours, numUpdates: 0 }) < 0) {
      return [
        controllerProblem(
          'HWS-CTL-001',
          `The cluster has configuration ${formatCibVersion(ours)}, newer than the one given (${formatCibVersion(theirs)})`,
          'Read the configuration again, make the change there and try again',
        ),
      ];
    }
    for (const name of ['admin_epoch', 'epoch', 'validate-with']) {
      const value = given.get(name);
      if (value !== null) root.set(name, value);
    }
  }
  const old = root.first('configuration');
  if (old === null) root.children.unshift(configuration);
  else root.children.splice(root.children.indexOf(old), 1, configuration);
  return [];
}
