import type { CibVersion } from '../../cib/version.ts';

/** An element of the CIB: by its id (unique in the configuration), or by a path from the root. */
export type ElementTarget =
  | { readonly by: 'id'; readonly id: string; readonly element: string | null }
  | {
      readonly by: 'path';
      /** Steps below `<cib>`: element name, and its id where several have that name. */
      readonly path: readonly { readonly element: string; readonly id: string | null }[];
    };

/** Where a new child goes. */
export type ChildPosition = { readonly before: string } | { readonly after: string } | 'last';

/** A node's attribute: in its configuration, or in its status until it leaves. */
export type AttributeLifetime = 'permanent' | 'transient';

/** Values of a node's status entry; absent ones stay as they are. */
export interface NodeStateValues {
  readonly inCcm?: boolean;
  readonly crmd?: 'online' | 'offline';
  readonly join?: 'member' | 'down' | 'pending' | 'banned';
  readonly expected?: 'member' | 'down';
}

/** One change of the CIB as data. Those of the configuration count up `epoch`, the others `num_updates`. */
export type CibChange =
  /** The whole configuration, or the whole CIB if the text is a `<cib>`; its status is never taken over. */
  | { readonly kind: 'replace-configuration'; readonly xml: string }
  | { readonly kind: 'replace-element'; readonly target: ElementTarget; readonly xml: string }
  | {
      readonly kind: 'create-element';
      readonly parent: ElementTarget;
      readonly xml: string;
      readonly position: ChildPosition;
    }
  | {
      readonly kind: 'modify-element';
      readonly target: ElementTarget;
      readonly set: Readonly<Record<string, string>>;
      readonly unset: readonly string[];
    }
  /** Nothing happens when the element is not there and `isOptional`. */
  | { readonly kind: 'delete-element'; readonly target: ElementTarget; readonly isOptional: boolean }
  /** Attributes of the `<cib>` element that the DC keeps; `null` removes. */
  | {
      readonly kind: 'cib-attributes';
      readonly values: Readonly<Record<string, string | null>>;
    }
  /** Adds a node to the configuration if it is not there. */
  | { readonly kind: 'add-node'; readonly id: string; readonly name: string }
  | {
      readonly kind: 'node-state';
      readonly id: string;
      readonly name: string;
      readonly values: NodeStateValues;
      readonly clear: readonly ('history' | 'attributes')[];
    }
  /** The node is gone for good: its configuration entry and status are removed. */
  | { readonly kind: 'forget-node'; readonly id: string }
  /** `null` deletes. `value++` and `value+=N` count from what is there. */
  | {
      readonly kind: 'attribute';
      readonly node: string;
      readonly name: string;
      readonly value: string | null;
      readonly lifetime: AttributeLifetime;
    }
  /** Fail counts and last failures; `null` means all. Also removes the failures from history. */
  | {
      readonly kind: 'clear-failures';
      readonly node: string | null;
      readonly resource: string | null;
      /** `task_interval`. */
      readonly operation: string | null;
    }
  /** Forgets history, so that the resource is probed; `failedOnly` restricts to resources with a failure there. */
  | {
      readonly kind: 'delete-history';
      readonly node: string | null;
      readonly resource: string | null;
      readonly failedOnly: boolean;
    }
  | {
      readonly kind: 'ticket';
      readonly ticket: string;
      /** `null` removes an attribute. */
      readonly values: Readonly<Record<string, string | null>>;
    }
  | { readonly kind: 'delete-ticket'; readonly ticket: string };

/** Condition under which changes are applied. */
export interface CibCondition {
  /** The configuration must not have changed since: `admin_epoch` and `epoch` are still these. */
  readonly configurationOf: Pick<CibVersion, 'adminEpoch' | 'epoch'>;
}
