import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { isBundled, type Primitive } from '../model/resource.ts';
import { currentNode } from '../unpack/current-node.ts';
import { operationOptions, operationParameters } from '../unpack/operation-options.ts';
import { parametersOn } from '../unpack/parameters.ts';

const TIMEOUT = 'CRM_meta_timeout';
const META_PREFIX = 'CRM_meta_';

/** Names that never count for a digest (spec A5.11.1). */
const LEFT_OUT = new Set([
  'id',
  'crm_feature_set',
  'op-digest',
  'on_node',
  'on_node_uuid',
  'pcmk_external_ip',
]);

/** Address that stands for the host a bundle's container is placed on (spec A7.6.4). */
const HOST_ADDRESS = '#uname';

/** Parameters of an operation for digests, and whether the operation itself brings some (spec A5.11.1). */
export interface ActionParameters {
  readonly all: ReadonlyMap<string, string>;
  readonly resourceOnly: ReadonlyMap<string, string>;
  readonly hasExtras: boolean;
}

/** Collects the parameters with which an operation would be run today (spec A5.11.1). */
export function actionParameters(
  cluster: Cluster,
  primitive: Primitive,
  task: string,
  intervalMs: number,
  node: ClusterNode,
): ActionParameters {
  const own = parametersOn(cluster, primitive, node);
  const extras = operationParameters(cluster, primitive, task, intervalMs, node);
  const all = new Map<string, string>();
  if (hasHostAddress(cluster, primitive)) {
    const container = primitive.container;
    const host = container === null ? null : (container.assigned ?? currentNode(container));
    if (host !== null) all.set('addr', host.name);
  }
  for (const [name, value] of own) if (!all.has(name)) all.set(name, value);
  for (const [name, value] of extras) if (!all.has(name)) all.set(name, value);
  removeLeftOut(all);
  if (intervalMs > 0) {
    const { timeoutMs } = operationOptions(cluster, primitive, task, intervalMs, node);
    all.set(TIMEOUT, String(timeoutMs));
  }
  return { all, resourceOnly: own, hasExtras: extras.size > 0 };
}

/** A copy without names that never count. */
export function countingParameters(parameters: ReadonlyMap<string, string>): Map<string, string> {
  const copy = new Map(parameters);
  removeLeftOut(copy);
  return copy;
}

/** A bundle's connection whose address is that of its container's host, known only after placement (spec A5.11.6). */
export function hasHostAddress(cluster: Cluster, primitive: Primitive): boolean {
  return (
    primitive.isRemoteConnection &&
    isBundled(primitive) &&
    parametersOn(cluster, primitive, null).get('addr') === HOST_ADDRESS
  );
}

function removeLeftOut(parameters: Map<string, string>): void {
  for (const name of parameters.keys()) {
    if (LEFT_OUT.has(name) || name.startsWith(META_PREFIX)) parameters.delete(name);
  }
}
