import type { Cluster } from '../model/cluster.ts';

/** Phase 5: finds history entries whose configuration has changed since (spec C1.7, A5.11.6). */
export function checkConfigurationChanges(_cluster: Cluster): void {
  throw new Error('not built yet: checkConfigurationChanges');
}

/** Checks that had to wait until placement was decided (spec A5.11.6, A5.12.5). */
export function runDeferredParameterChecks(_cluster: Cluster): void {
  throw new Error('not built yet: runDeferredParameterChecks');
}
