import type { Configuration } from '../../../configuration/configuration.ts';
import type { Report } from '../../../configuration/report.ts';
import type { Problem, Result } from '../../../result/problem.ts';

/** Changes a configuration in place and tells what there is to say; with an error among it nothing is kept. */
export type Edit = (configuration: Configuration) => readonly Report[] | Promise<readonly Report[]>;

/** Looks at a change, as texts of the whole CIB, before it is made; reports among which is an error prevent it. */
export type Gate = (before: string, after: string) => Promise<GateAnswer>;

export type GateAnswer =
  | { readonly kind: 'go' }
  /** Nothing is changed: it was only to be looked at, or somebody said no. */
  | { readonly kind: 'keep'; readonly reports: readonly Report[] };

/** What became of an edit. */
export type EditOutcome =
  /** `isChanged` is false when the configuration was as wanted already. */
  | { readonly kind: 'done'; readonly reports: readonly Report[]; readonly isChanged: boolean }
  | { readonly kind: 'refused'; readonly reports: readonly Report[] }
  /** The gate kept everything as it is. */
  | { readonly kind: 'kept'; readonly reports: readonly Report[] }
  /** The CIB could not be read or written. */
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

/** The CIB that a command reads and edits: a file, or that of the live cluster. */
export interface Target {
  readonly kind: 'file' | 'live';
  readonly read: () => Promise<Result<Configuration>>;
  /** Errors that can be overruled prevent nothing when `isForced`. A gate is asked before something is changed. */
  readonly edit: (edit: Edit, isForced: boolean, gate?: Gate | null) => Promise<EditOutcome>;
}
