import type { ClusterNode } from './node.ts';
import type { OperationOptions } from './operation-options.ts';
import type { OrderLink } from './order.ts';
import type { ActionReason } from './reason.ts';
import type { Resource } from './resource.ts';

/** Action flags (spec C1.1) as bits, since orderings compute with sets of them (spec C4.12). */
export const ActionFlag = {
  Runnable: 1,
  Optional: 2,
  Pseudo: 4,
  PrintAlways: 8,
  MigrateRunnable: 16,
  ImpliedByFencing: 32,
  Dangle: 64,
  RequiresAny: 128,
  Reschedule: 256,
  DcAllowed: 512,
  Tracking: 1024,
  Deduplicated: 2048,
  InGraph: 4096,
} as const;

/** What must hold before an action may run (spec A3.8.6). */
export type Needs = 'nothing' | 'quorum' | 'fencing';

/** Shared by all actions without links; whoever adds the first one replaces it (`addLink`). */
const NO_LINKS = Object.freeze<OrderLink[]>([]) as OrderLink[];

/** Something to do: on a node for a resource, on a node alone, or an ordering point (spec C1). */
export class Action {
  /** Counts from 1 in creation order; 0 for throw-away actions that are in no list (spec C1.2.3). */
  readonly id: number;
  /** `<resource>_<task>_<interval ms>` and the like (spec C1.2.1). */
  key: string;
  task: string;
  readonly resource: Resource | null;
  node: ClusterNode | null;
  /** Interval in ms read from the key. */
  intervalMs: number;
  /** Task this action cancels, when it is a cancel. */
  cancelTask: string | null = null;
  flags = 0;
  /** Text shown in the transition summary (spec C1.6). */
  reason: string | null = null;
  needs: Needs = 'nothing';
  priority = 0;
  /** Configured options, shared by all actions of the same resource, task and interval (spec C1.4). */
  options: OperationOptions | null = null;
  /** Meta attributes of this action itself; they override those of `options`. */
  meta: ReadonlyMap<string, string> | null = null;
  /** The table is that of other actions too and must be copied before it changes. */
  #sharesMeta = false;
  /** Parameters from the op's instance attributes (spec C1.2.5b). */
  extra: ReadonlyMap<string, string> | null = null;
  /** Links in which this action is `then`, in creation order (rules read newest first). */
  before: OrderLink[] = NO_LINKS;
  /** Links in which this action is `first`, in creation order (rules read newest first). */
  after: OrderLink[] = NO_LINKS;
  /** For requires-any actions (spec C4.11.1). */
  requiredRunnableBefore = 0;
  runnableBefore = 0;
  /** State changes and their causes, oldest first; `null` while nothing is recorded or reasons are off. */
  trail: ActionReason[] | null = null;

  constructor(
    id: number,
    key: string,
    task: string,
    resource: Resource | null,
    node: ClusterNode | null,
    intervalMs: number,
  ) {
    this.id = id;
    this.key = key;
    this.task = task;
    this.resource = resource;
    this.node = node;
    this.intervalMs = intervalMs;
  }

  has(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }

  get isOptional(): boolean {
    return (this.flags & ActionFlag.Optional) !== 0;
  }

  get isRunnable(): boolean {
    return (this.flags & ActionFlag.Runnable) !== 0;
  }

  get isPseudo(): boolean {
    return (this.flags & ActionFlag.Pseudo) !== 0;
  }

  /** Effective meta attribute: the action's own, else the configured one. */
  metaValue(name: string): string | null {
    return this.meta?.get(name) ?? this.options?.meta.get(name) ?? null;
  }

  setMeta(name: string, value: string): void {
    const meta =
      this.meta === null || this.#sharesMeta ? new Map(this.meta ?? []) : (this.meta as Map<string, string>);
    meta.set(name, value);
    this.meta = meta;
    this.#sharesMeta = false;
  }

  /** Takes over a table that many actions have in common; the action must not have one yet. */
  shareMeta(meta: ReadonlyMap<string, string>): void {
    this.meta = meta;
    this.#sharesMeta = true;
  }
}
