import { isTrue } from '../../result/boolean.ts';
import { parseCount } from '../../result/integer.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Clone, Primitive, Resource } from '../model/resource.ts';
import { topResource } from '../model/resource.ts';
import { capabilitiesOf } from './agent-class.ts';
import { registerTree } from './find.ts';
import { report } from './report.ts';
import { unpackResource } from './resource.ts';

/** Reads the settings of a clone and makes its first instances (spec A7.4). Returns whether it is valid. */
export function unpackClone(cluster: Cluster, clone: Clone): boolean {
  const { meta } = clone;
  const count = (name: string, fallback: number) => {
    const text = meta.get(name);
    return text === undefined ? fallback : parseCount(text, 0);
  };
  if (clone.definition.child === null) {
    report(
      cluster,
      'error',
      'HWS-SCH-008',
      clone.id,
      `Clone ${clone.id} has nothing to clone and is ignored`,
      'Put one primitive or one group into it',
    );
    return false;
  }
  if (clone.isPromotable) {
    clone.promotedMax = count('promoted-max', count('master-max', 1));
    clone.promotedNodeMax = count('promoted-node-max', count('master-node-max', 1));
  }
  // Inherited by the instances: a little stickiness keeps them from being shuffled between nodes.
  if (!meta.has('resource-stickiness')) meta.set('resource-stickiness', '1');
  if (!meta.has('globally-unique')) meta.set('globally-unique', clone.isUnique ? 'true' : 'false');
  clone.cloneMax = count('clone-max', Math.max(1, cluster.nodes.length));
  clone.cloneNodeMax = count('clone-node-max', 1);
  clone.cloneMin = count('clone-min', 0);
  clone.isOrdered = isTrue(meta.get('ordered') ?? null);
  clone.interleaves = isTrue(meta.get('interleave') ?? null);
  if (!clone.isUnique && clone.cloneNodeMax > 1) {
    report(
      cluster,
      'error',
      'HWS-SCH-009',
      clone.id,
      `Anonymous clone ${clone.id} can run only one instance a node; clone-node-max is ignored`,
      'Remove clone-node-max or set globally-unique=true',
    );
    clone.cloneNodeMax = 1;
  }

  if (clone.cloneMax <= 0) return makeInstance(cluster, clone) !== null;
  while (clone.createdInstances < clone.cloneMax) {
    if (makeInstance(cluster, clone) === null) return false;
  }
  return true;
}

/**
 * Makes the next instance of a clone; an orphan when there are enough already (spec A7.4.3). `null` when the cloned
 * resource is invalid.
 */
export function createInstance(cluster: Cluster, clone: Clone): Resource | null {
  const instance = makeInstance(cluster, clone);
  if (instance !== null) registerTree(cluster, instance);
  return instance;
}

/**
 * Fits a clone to what the class of a leaf can do (spec A7.4.5): a unique clone may become anonymous. Returns whether
 * the leaf is valid.
 */
export function checkCapabilities(cluster: Cluster, leaf: Primitive): boolean {
  const top = topResource(leaf);
  if (top.kind !== 'clone') return true;
  const able = capabilitiesOf(leaf.definition.class);
  if (leaf.isUnique && !able.unique) makeAnonymous(cluster, top, leaf);
  if (!top.isPromotable || able.promotable) return true;
  report(
    cluster,
    'error',
    'HWS-SCH-010',
    leaf.configuredId,
    `${leaf.configuredId} cannot be promoted: agents of class ${leaf.definition.class ?? '(none)'} have no roles`,
    'Use an OCF agent with promote and demote, or do not make the clone promotable',
  );
  return false;
}

function makeInstance(cluster: Cluster, clone: Clone): Resource | null {
  const child = clone.definition.child;
  if (child === null) return null;
  const number = clone.createdInstances;
  const limit = clone.cloneMax;
  const instance = unpackResource(cluster, child, clone, number);
  if (instance === null) return null;
  clone.createdInstances++;
  clone.children.push(instance);
  if (number >= limit) markOrphan(instance);
  if (!instance.meta.has('clone-max')) instance.meta.set('clone-max', String(limit));
  return instance;
}

function markOrphan(resource: Resource): void {
  resource.isOrphan = true;
  for (const child of resource.children) markOrphan(child);
}

function makeAnonymous(cluster: Cluster, clone: Clone, leaf: Primitive): void {
  if (clone.isUnique) {
    report(
      cluster,
      'warning',
      'HWS-SCH-011',
      clone.id,
      `Clone ${clone.id} cannot be globally unique: agents of class ${leaf.definition.class ?? '(none)'} cannot tell instances apart`,
      'Remove globally-unique, or use an OCF agent',
    );
  }
  clone.cloneNodeMax = 1;
  clone.cloneMax = Math.min(clone.cloneMax, cluster.nodes.length);
  leaf.isUnique = false;
  clearUnique(clone);
}

/** Reaches the instances that are complete; siblings of the leaf in the one being made keep their flag. */
function clearUnique(resource: Resource): void {
  resource.isUnique = false;
  for (const child of resource.children) if (child.isUnique || child.kind === 'group') clearUnique(child);
}
