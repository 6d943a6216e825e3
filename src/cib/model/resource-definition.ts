import type { XmlElement } from '../xml/element.ts';
import type { NvpairSet } from './nvpair-set.ts';

/** `<op>`: one configured operation (spec A3.8). */
export interface OperationDefinition {
  readonly id: string | null;
  readonly name: string;
  readonly intervalMs: number;
  readonly enabled: boolean;
  /** The role attribute as written, `null` when absent. */
  readonly role: string | null;
  /** All XML attributes, in document order. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly metaSets: readonly NvpairSet[];
  readonly instanceSets: readonly NvpairSet[];
}

interface ResourceDefinitionBase {
  readonly id: string;
  /** All XML attributes of the element: they are the first source of the meta table (spec A3.3). */
  readonly attributes: ReadonlyMap<string, string>;
  readonly metaSets: readonly NvpairSet[];
  readonly instanceSets: readonly NvpairSet[];
  readonly utilizationSets: readonly NvpairSet[];
  /** `null` for resources the scheduler implies itself. */
  readonly element: XmlElement | null;
}

/** `<primitive>`, after template expansion (spec A3.5), or a primitive implied by a guest node or bundle. */
export interface PrimitiveDefinition extends ResourceDefinitionBase {
  readonly kind: 'primitive';
  readonly class: string | null;
  readonly provider: string | null;
  readonly type: string | null;
  readonly template: string | null;
  /** The element before its template was laid under it; `null` when implied. */
  readonly written: XmlElement | null;
  readonly operations: readonly OperationDefinition[];
}

/** `<group>`: its members in order. */
export interface GroupDefinition extends ResourceDefinitionBase {
  readonly kind: 'group';
  readonly members: readonly PrimitiveDefinition[];
}

/** `<clone>` or legacy `<master>` (then `isLegacyPromotable`). */
export interface CloneDefinition extends ResourceDefinitionBase {
  readonly kind: 'clone';
  readonly isLegacyPromotable: boolean;
  readonly child: PrimitiveDefinition | GroupDefinition | null;
}

/** One `<port-mapping>`. */
export interface PortMapping {
  readonly id: string | null;
  readonly port: string | null;
  readonly internalPort: string | null;
  readonly range: string | null;
}

/** One `<storage-mapping>`. */
export interface StorageMapping {
  readonly id: string | null;
  readonly sourceDir: string | null;
  readonly sourceDirRoot: string | null;
  readonly targetDir: string | null;
  readonly options: string | null;
}

/** `<bundle>` (spec A7.6). */
export interface BundleDefinition extends ResourceDefinitionBase {
  readonly kind: 'bundle';
  /** First of docker, rkt, podman that is present, with its attributes; `null` when there is none. */
  readonly container: {
    readonly agent: 'docker' | 'rkt' | 'podman';
    readonly attributes: ReadonlyMap<string, string>;
  } | null;
  readonly network: {
    readonly attributes: ReadonlyMap<string, string>;
    readonly ports: readonly PortMapping[];
  } | null;
  readonly storage: readonly StorageMapping[];
  readonly primitive: PrimitiveDefinition | null;
}

export type ResourceDefinition = PrimitiveDefinition | GroupDefinition | CloneDefinition | BundleDefinition;
