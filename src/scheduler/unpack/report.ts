import type { Cluster } from '../model/cluster.ts';

const said = new WeakMap<Cluster, Set<string>>();

/** Notes something wrong with the configuration that does not stop scheduling; the same thing only once. */
export function report(
  cluster: Cluster,
  severity: 'error' | 'warning',
  code: string,
  id: string | null,
  message: string,
  hint: string,
): void {
  let messages = said.get(cluster);
  if (messages === undefined) {
    messages = new Set();
    said.set(cluster, messages);
  }
  if (messages.has(message)) return;
  messages.add(message);
  cluster.problems.push({ code, severity, message, hint, id, at: null });
}
