import type { Finding, Severity } from './finding.ts';
import { Reading } from './reading.ts';
import { RULES } from './rules.ts';
import type { LintSubject } from './subject.ts';

const WEIGHT: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** Checks a configuration against the catalogue of known mistakes: the worst first, then by code. Pure. */
export function lint(subject: LintSubject): readonly Finding[] {
  const reading = new Reading(subject);
  const findings = RULES.flatMap(({ code, severity, reason, source, find }) =>
    find(reading).map((hit): Finding => ({ code, severity, reason, source, ...hit })),
  );
  return findings.sort(
    (a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
  );
}
