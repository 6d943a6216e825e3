import type { XmlDocument } from '../xml/document.ts';
import type { XmlElement } from '../xml/element.ts';
import type { ConstraintDefinition } from './constraint-definition.ts';
import type { NvpairSet } from './nvpair-set.ts';
import type { ResourceDefinition } from './resource-definition.ts';
import type { NodeState, TicketState } from './status-entry.ts';

/** `<node>` of the configuration (spec A1.13, A4.1). */
export interface NodeDefinition {
  readonly id: string;
  readonly uname: string | null;
  readonly type: string | null;
  readonly score: string | null;
  readonly instanceSets: readonly NvpairSet[];
  readonly utilizationSets: readonly NvpairSet[];
}

/** `<tag>`: ids in order, duplicates removed. */
export interface TagDefinition {
  readonly id: string;
  readonly references: readonly string[];
}

/**
 * The cluster information base as typed data over its XML. The views are read from the element tree on first use;
 * the tree itself is what is written back, so nothing that was read is lost.
 */
export interface Cib {
  /** The document around the root: prolog, epilog, and where things stand in the source. */
  readonly document: XmlDocument;
  readonly root: XmlElement;
  /** Attributes of the `cib` element that matter here (spec A1.1), as written. */
  readonly haveQuorum: string | null;
  readonly dcUuid: string | null;
  readonly featureSet: string | null;
  readonly validateWith: string | null;
  readonly executionDate: string | null;
  readonly noQuorumPanic: string | null;

  readonly propertySets: readonly NvpairSet[];
  readonly nodes: readonly NodeDefinition[];
  /** Direct children of `<resources>` that can be instantiated, templates expanded; invalid ones left out. */
  readonly resources: readonly ResourceDefinition[];
  /** Ids of templates, each with the ids of primitives that use it, in document order. */
  readonly templates: ReadonlyMap<string, readonly string[]>;
  readonly constraints: readonly ConstraintDefinition[];
  readonly resourceDefaultMetaSets: readonly NvpairSet[];
  readonly resourceDefaultInstanceSets: readonly NvpairSet[];
  readonly operationDefaultSets: readonly NvpairSet[];
  readonly tags: readonly TagDefinition[];
  readonly nodeStates: readonly NodeState[];
  readonly ticketStates: readonly TicketState[];
  /** True iff unfencing is textually asked for (spec A2.6). */
  readonly usesUnfencing: boolean;
}
