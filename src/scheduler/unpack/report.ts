import type { Cluster } from '../model/cluster.ts';

/** Notes something wrong with the configuration that does not stop scheduling. */
export function report(
  cluster: Cluster,
  severity: 'error' | 'warning',
  code: string,
  id: string | null,
  message: string,
  hint: string,
): void {
  cluster.problems.push({ code, severity, message, hint, id, at: null });
}
