import type { NvpairSet } from '../model/nvpair-set.ts';
import type { NodeState, OperationHistory, ResourceHistory, TicketState } from '../model/status-entry.ts';
import { AttributeMap } from '../xml/attribute-map.ts';
import type { XmlElement } from '../xml/element.ts';
import { readSets } from './nvpair-sets.ts';
import { OperationHistoryView } from './operation-history.ts';
import type { ReferenceIndex } from './reference-index.ts';

/** One `<lrm_resource>` over its element; the entries are read at the first question (spec A5.2). */
class ResourceHistoryView implements ResourceHistory {
  readonly #element: XmlElement;
  readonly id: string;
  #operations: readonly OperationHistory[] | null = null;

  constructor(element: XmlElement, id: string) {
    this.#element = element;
    this.id = id;
  }

  get class(): string | null {
    return this.#element.get('class');
  }
  get provider(): string | null {
    return this.#element.get('provider');
  }
  get type(): string | null {
    return this.#element.get('type');
  }
  get attributes(): ReadonlyMap<string, string> {
    return new AttributeMap(this.#element);
  }
  get container(): string | null {
    return this.#element.get('container');
  }
  get shutdownLock(): string | null {
    return this.#element.get('shutdown-lock');
  }

  get operations(): readonly OperationHistory[] {
    if (this.#operations === null) {
      const operations: OperationHistory[] = [];
      for (const child of this.#element.children) {
        if (child.kind === 'element' && child.name === 'lrm_rsc_op') {
          operations.push(new OperationHistoryView(child));
        }
      }
      this.#operations = operations;
    }
    return this.#operations;
  }
}

/** One `<node_state>` over its element (spec A1.14); attributes and history are read at the first question. */
class NodeStateView implements NodeState {
  readonly #element: XmlElement;
  readonly #references: ReferenceIndex;
  /** Ids of the resources as the node read before had them: most nodes know the same ones in the same order. */
  readonly #likelyIds: string[];
  #transientSets: readonly NvpairSet[] | null = null;
  #resources: readonly ResourceHistory[] | null = null;

  constructor(element: XmlElement, references: ReferenceIndex, likelyIds: string[]) {
    this.#element = element;
    this.#references = references;
    this.#likelyIds = likelyIds;
  }

  get id(): string | null {
    return this.#element.get('id');
  }
  get uname(): string | null {
    return this.#element.get('uname');
  }
  get inCcm(): string | null {
    return this.#element.get('in_ccm');
  }
  get crmd(): string | null {
    return this.#element.get('crmd');
  }
  get join(): string | null {
    return this.#element.get('join');
  }
  get expected(): string | null {
    return this.#element.get('expected');
  }
  get nodeFenced(): string | null {
    return this.#element.get('node_fenced');
  }
  get nodeInMaintenance(): string | null {
    return this.#element.get('node_in_maintenance');
  }

  get transientSets(): readonly NvpairSet[] {
    this.#transientSets ??= readSets(
      this.#element.first('transient_attributes'),
      'instance_attributes',
      this.#references,
    );
    return this.#transientSets;
  }

  get resources(): readonly ResourceHistory[] {
    if (this.#resources === null) {
      const resources: ResourceHistory[] = [];
      const parent = this.#element.first('lrm')?.first('lrm_resources');
      const ids = this.#likelyIds;
      for (const element of parent?.elements('lrm_resource') ?? []) {
        const id = element.get('id', ids[resources.length]);
        if (id === null) continue;
        ids[resources.length] = id;
        resources.push(new ResourceHistoryView(element, id));
      }
      this.#resources = resources;
    }
    return this.#resources;
  }
}

/** All `<node_state>` entries, in document order. */
export function readNodeStates(
  status: XmlElement | undefined,
  references: ReferenceIndex,
): readonly NodeState[] {
  if (status === undefined) return [];
  const likelyIds: string[] = [];
  return Array.from(
    status.elements('node_state'),
    (element) => new NodeStateView(element, references, likelyIds),
  );
}

/** All `<ticket_state>` entries that have an id, in document order. */
export function readTicketStates(status: XmlElement | undefined): readonly TicketState[] {
  const states: TicketState[] = [];
  for (const tickets of status?.elements('tickets') ?? []) {
    for (const element of tickets.elements('ticket_state')) {
      const id = element.get('id');
      if (id !== null) states.push({ id, attributes: new AttributeMap(element) });
    }
  }
  return states;
}
