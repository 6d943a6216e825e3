import type { Cib, NodeDefinition, TagDefinition } from '../model/cib.ts';
import type { ConstraintDefinition } from '../model/constraint-definition.ts';
import type { NvpairSet } from '../model/nvpair-set.ts';
import type { ResourceDefinition } from '../model/resource-definition.ts';
import type { NodeState, TicketState } from '../model/status-entry.ts';
import { XmlDocument } from '../xml/document.ts';
import type { XmlElement } from '../xml/element.ts';
import { readConstraints } from './constraints.ts';
import { readNodeStates, readTicketStates } from './node-states.ts';
import { readSets } from './nvpair-sets.ts';
import { ReferenceIndex } from './reference-index.ts';
import { ResourceReader } from './resources.ts';
import { findSections, type SectionName } from './sections.ts';
import { TemplateTable } from './templates.ts';
import { usesUnfencing } from './unfencing.ts';

/** The typed views over a document, each read at its first use. */
class CibView implements Cib {
  readonly document: XmlDocument;
  readonly root: XmlElement;
  readonly #references: ReferenceIndex;
  readonly #sections: ReadonlyMap<SectionName, XmlElement>;
  #resources: readonly ResourceDefinition[] | null = null;
  #templates: ReadonlyMap<string, readonly string[]> | null = null;
  #nodes: readonly NodeDefinition[] | null = null;
  #constraints: readonly ConstraintDefinition[] | null = null;
  #tags: readonly TagDefinition[] | null = null;
  #nodeStates: readonly NodeState[] | null = null;
  #ticketStates: readonly TicketState[] | null = null;
  #propertySets: readonly NvpairSet[] | null = null;
  #defaults: Record<'meta' | 'instance' | 'operation', readonly NvpairSet[]> | null = null;
  #usesUnfencing: boolean | null = null;

  constructor(document: XmlDocument) {
    this.document = document;
    this.root = document.root;
    this.#references = new ReferenceIndex(this.root);
    this.#sections = findSections(this.root);
  }

  get haveQuorum(): string | null {
    return this.root.get('have-quorum');
  }
  get dcUuid(): string | null {
    return this.root.get('dc-uuid');
  }
  get featureSet(): string | null {
    return this.root.get('crm_feature_set');
  }
  get validateWith(): string | null {
    return this.root.get('validate-with');
  }
  get executionDate(): string | null {
    return this.root.get('execution-date');
  }
  get noQuorumPanic(): string | null {
    return this.root.get('no-quorum-panic');
  }

  get propertySets(): readonly NvpairSet[] {
    this.#propertySets ??= readSets(
      this.#sections.get('crm_config'),
      'cluster_property_set',
      this.#references,
    );
    return this.#propertySets;
  }

  get nodes(): readonly NodeDefinition[] {
    this.#nodes ??= readNodes(this.#sections.get('nodes'), this.#references);
    return this.#nodes;
  }

  get resources(): readonly ResourceDefinition[] {
    return this.#resources ?? this.#readResources().resources;
  }

  get templates(): ReadonlyMap<string, readonly string[]> {
    return this.#templates ?? this.#readResources().templates;
  }

  /** Templates learn their members while the resources are read, so both come about together. */
  #readResources() {
    const section = this.#sections.get('resources');
    const table = new TemplateTable(section);
    const resources = new ResourceReader(this.#references, table).readAll(section);
    this.#resources = resources;
    this.#templates = table.members;
    return { resources, templates: table.members };
  }

  get constraints(): readonly ConstraintDefinition[] {
    this.#constraints ??= readConstraints(this.#sections.get('constraints'), this.#references);
    return this.#constraints;
  }

  #readDefaults() {
    const resourceDefaults = this.#sections.get('rsc_defaults');
    this.#defaults ??= {
      meta: readSets(resourceDefaults, 'meta_attributes', this.#references),
      instance: readSets(resourceDefaults, 'instance_attributes', this.#references),
      operation: readSets(this.#sections.get('op_defaults'), 'meta_attributes', this.#references),
    };
    return this.#defaults;
  }
  get resourceDefaultMetaSets(): readonly NvpairSet[] {
    return this.#readDefaults().meta;
  }
  get resourceDefaultInstanceSets(): readonly NvpairSet[] {
    return this.#readDefaults().instance;
  }
  get operationDefaultSets(): readonly NvpairSet[] {
    return this.#readDefaults().operation;
  }

  get tags(): readonly TagDefinition[] {
    this.#tags ??= readTags(this.#sections.get('tags'));
    return this.#tags;
  }

  get nodeStates(): readonly NodeState[] {
    this.#nodeStates ??= readNodeStates(this.#sections.get('status'), this.#references);
    return this.#nodeStates;
  }

  get ticketStates(): readonly TicketState[] {
    this.#ticketStates ??= readTicketStates(this.#sections.get('status'));
    return this.#ticketStates;
  }

  get usesUnfencing(): boolean {
    this.#usesUnfencing ??= usesUnfencing(
      this.#sections.get('resources'),
      this.#sections.get('rsc_defaults'),
    );
    return this.#usesUnfencing;
  }
}

/** `<node>` elements that have an id, in document order (spec A4.1). */
function readNodes(section: XmlElement | undefined, references: ReferenceIndex): readonly NodeDefinition[] {
  const nodes: NodeDefinition[] = [];
  for (const element of section?.elements('node') ?? []) {
    const id = element.get('id');
    if (id === null) continue;
    nodes.push({
      id,
      uname: element.get('uname'),
      type: element.get('type'),
      score: element.get('score'),
      instanceSets: readSets(element, 'instance_attributes', references),
      utilizationSets: readSets(element, 'utilization', references),
    });
  }
  return nodes;
}

/** Tags with their references in order, each once; missing ids are skipped (spec A3.9). */
function readTags(section: XmlElement | undefined): readonly TagDefinition[] {
  const tags: TagDefinition[] = [];
  for (const element of section?.elements('tag') ?? []) {
    const id = element.get('id');
    if (id === null) continue;
    const references = new Set<string>();
    for (const reference of element.elements('obj_ref')) {
      const referenced = reference.get('id');
      if (referenced !== null) references.add(referenced);
    }
    tags.push({ id, references: [...references] });
  }
  return tags;
}

/**
 * The typed views over an element tree, without any checks: for trees that were checked before or that were edited by
 * the program itself. After an edit, make a new view: views are read once and kept.
 */
export function readCib(tree: XmlDocument | XmlElement): Cib {
  return new CibView(tree instanceof XmlDocument ? tree : new XmlDocument(tree));
}
