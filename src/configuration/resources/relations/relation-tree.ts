import type { XmlElement } from '../../../cib/xml/element.ts';
import type { Configuration } from '../../configuration.ts';
import { constraints, constraintsWithSets } from '../../constraints/constraint-list.ts';
import { findResource, idOf, membersOf, outerOf } from '../resource-tree.ts';

/** What ties resources: that one is inside another, or that they are ordered. */
export type RelationKind = 'inner' | 'outer' | 'order' | 'set';

/** A resource, or a relation of resources, in the tree of what a resource is tied to. */
export interface RelationNode {
  readonly kind: 'resource' | RelationKind;
  readonly id: string;
  /** The resource, the constraint, or for hierarchy the outer resource. */
  readonly element: XmlElement;
  /** It is shown in another place of the tree, with all that is below it. */
  readonly isElsewhere: boolean;
  readonly children: RelationNode[];
}

/** In which order relations are looked into. */
const LOOKED_AT: readonly RelationKind[] = ['order', 'set', 'inner', 'outer'];
/** In which order they are shown. */
const SHOWN: readonly string[] = ['inner', 'outer', 'order', 'set'];

/** A relation, and whom it ties. */
interface Relation {
  readonly kind: RelationKind;
  readonly id: string;
  readonly element: XmlElement;
  readonly resources: readonly string[];
}

/** A resource that is to be looked into, and how the tree came to it. */
interface Waiting {
  readonly node: RelationNode;
  readonly through: Relation | null;
  /** Resource from which the relation led here. */
  readonly from: string | null;
}

/** All that a resource is tied to, directly and by others, breadth first: each once, at its shortest distance. */
export function relationTree(configuration: Configuration, resource: XmlElement): RelationNode {
  const shown = new Set<string>([`resource ${idOf(resource)}`]);
  const make = (kind: RelationNode['kind'], id: string, element: XmlElement): RelationNode => {
    const key = `${kind} ${id}`;
    const isElsewhere = shown.has(key);
    shown.add(key);
    return { kind, id, element, isElsewhere, children: [] };
  };
  const root: RelationNode = {
    kind: 'resource',
    id: idOf(resource),
    element: resource,
    isElsewhere: false,
    children: [],
  };
  let level: Waiting[] = [{ node: root, through: null, from: null }];
  while (level.length > 0) {
    // Relations of a whole level come before the resources they lead to.
    const ties = level.flatMap(({ node, through, from }) =>
      relationsOf(configuration, node, through, from).map((relation) => {
        const tie = make(relation.kind, relation.id, relation.element);
        node.children.push(tie);
        return { tie, relation, from: node.id };
      }),
    );
    const next: Waiting[] = [];
    for (const { tie, relation, from } of ties) {
      if (tie.isElsewhere) continue;
      for (const id of relation.resources) {
        const element = findResource(configuration, id);
        if (element === null || id === from || tie.children.some((child) => child.id === id)) continue;
        const node = make('resource', id, element);
        tie.children.push(node);
        if (!node.isElsewhere) next.push({ node, through: relation, from });
      }
    }
    level = next;
  }
  sort(root);
  return root;
}

/** What a resource is tied by, but for what led to it. */
function relationsOf(
  configuration: Configuration,
  { id, element }: RelationNode,
  through: Relation | null,
  from: string | null,
): readonly Relation[] {
  const found: Relation[] = [];
  for (const order of constraintsWithSets(configuration, 'rsc_order', false)) {
    const resources = [order.get('first') ?? '', order.get('then') ?? ''];
    if (resources.includes(id)) found.push({ kind: 'order', id: idOf(order), element: order, resources });
  }
  for (const order of constraints(configuration, 'rsc_order')) {
    const resources = [...order.elements('resource_set')].flatMap((set) =>
      [...set.elements('resource_ref')].map(idOf),
    );
    if (resources.includes(id)) {
      found.push({ kind: 'set', id: idOf(order), element: order, resources: resources.sort() });
    }
  }
  const outer = outerOf(configuration, element);
  if (element.name !== 'primitive') {
    const members = membersOf(element).map(idOf);
    const others = through?.kind === 'outer' ? members.filter((member) => member !== from) : members;
    if (through?.kind !== 'outer' || others.length > 0) {
      found.push({ kind: 'inner', id, element, resources: others });
    }
  }
  if (outer !== null && through?.kind !== 'inner') {
    found.push({ kind: 'outer', id: idOf(outer), element: outer, resources: [idOf(outer)] });
  }
  return found
    .filter((one) => through === null || one.kind !== through.kind || one.id !== through.id)
    .sort((a, b) => LOOKED_AT.indexOf(a.kind) - LOOKED_AT.indexOf(b.kind));
}

function sort(node: RelationNode): void {
  node.children.sort(
    (a, b) => SHOWN.indexOf(a.kind) - SHOWN.indexOf(b.kind) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  for (const child of node.children) sort(child);
}
