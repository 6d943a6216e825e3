import type {
  BundleDefinition,
  CloneDefinition,
  GroupDefinition,
  PrimitiveDefinition,
  ResourceDefinition,
} from '../model/resource-definition.ts';
import { AttributeMap } from '../xml/attribute-map.ts';
import type { XmlElement } from '../xml/element.ts';
import { readSets } from './nvpair-sets.ts';
import { readOperations } from './operations.ts';
import type { ReferenceIndex } from './reference-index.ts';
import type { TemplateTable } from './templates.ts';

const CONTAINER_AGENTS = ['docker', 'rkt', 'podman'] as const;

/** Reads the resource definitions below `<resources>`; what cannot be instantiated is left out (spec A3.5.1, A7.1). */
export class ResourceReader {
  readonly #references: ReferenceIndex;
  readonly #templates: TemplateTable;

  constructor(references: ReferenceIndex, templates: TemplateTable) {
    this.#references = references;
    this.#templates = templates;
  }

  /** All direct children that are resources, in document order. */
  readAll(resources: XmlElement | undefined): readonly ResourceDefinition[] {
    const definitions: ResourceDefinition[] = [];
    if (resources === undefined) return definitions;
    for (const element of resources.elements()) {
      const definition = this.#read(element);
      if (definition !== null) definitions.push(definition);
    }
    return definitions;
  }

  #read(element: XmlElement): ResourceDefinition | null {
    switch (element.name) {
      case 'primitive':
        return this.#readPrimitive(element);
      case 'group':
        return this.#readGroup(element);
      case 'clone':
      case 'master':
        return this.#readClone(element);
      case 'bundle':
        return this.#readBundle(element);
      default:
        return null;
    }
  }

  #common(element: XmlElement, id: string) {
    return {
      id,
      attributes: new AttributeMap(element),
      metaSets: readSets(element, 'meta_attributes', this.#references),
      instanceSets: readSets(element, 'instance_attributes', this.#references),
      utilizationSets: readSets(element, 'utilization', this.#references),
      element,
    };
  }

  #readPrimitive(written: XmlElement): PrimitiveDefinition | null {
    const id = written.get('id');
    const element = id === null ? null : this.#templates.expand(written);
    if (id === null || element === null) return null;
    return {
      kind: 'primitive',
      ...this.#common(element, id),
      class: element.get('class'),
      provider: element.get('provider'),
      type: element.get('type'),
      template: written.get('template'),
      written,
      operations: readOperations(element, this.#references),
    };
  }

  #readGroup(element: XmlElement): GroupDefinition | null {
    const id = element.get('id');
    if (id === null) return null;
    const members: PrimitiveDefinition[] = [];
    for (const child of element.elements('primitive')) {
      const member = this.#readPrimitive(child);
      if (member !== null) members.push(member);
    }
    return { kind: 'group', ...this.#common(element, id), members };
  }

  #readClone(element: XmlElement): CloneDefinition | null {
    const id = element.get('id');
    if (id === null) return null;
    let child: PrimitiveDefinition | GroupDefinition | null = null;
    for (const candidate of element.elements()) {
      if (candidate.name !== 'primitive' && candidate.name !== 'group') continue;
      child = candidate.name === 'group' ? this.#readGroup(candidate) : this.#readPrimitive(candidate);
      break;
    }
    return {
      kind: 'clone',
      ...this.#common(element, id),
      isLegacyPromotable: element.name === 'master',
      child,
    };
  }

  #readBundle(element: XmlElement): BundleDefinition | null {
    const id = element.get('id');
    if (id === null) return null;
    const primitive = element.first('primitive');
    return {
      kind: 'bundle',
      ...this.#common(element, id),
      container: readContainer(element),
      network: readNetwork(element),
      storage: readStorage(element),
      primitive: primitive === null ? null : this.#readPrimitive(primitive),
    };
  }
}

function readContainer(bundle: XmlElement): BundleDefinition['container'] {
  for (const agent of CONTAINER_AGENTS) {
    const element = bundle.first(agent);
    if (element !== null) return { agent, attributes: new AttributeMap(element) };
  }
  return null;
}

function readNetwork(bundle: XmlElement): BundleDefinition['network'] {
  const network = bundle.first('network');
  if (network === null) return null;
  const ports = Array.from(network.elements('port-mapping'), (mapping) => ({
    id: mapping.get('id'),
    port: mapping.get('port'),
    internalPort: mapping.get('internal-port'),
    range: mapping.get('range'),
  }));
  return { attributes: new AttributeMap(network), ports };
}

function readStorage(bundle: XmlElement): BundleDefinition['storage'] {
  const storage = bundle.first('storage');
  if (storage === null) return [];
  return Array.from(storage.elements('storage-mapping'), (mapping) => ({
    id: mapping.get('id'),
    sourceDir: mapping.get('source-dir'),
    sourceDirRoot: mapping.get('source-dir-root'),
    targetDir: mapping.get('target-dir'),
    options: mapping.get('options'),
  }));
}
