import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode } from '../model/node.ts';
import type { Clone, Primitive, Resource } from '../model/resource.ts';
import { currentNode } from '../unpack/current-node.ts';
import { parametersOn } from '../unpack/parameters.ts';

/** Feature set of the release whose decisions these are. */
export const FEATURE_SET = '3.16.1';

/**
 * All values handed to an agent with an action: parameters and, as `CRM_meta_*`, what the cluster adds (spec C5.4.4).
 * Computed on demand, since graphs may have hundreds of thousands of actions. Sorted by name.
 */
export function actionAttributes(cluster: Cluster, action: Action): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const setNew = (name: string, value: string): void => {
    if (!values.has(name)) values.set(name, value);
  };
  values.set('crm_feature_set', FEATURE_SET);
  if (action.extra !== null) for (const [name, value] of action.extra) setNew(name, value);
  const resource = action.resource;
  if (resource?.kind === 'primitive') {
    for (const [name, value] of actionParameters(cluster, resource, action)) setNew(name, value);
  }
  // Pairs of the action itself come before the configured ones that they replace.
  if (action.meta !== null) for (const [name, value] of action.meta) setMeta(values, name, value, false);
  if (action.options !== null) {
    for (const [name, value] of action.options.meta) setMeta(values, name, value, false);
  }
  if (resource !== null) addResourceMeta(values, resource);
  if (resource !== null) addPhysicalHost(values, action, resource);
  else if (action.task === 'stonith' && action.node !== null) {
    for (const [name, value] of action.node.attributes) setMeta(values, name, value, false);
  }
  if (action.node !== null && (!action.isPseudo || action.task === 'stonith')) {
    setMeta(values, 'on_node', action.node.name, false);
    setMeta(values, 'on_node_uuid', action.node.id, false);
  }
  return new Map([...values].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** Parameters of a primitive for one of its actions; the address of a bundle's connection is filled in. */
function* actionParameters(
  cluster: Cluster,
  primitive: Primitive,
  action: Action,
): Generator<readonly [string, string]> {
  for (const [name, value] of parametersOn(cluster, primitive, action.node)) {
    if (name === 'addr' && value === '#uname' && primitive.isRemoteConnection) {
      const container = primitive.container;
      const host = container === null ? null : (container.assigned ?? currentNode(container));
      yield [name, host?.name ?? value];
    } else yield [name, value];
  }
}

/** Enters a meta attribute under its name in the environment of agents. */
function setMeta(values: Map<string, string>, name: string, value: string, overwrite: boolean): void {
  if (name.includes('#') || name.includes(':')) return;
  const full = `CRM_meta_${name.replaceAll('-', '_')}`;
  if (overwrite || !values.has(full)) values.set(full, value);
}

function addResourceMeta(values: Map<string, string>, resource: Resource): void {
  if (resource.kind === 'primitive') {
    if (resource.instance !== null) setMeta(values, 'clone', String(resource.instance), true);
    const remote = resource.meta.get('remote-node');
    if (remote !== undefined) setMeta(values, 'remote_node', remote, true);
    let container: Resource | null = null;
    for (let r: Resource | null = resource; r !== null; r = r.parent) container = r.container ?? container;
    if (container !== null) setMeta(values, 'container', container.id, true);
    const address = externalAddress(resource);
    if (address !== null) values.set('pcmk_external_ip', address);
  }
  for (let r: Resource | null = resource; r !== null; r = r.parent) {
    if (r.kind === 'clone') addCloneMeta(values, r);
  }
}

function addCloneMeta(values: Map<string, string>, clone: Clone): void {
  setMeta(values, 'globally_unique', String(clone.isUnique), true);
  setMeta(values, 'notify', String(clone.notifies), true);
  setMeta(values, 'clone_max', String(clone.cloneMax), true);
  setMeta(values, 'clone_node_max', String(clone.cloneNodeMax), true);
  if (!clone.isPromotable) return;
  setMeta(values, 'promoted_max', String(clone.promotedMax), true);
  setMeta(values, 'promoted_node_max', String(clone.promotedNodeMax), true);
  setMeta(values, 'master_max', String(clone.promotedMax), true);
  setMeta(values, 'master_node_max', String(clone.promotedNodeMax), true);
}

/** Address of the replica an instance runs in. */
function externalAddress(resource: Primitive): string | null {
  const bundle = resource.parent?.parent;
  if (bundle?.kind !== 'bundle') return null;
  for (const replica of bundle.replicas) if (replica.inner === resource) return replica.ipAddress;
  return null;
}

/** On a guest node agents are told on which host its container is (spec C5.4.4). */
function addPhysicalHost(values: Map<string, string>, action: Action, resource: Resource): void {
  const node = action.node;
  if (node === null || !isGuestNode(node)) return;
  const container = node.connection?.container ?? null;
  if (container === null) return;
  const task =
    action.task === 'notify' || action.task === 'notified'
      ? (action.metaValue('notify_operation') ?? action.task)
      : action.task;
  let host: ClusterNode | null;
  switch (task) {
    case 'stop':
    case 'stopped':
    case 'demote':
    case 'demoted':
      host = currentNode(container);
      break;
    case 'start':
    case 'running':
    case 'monitor':
    case 'promote':
    case 'promoted':
      host = container.assigned;
      break;
    default:
      return;
  }
  if (host === null) return;
  const target = resource.meta.get('container-attribute-target');
  if (target !== undefined) setMeta(values, 'container_attribute_target', target, true);
  setMeta(values, 'physical_host', host.name, true);
}
