import type { Configuration } from '../../configuration/configuration.ts';
import { nodeNames } from '../../configuration/nodes.ts';
import { loneForceable, type Report, warning } from '../../configuration/report.ts';
import { nearMiss } from '../../result/near-miss.ts';
import type { Call } from './call.ts';
import { tellReports } from './reports.ts';

/**
 * Whether the cluster has the nodes that are named. A file may be ahead of the cluster's membership, so that there only
 * a warning is given; live, a name that nothing has is an error with the name that was probably meant.
 */
export function checkNodes(
  call: Call,
  configuration: Configuration,
  names: readonly string[],
): readonly Report[] {
  if (call.target.kind === 'file') {
    tellReports(
      [warning('HWS-CFG-109', 'Validation for node existence in the cluster will be skipped')],
      call.output,
    );
    return [];
  }
  const known = nodeNames(configuration);
  const missing = names.find((name) => !known.includes(name));
  if (missing === undefined) return [];
  const meant = nearMiss(missing, known);
  const hint = meant === null ? '' : ` (did you mean '${meant}'?)`;
  return [loneForceable('HWS-CFG-110', `Node '${missing}' does not seem to be in the cluster${hint}`)];
}
