/** One verb of the command line: `hawser <name> …`. */
export interface Verb {
  readonly name: string;
  /** One line for the list of verbs. */
  readonly summary: string;
  /** Runs with the arguments behind the verb and answers with the exit code. */
  readonly run: (argv: readonly string[]) => Promise<number>;
}
