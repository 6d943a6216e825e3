import { ExitCode, exitMessage } from './exit-code.ts';
import type { Timing } from './report/report.ts';
import { reportText } from './text/report-text.ts';
import { reportXml } from './xml/report-xml.ts';

/** How long files took to schedule, as output (spec C6.7 -P). */
export function timingsOutput(
  items: readonly Timing[],
  format: 'text' | 'xml' | 'none',
  commandLine: string,
): string {
  if (format === 'none') return '';
  const sections = [{ kind: 'timings', items }] as const;
  const localOffset = () => 0;
  if (format === 'text') return reportText(sections, { isFancy: true, isQuiet: false, localOffset });
  const outcome = { exitCode: ExitCode.Ok, message: exitMessage(ExitCode.Ok), errors: [] };
  return reportXml(sections, commandLine, outcome, localOffset);
}
