import { hasErrors, type Report } from '../../configuration/report.ts';
import type { Problem } from '../../result/problem.ts';
import type { Output } from './output.ts';

const PREFIXES = { error: 'Error: ', warning: 'Warning: ', deprecation: 'Deprecation Warning: ', note: '' };

/** Line that closes a list of errors. */
const UNABLE = 'Error: Errors have occurred, therefore pcs is unable to continue\n';

/** Tells what there is to say about a change; answers whether there was an error. */
export function tellReports(reports: readonly Report[], output: Output): boolean {
  for (const { severity, message, isForceable, wording, after = '' } of reports) {
    const words = wording === undefined ? ', use --force to override' : ' (use --force to override)';
    const override = severity === 'error' && isForceable ? words : '';
    output.err(`${PREFIXES[severity]}${message}${override}${after}\n`);
  }
  const isWrong = hasErrors(reports);
  if (isWrong && !reports.some(({ severity, isAlone }) => severity === 'error' && isAlone))
    output.err(UNABLE);
  return isWrong;
}

/** Tells problems of files and of the cluster. */
export function tellProblems(problems: readonly Problem[], output: Output): void {
  for (const { code, message, hint } of problems) output.err(`Error: ${message}\n  ${hint} [${code}]\n`);
}
