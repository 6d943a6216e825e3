import { XmlElement } from '../cib/xml/element.ts';
import { leaves, type Resource } from '../scheduler/model/resource.ts';
import { all, type SingleChange, withAttributes, withChange } from './single-change.ts';

/** What a resource that is to run must not be told otherwise. */
const WANTED_META: ReadonlyMap<string, string> = new Map([
  ['target-role', 'Started'],
  ['is-managed', 'true'],
  ['maintenance', 'false'],
]);

const CONFIGURED: ReadonlySet<string> = new Set(['primitive', 'group', 'clone', 'master', 'bundle']);

/** Changes of what a resource, what it is part of, or what it consists of is told about running. */
export function* resourceOptionChanges(root: XmlElement, resource: Resource): Generator<SingleChange> {
  const ids = new Set<string>();
  for (let at: Resource | null = resource; at !== null; at = at.parent) ids.add(at.configuredId);
  for (const leaf of leaves(resource)) ids.add(leaf.configuredId);
  const own = new Set<string>();
  for (const element of all(root)) {
    if (!ids.has(element.get('id') ?? '')) continue;
    for (const set of element.elements('meta_attributes')) {
      for (const pair of set.elements('nvpair')) {
        const value = WANTED_META.get(pair.get('name') ?? '');
        if (value === undefined) continue;
        own.add(pair.get('name') ?? '');
        if (pair.get('value') === value) continue;
        yield {
          kind: 'attribute',
          what: `${pair.get('name')} of ${element.get('id')} is ${value}`,
          command: `pcs resource meta ${element.get('id')} ${pair.get('name')}=${value}`,
          apply: (original) =>
            withChange(original, (other) => (other === pair ? withAttributes(pair, { value }) : undefined)),
        };
      }
    }
  }
  yield* overrulingChanges(resource, own);
}

/** What a template or the resource defaults say is overruled by the resource's own word. */
function* overrulingChanges(resource: Resource, own: ReadonlySet<string>): Generator<SingleChange> {
  let outermost = resource;
  while (outermost.parent !== null) outermost = outermost.parent;
  const id = outermost.configuredId;
  for (const [name, value] of WANTED_META) {
    if (own.has(name)) continue;
    const differs = leaves(resource).some(
      (leaf) => (leaf.meta.get(name) ?? value).toLowerCase() !== value.toLowerCase(),
    );
    if (!differs) continue;
    const pair = new XmlElement('nvpair', ['id', `what-if-${id}-${name}`, 'name', name, 'value', value]);
    const set = new XmlElement('meta_attributes', ['id', `what-if-${id}`, 'score', 'INFINITY'], [pair]);
    yield {
      kind: 'attribute',
      what: `${name} of ${id} is ${value}`,
      command: `pcs resource meta ${id} ${name}=${value}`,
      apply: (original) =>
        withChange(original, (element) =>
          CONFIGURED.has(element.name) && element.get('id') === id
            ? new XmlElement(element.name, element.attributes, [set, ...element.children])
            : undefined,
        ),
    };
  }
}
