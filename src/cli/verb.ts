/** One verb of the command line: `hawser <name> …`. */
export interface Verb {
  readonly name: string;
  /** One line for the list of verbs. */
  readonly summary: string;
  /** Words that can follow it, for completion. */
  readonly words?: readonly string[];
  /** Whether it is for programs only: kept out of completion. */
  readonly isHidden?: boolean;
  /** Runs with the arguments behind the verb and answers with the exit code. */
  readonly run: (argv: readonly string[]) => Promise<number>;
}
