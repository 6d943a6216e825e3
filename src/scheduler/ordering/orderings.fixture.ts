import type { Cib } from '../../cib/model/cib.ts';
import { Action, ActionFlag } from '../model/action.ts';
import { Cluster } from '../model/cluster.ts';
import { ClusterNode } from '../model/node.ts';
import type { OrderConstraint } from '../model/order.ts';
import { Primitive, type Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';

/** A cluster without configuration: tests put resources and actions into it by hand. */
export function bareCluster(keepReasons = true): Cluster {
  const cib: Partial<Cib> = {};
  return new Cluster(
    cib as Cib,
    { epoch: 0, offset: 0 },
    { keepReasons, recordScores: false, recordUtilization: false },
  );
}

/** Adds a member node that is up. */
export function addNode(cluster: Cluster, name: string): ClusterNode {
  const node = new ClusterNode(cluster.nodes.length, name, name, 'member');
  node.isOnline = true;
  cluster.nodes.push(node);
  cluster.nodesByIndex.push(node);
  return node;
}

/** Adds an inactive ordinary primitive. */
export function addPrimitive(cluster: Cluster, id: string): Primitive {
  const definition = {
    kind: 'primitive',
    id,
    class: 'ocf',
    provider: 'pacemaker',
    type: 'Dummy',
    template: null,
    written: null,
    operations: [],
    attributes: new Map(),
    metaSets: [],
    instanceSets: [],
    utilizationSets: [],
    element: null,
  } as const;
  const primitive = new Primitive(definition, id, null, null);
  primitive.nextRole = Role.Started;
  cluster.resources.push(primitive);
  cluster.resourcesById.set(id, primitive);
  return primitive;
}

/** Adds an action; flags default to optional and runnable, what most actions start as. */
export function addAction(
  cluster: Cluster,
  resource: Resource | null,
  task: string,
  node: ClusterNode | null,
  flags: number = ActionFlag.Optional | ActionFlag.Runnable,
  intervalMs = 0,
): Action {
  const key = resource === null ? task : `${resource.id}_${task}_${intervalMs}`;
  const action = new Action(cluster.nextActionId++, key, task, resource, node, intervalMs);
  action.flags = flags;
  cluster.actions.push(action);
  if (resource === null) cluster.nodeActions.set(key, action);
  else {
    resource.actions.push(action);
    resource.actionIndex.list(action.key).add(action);
  }
  return action;
}

/** Adds an ordering constraint between tasks of two resources. */
export function addOrdering(
  cluster: Cluster,
  first: Resource,
  firstTask: string,
  then: Resource,
  thenTask: string,
  flags: number,
  constraint: string | null = null,
): void {
  const ordering: OrderConstraint = {
    id: cluster.nextOrderId++,
    flags,
    firstResource: first,
    firstAction: null,
    firstKey: `${first.id}_${firstTask}_0`,
    thenResource: then,
    thenAction: null,
    thenKey: `${then.id}_${thenTask}_0`,
    constraint,
  };
  cluster.orderings.push(ordering);
}
