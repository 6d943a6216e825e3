import { routerNode } from '../../scheduler/actions/remote.ts';
import { actionAttributes } from '../../scheduler/graph/attributes.ts';
import {
  elementName,
  namedPrimitive,
  operationKeyOf,
  primitiveElement,
} from '../../scheduler/graph/element.ts';
import type { Synapse as ScheduledSynapse, TransitionGraph } from '../../scheduler/graph/transition.ts';
import type { Action } from '../../scheduler/model/action.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import { isRemoteOrGuest } from '../../scheduler/model/node.ts';
import type { Step, Synapse } from './step.ts';

/** One synapse of the scheduler's graph, seen by whoever carries it out. */
class GraphSynapse implements Synapse {
  readonly #cluster: Cluster;
  readonly #synapse: ScheduledSynapse;

  constructor(cluster: Cluster, synapse: ScheduledSynapse) {
    this.#cluster = cluster;
    this.#synapse = synapse;
  }

  get id(): number {
    return this.#synapse.action.id;
  }

  get priority(): number {
    return this.#synapse.priority;
  }

  get isPseudo(): boolean {
    return elementName(this.#synapse.action) === 'pseudo_event';
  }

  get inputs(): readonly Action[] {
    return this.#synapse.inputs;
  }

  get step(): Step {
    return stepOf(this.#cluster, this.#synapse.action);
  }
}

/** The scheduler's graph as steps to be carried out. */
export function graphSteps(cluster: Cluster, graph: TransitionGraph): Synapse[] {
  return graph.synapses.map((synapse) => new GraphSynapse(cluster, synapse));
}

function kindOf(action: Action): Step['kind'] {
  switch (elementName(action)) {
    case 'pseudo_event':
      return 'pseudo';
    case 'crm_event':
      return action.task === 'stonith' ? 'fencing' : 'cluster';
    default:
      return 'resource';
  }
}

function stepOf(cluster: Cluster, action: Action): Step {
  const { node } = action;
  const kind = kindOf(action);
  const isAddressed = node !== null && (kind !== 'pseudo' || action.task === 'stonith');
  const names = kind === 'pseudo' ? null : resourceNames(action);
  return {
    id: action.id,
    kind,
    task: action.task,
    key: operationKeyOf(action),
    intervalMs: action.intervalMs,
    node: isAddressed ? { name: node.name, id: node.id } : null,
    isRouted: kind === 'resource' && node !== null && isRemoteOrGuest(node) && routerNode(action) !== null,
    resource: names?.resource ?? null,
    longId: names?.longId ?? null,
    attributes: () => actionAttributes(cluster, action),
  };
}

/** How the graph names the resource of an action (spec C5.4.3). */
function resourceNames(action: Action): Pick<Step, 'resource' | 'longId'> | null {
  const primitive = namedPrimitive(action);
  if (primitive === null) return null;
  const values = new Map(primitiveElement(primitive));
  return {
    resource: {
      id: values.get('id') ?? primitive.id,
      class: values.get('class') ?? '',
      provider: values.get('provider') ?? null,
      type: values.get('type') ?? '',
    },
    longId: values.get('long-id') ?? null,
  };
}
