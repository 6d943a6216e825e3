import type { RecordedResource } from '../edit/operation-record.ts';

/** One action of a transition, as whoever carries it out sees it (spec C5.4). */
export interface Step {
  readonly id: number;
  readonly kind: 'pseudo' | 'resource' | 'cluster' | 'fencing';
  readonly task: string;
  /** `operation_key` of the graph: built from the name under which history knows the resource. */
  readonly key: string;
  readonly intervalMs: number;
  readonly node: { readonly name: string; readonly id: string } | null;
  /** The action is routed to a remote node through another one. */
  readonly isRouted: boolean;
  readonly resource: RecordedResource | null;
  /** Id of the instance when it differs from that of the resource. */
  readonly longId: string | null;
  /** All attributes of the action: parameters, and options as `CRM_meta_*`. */
  readonly attributes: () => ReadonlyMap<string, string>;
}

/** A step with what must be confirmed before it. The step itself is made when it is carried out. */
export interface Synapse {
  /** Id of the action. */
  readonly id: number;
  readonly priority: number;
  readonly isPseudo: boolean;
  readonly inputs: readonly { readonly id: number }[];
  readonly step: Step;
}
