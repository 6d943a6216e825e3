import type { Cluster } from '../model/cluster.ts';

/** Which nodes share a value of one node attribute, by node index (spec B8.5, B8.9). */
export interface AttributeClasses {
  readonly classOf: Int32Array;
  /** Room for one number per class, for computations that need it for a moment. */
  readonly scratch: Int32Array;
}

const MISSING = '\u0000missing';
const known = new WeakMap<Cluster, Map<string, AttributeClasses>>();

/**
 * Groups all nodes by the value of an attribute, ignoring case; nodes that lack it are alike too (spec B16.7). Node
 * attributes do not change while resources are placed, so the grouping is made once per attribute.
 */
export function attributeClasses(cluster: Cluster, attribute: string): AttributeClasses {
  let byAttribute = known.get(cluster);
  if (byAttribute === undefined) {
    byAttribute = new Map();
    known.set(cluster, byAttribute);
  }
  let classes = byAttribute.get(attribute);
  if (classes === undefined) {
    classes = group(cluster, attribute);
    byAttribute.set(attribute, classes);
  }
  return classes;
}

function group(cluster: Cluster, attribute: string): AttributeClasses {
  const numbers = new Map<string, number>();
  const classOf = new Int32Array(cluster.nodesByIndex.length);
  for (const node of cluster.nodesByIndex) {
    const value = node.attributes.get(attribute)?.toLowerCase() ?? MISSING;
    let number = numbers.get(value);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(value, number);
    }
    classOf[node.index] = number;
  }
  return { classOf, scratch: new Int32Array(numbers.size) };
}
