import type { Boot } from '../boot.ts';
import type { SiteSurvey } from '../site-survey.ts';
import type { HandOver } from './hand-over.ts';

export interface Acceptance {
  readonly run: string;
  readonly requestedBy: string;
  readonly boot: Boot;
  /** Socket of Hawser's daemon. */
  readonly socket: string | null;
}

/** What the watcher gets of a plan that is accepted at this instant (S0.25). */
export function composeHandOver(
  { inventory, found, plan }: SiteSurvey,
  { run, requestedBy, boot, socket }: Acceptance,
): HandOver {
  const { action, acceptor, hash, batches, cluster } = plan;
  return {
    format: 1,
    bootId: boot.id,
    uptimeSeconds: boot.uptimeSeconds(),
    order: {
      run,
      action,
      cluster: cluster.name,
      acceptor,
      requestedBy,
      planHash: hash,
      acceptedAt: Date.now(),
      batches: batches.map(({ kind, waves }) => ({ kind, waves })),
      machines: inventory.machines.map(({ name, role, policy, after }) => ({ name, role, policy, after })),
      limits: inventory.limits,
    },
    bmcs: Object.fromEntries(inventory.machines.map(({ name, connection }) => [name, connection])),
    parallelCommands: inventory.parallelCommands,
    notify: inventory.notify,
    cluster: {
      kind: found.ok ? found.port.kind : null,
      socket,
      stopServicesMs: inventory.stopServicesMs,
    },
  };
}
