import type { PrimitiveDefinition } from '../../cib/model/resource-definition.ts';
import type { ResourceHistory } from '../../cib/model/status-entry.ts';
import { INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Primitive } from '../model/resource.ts';
import { addLocation } from '../placement/tables.ts';
import { findNodeByName, findResource, registerTree } from '../unpack/find.ts';
import { createNode } from '../unpack/nodes.ts';
import { linkConnection } from '../unpack/remote-nodes.ts';
import { unpackResource } from '../unpack/resource.ts';

/** Makes a resource for history that belongs to nothing configured (spec A5.4). */
export function createOrphan(cluster: Cluster, history: ResourceHistory): Primitive | null {
  const resource = unpackResource(cluster, definitionOf(history), null);
  if (resource === null || resource.kind !== 'primitive') return null;
  cluster.resources.push(resource);
  registerTree(cluster, resource);
  resource.isOrphan = true;
  if (resource.isRemoteConnection) adoptNode(cluster, resource);
  if (history.container !== null) resource.isOrphanFiller = true;
  if (!cluster.options.stopOrphanResources) {
    resource.isManaged = false;
  } else {
    addLocation(
      cluster,
      resource,
      null,
      -INFINITY_SCORE,
      cluster.settings.keepReasons ? { kind: 'orphan' } : null,
    );
  }
  return resource;
}

/** An orphan that lived in a container which is still there goes with it (spec A5.4.5). */
export function mapOrphanFillers(cluster: Cluster, histories: readonly ResourceHistory[]): void {
  for (const history of histories) {
    if (history.container === null || history.operations.length === 0) continue;
    const resource = findResource(cluster, history.id);
    if (resource === null || !resource.isOrphanFiller || resource.container !== null) continue;
    const container = findResource(cluster, history.container);
    if (container === null) continue;
    resource.container = container;
    container.fillers.push(resource);
  }
}

/** The node of an orphaned connection is on its way out (spec A5.4.3). */
function adoptNode(cluster: Cluster, connection: Primitive): void {
  const node =
    findNodeByName(cluster, connection.id) ??
    createNode(cluster, { id: connection.id, name: connection.id, kind: 'remote', score: 0 });
  linkConnection(cluster, connection);
  node.isShutdown = true;
}

function definitionOf(history: ResourceHistory): PrimitiveDefinition {
  return {
    kind: 'primitive',
    id: history.id,
    attributes: history.attributes,
    metaSets: [],
    instanceSets: [],
    utilizationSets: [],
    element: null,
    class: history.class,
    provider: history.provider,
    type: history.type,
    template: null,
    written: null,
    operations: [],
  };
}
