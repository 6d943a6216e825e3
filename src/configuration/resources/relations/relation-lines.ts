import type { XmlElement } from '../../../cib/xml/element.ts';
import { idOf, membersOf } from '../resource-tree.ts';
import type { RelationNode } from './relation-tree.ts';

/** A tree of relations as lines; in full with kinds of resources and ids of relations. */
export function relationLines(root: RelationNode, isFull: boolean): readonly string[] {
  return [titleOf(root, isFull), ...below(root, isFull)];
}

function below(node: RelationNode, isFull: boolean): readonly string[] {
  const { children } = node;
  const bar = children.length > 0 ? '|  ' : '   ';
  const details = node.isElsewhere ? [] : detailsOf(node).map((line) => `${bar}${line}`);
  const lines = children.flatMap((child, at) => {
    const isLast = at === children.length - 1;
    const indent = isLast ? '   ' : '|  ';
    const head = `${isLast ? '`- ' : '|- '}${titleOf(child, isFull)}`;
    return [head, ...below(child, isFull).map((line) => `${indent}${line}`)];
  });
  return [...details, ...lines];
}

const TITLES = {
  inner: 'inner resource(s)',
  outer: 'outer resource',
  order: 'order',
  set: 'order set',
} as const;

function titleOf({ kind, id, element, isElsewhere }: RelationNode, isFull: boolean): string {
  const elsewhere = isElsewhere ? ' [displayed elsewhere]' : '';
  if (kind === 'resource') return `${id}${isFull ? ` (resource: ${kindOf(element)})` : ''}${elsewhere}`;
  return `${TITLES[kind]}${isFull ? ` (${id})` : ''}${elsewhere}`;
}

function kindOf(element: XmlElement): string {
  if (element.name === 'master') return 'clone';
  if (element.name !== 'primitive') return element.name;
  return [element.get('class'), element.get('provider'), element.get('type')].filter(Boolean).join(':');
}

function detailsOf({ kind, element }: RelationNode): readonly string[] {
  switch (kind) {
    case 'inner': {
      const members = membersOf(element).map(idOf);
      return members.length > 1 ? [`members: ${members.join(' ')}`] : [];
    }
    case 'order': {
      const action = (side: string): string => element.get(`${side}-action`) ?? 'start';
      const sides = `${action('first')} ${element.get('first')} then ${action('then')} ${element.get('then')}`;
      return [sides, ...options(element, ['id', 'first', 'then', 'first-action', 'then-action'])];
    }
    case 'set':
      return [...options(element, ['id']), ...[...element.elements('resource_set')].map(setLine)];
    default:
      return [];
  }
}

function setLine(set: XmlElement): string {
  const [given] = options(set, ['id']);
  const members = [...set.elements('resource_ref')].map(idOf);
  return `   set ${members.join(' ')}${given === undefined ? '' : ` (${given})`}`;
}

/** Attributes as `name=value` in order of their names, on one line; none when there are none. */
function options(element: XmlElement, left: readonly string[]): readonly string[] {
  const { attributes } = element;
  const pairs: string[] = [];
  for (let at = 0; at < attributes.length; at += 2) {
    const name = attributes[at] as string;
    if (!left.includes(name)) pairs.push(`${name}=${attributes[at + 1]}`);
  }
  return pairs.length === 0 ? [] : [pairs.sort().join(' ')];
}
