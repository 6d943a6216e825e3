import type { ClusterView } from '../../shutdown-plan/model/cluster-view.ts';
import type { AskDaemon } from './hawser.ts';
import type { ClusterPort } from './port.ts';

/** Which software runs the cluster: found out, or said. */
export type ClusterChoice = 'auto' | 'hawser' | 'pacemaker';

export type FoundCluster =
  | { readonly ok: true; readonly port: ClusterPort; readonly view: ClusterView }
  | { readonly ok: false; readonly why: string };

/** Finds the cluster this machine is part of: Hawser's daemon first, then Pacemaker. */
export async function findCluster(choice: ClusterChoice, ask: AskDaemon | null): Promise<FoundCluster> {
  const reasons: string[] = [];
  for (const kind of ['hawser', 'pacemaker'] as const) {
    if (choice !== 'auto' && choice !== kind) continue;
    const port = await openPort(kind, ask);
    if (port === null) {
      reasons.push('Hawser’s daemon: not asked');
      continue;
    }
    const view = await port.view();
    if (view.ok) return { ok: true, port, view: view.value };
    reasons.push(`${kind === 'hawser' ? 'Hawser’s daemon' : 'Pacemaker'}: ${view.why}`);
  }
  return { ok: false, why: reasons.join('; ') };
}

/** Loads what one kind of cluster needs only when it is there to be asked. */
export async function openPort(
  kind: 'hawser' | 'pacemaker',
  ask: AskDaemon | null,
): Promise<ClusterPort | null> {
  if (kind === 'pacemaker') return new (await import('./pacemaker.ts')).PacemakerPort();
  return ask === null ? null : new (await import('./hawser.ts')).HawserPort(ask);
}
