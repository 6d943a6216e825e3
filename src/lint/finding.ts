/** How bad it is: it will fail or endangers data; it may; it is worth knowing. */
export type Severity = 'error' | 'warning' | 'note';

/** A command that puts something right. */
export interface Fix {
  /** As an operator types it. */
  readonly command: string;
  /** Words in capitals that only the operator knows; none when it can be pasted as it is. */
  readonly fillIn: readonly string[];
}

/** A mistake that was found. */
export interface Finding {
  /** `HWS-LNT-NNN`. */
  readonly code: string;
  readonly severity: Severity;
  /** Ids of what it is about: resources, constraints, nodes, properties. */
  readonly subjects: readonly string[];
  /** What is the matter, in the operator's own names. */
  readonly message: string;
  /** What comes of it. */
  readonly reason: string;
  /** The public incident or document behind the rule. */
  readonly source: string;
  /** What puts it right, one after the other. */
  readonly fixes: readonly Fix[];
}

/** A command that can be pasted. */
export function fix(command: string): Fix {
  return { command, fillIn: [] };
}

/** A command with words in capitals to be filled in. */
export function fixToFill(command: string, ...fillIn: readonly string[]): Fix {
  return { command, fillIn };
}
