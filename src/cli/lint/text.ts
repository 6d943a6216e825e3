import type { Finding, Severity } from '../../lint/finding.ts';

const WORDS: Readonly<Record<Severity, readonly [one: string, several: string]>> = {
  error: ['error', 'errors'],
  warning: ['warning', 'warnings'],
  note: ['note', 'notes'],
};

/** Findings as people read them: what, why, where it is known from, and what to type. */
export function findingsText(findings: readonly Finding[]): string {
  const blocks = findings.map((finding) => {
    const fixes = finding.fixes.map(({ command, fillIn }) => {
      const unknown = fillIn.length === 0 ? '' : `    (fill in ${fillIn.join(', ')})`;
      return `    ${command}${unknown}`;
    });
    return [
      `${finding.severity}: ${finding.message} [${finding.code}]`,
      `  ${finding.reason}`,
      `  Known from: ${finding.source}`,
      ...(fixes.length === 0 ? [] : ['  To put it right:', ...fixes]),
    ].join('\n');
  });
  return `${[...blocks, summary(findings)].join('\n\n')}\n`;
}

function summary(findings: readonly Finding[]): string {
  const counts = (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [`${count} ${WORDS[severity][count === 1 ? 0 : 1]}`];
  });
  return counts.length === 0 ? 'No known mistakes.' : counts.join(', ');
}
