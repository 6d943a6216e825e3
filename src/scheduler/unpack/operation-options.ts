import type { OperationDefinition } from '../../cib/model/resource-definition.ts';
import type { Needs } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { OperationOptions } from '../model/operation-options.ts';
import type { Resource } from '../model/resource.ts';

/** Options of an operation; `node` matters for fencing devices only (spec A3.8, C1.4). */
export function operationOptions(
  _cluster: Cluster,
  _resource: Resource,
  _task: string,
  _intervalMs: number,
  _node: ClusterNode | null,
): OperationOptions {
  throw new Error('not built yet: operationOptions');
}

/** The `<op>` for a task and interval, with the fallbacks of spec A3.8.2. */
export function findOperation(
  _resource: Resource,
  _task: string,
  _intervalMs: number,
  _includeDisabled: boolean,
): OperationDefinition | null {
  throw new Error('not built yet: findOperation');
}

/** Instance attributes of the matching `<op>`, rules evaluated with the node's attributes (spec C1.2.5b, A5.11.1). */
export function operationParameters(
  _cluster: Cluster,
  _resource: Resource,
  _task: string,
  _intervalMs: number,
  _node: ClusterNode | null,
): ReadonlyMap<string, string> {
  throw new Error('not built yet: operationParameters');
}

/** What must hold before a task may run (spec A3.8.6). */
export function needsOf(_resource: Resource, _task: string): Needs {
  throw new Error('not built yet: needsOf');
}

/** Start delay in ms, from `start-delay` or `interval-origin` (spec A3.8.3.7). */
export function startDelayMs(_options: OperationOptions): number {
  throw new Error('not built yet: startDelayMs');
}
