/** Stable codes of what can be said about a wanted change; catalogued in docs/reference/problems.md. */
export type ConfigurationCode = `HWS-CFG-${string}`;

/**
 * Something to be told about a wanted change of the configuration. An error prevents the change; one that `isForceable`
 * is only a warning to an operator who insists. A `deprecation` names the form that replaces an older one, a `note` tells
 * what was assumed or done.
 */
export interface Report {
  readonly code: ConfigurationCode;
  readonly severity: 'error' | 'warning' | 'deprecation' | 'note';
  /** What is the matter, naming the operator's own ids; the words scripts know from pcs. */
  readonly message: string;
  readonly isForceable: boolean;
  /** The change ended here: whatever else may be wrong was not looked for. */
  readonly isAlone: boolean;
  /** How it is told that the error can be overruled, where scripts know it otherwise than behind a comma. */
  readonly wording?: 'in parentheses';
  /** What follows the message and how it can be overruled: the words of an agent. */
  readonly after?: string;
}

/** One of possibly several errors. */
export function error(code: ConfigurationCode, message: string): Report {
  return { code, severity: 'error', message, isForceable: false, isAlone: false };
}

/** An error that an operator may overrule. */
export function forceable(code: ConfigurationCode, message: string): Report {
  return { code, severity: 'error', message, isForceable: true, isAlone: false };
}

/** An error behind which nothing else was looked at. */
export function lone(code: ConfigurationCode, message: string): Report {
  return { code, severity: 'error', message, isForceable: false, isAlone: true };
}

/** An error behind which nothing else was looked at, and which an operator may overrule. */
export function loneForceable(code: ConfigurationCode, message: string): Report {
  return { code, severity: 'error', message, isForceable: true, isAlone: true };
}

export function warning(code: ConfigurationCode, message: string): Report {
  return { code, severity: 'warning', message, isForceable: false, isAlone: false };
}

export function note(code: ConfigurationCode, message: string): Report {
  return { code, severity: 'note', message, isForceable: false, isAlone: false };
}

export function deprecation(code: ConfigurationCode, message: string): Report {
  return { code, severity: 'deprecation', message, isForceable: false, isAlone: false };
}

/** Reports as they count: insisting turns the errors that can be overruled into warnings. */
export function weigh(reports: readonly Report[], isForced: boolean): readonly Report[] {
  if (!isForced) return reports;
  return reports.map((report) =>
    report.severity === 'error' && report.isForceable ? { ...report, severity: 'warning' } : report,
  );
}

export function hasErrors(reports: readonly Report[]): boolean {
  return reports.some(({ severity }) => severity === 'error');
}
