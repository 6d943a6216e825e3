import type { DateTime } from '../../result/date-time.ts';

/** What a rule is evaluated against (spec A3.1, A3.4). `null` means: not in play here. */
export interface RuleInput {
  readonly now: DateTime;
  /** Seconds east of UTC that the local zone had or has at a moment. */
  readonly localOffset: (epoch: number) => number;
  readonly nodeAttributes: ReadonlyMap<string, string> | null;
  readonly resource: {
    readonly class: string | null;
    readonly provider: string | null;
    readonly type: string | null;
  } | null;
  readonly operation: { readonly name: string; readonly intervalMs: number } | null;
  /** Told every future moment (epoch seconds) at which a result may change (spec A3.4.12). */
  readonly recheck: ((epoch: number) => void) | null;
  /** Not `null` in location constraints only, where values may come from the resource (spec A3.4.3.2). */
  readonly valueSource: {
    readonly parameters: ReadonlyMap<string, string>;
    readonly meta: ReadonlyMap<string, string>;
  } | null;
  /** What the groups of a resource pattern matched; `%0`–`%9` stand for them (spec A3.4.3.2). */
  readonly submatches: readonly string[] | null;
}
