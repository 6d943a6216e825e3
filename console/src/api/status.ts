import type { MaintenanceAnswer } from '../../../src/api/schema/maintenance.ts';
import { nodes } from './nodes.ts';
import type { Answer } from './request.ts';

export type ClusterStatus = Extract<MaintenanceAnswer, { kind: 'status' }>;

/** action=status: names of cluster and server, watcher, and the run under way or the last one. */
export function status(token: string, signal: AbortSignal): Promise<Answer<ClusterStatus>> {
  return nodes('status', 'action=status', { token, signal });
}
