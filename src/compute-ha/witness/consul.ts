import type { Consul, HealthView, MembersView } from '../../consul/client.ts';
import type { Fact } from '../../evidence/fact.ts';
import { UNKNOWN } from '../../evidence/signal.ts';
import type { Outcome } from '../../openstack/outcome.ts';
import type { Occasion } from './echo.ts';
import type { Witness } from './witness.ts';

/** Networks with a Consul cluster of their own (S3.3). */
export const NETWORKS = ['management', 'storage', 'tenant'] as const;
export type Network = (typeof NETWORKS)[number];

/** The Consul cluster of one network. */
export interface ConsulNetwork {
  readonly network: Network;
  readonly consul: Pick<Consul, 'cluster' | 'health' | 'members'>;
  /** The name of a host’s node in this cluster. */
  readonly nodeOf: (host: string) => string;
}

/** What one cluster said in one round. */
export interface NetworkView {
  /** What its servers have agreed on. */
  readonly health: Outcome<HealthView>;
  /** What each agent that was asked sees by itself, by its address. */
  readonly agents: ReadonlyMap<string, Outcome<MembersView>>;
}

const BY_STATUS: ReadonlyMap<string, string> = new Map([
  ['passing', 'healthy'],
  ['critical', 'failed'],
]);
const BY_STATE: ReadonlyMap<string, string> = new Map([
  ['alive', 'healthy'],
  ['failed', 'failed'],
]);

/** Asks the clusters, all at once; two questions to each, whatever the number of hosts, and one to each of its agents. */
export function consulWitness(networks: readonly ConsulNetwork[]): Witness {
  return {
    signals: networks.map(({ network }) => signalOf(network)),
    ask: async (hosts, occasion) => {
      const views = await Promise.all(
        networks.map(async (entry) => [entry, await askNetwork(entry.consul)] as const),
      );
      return new Map(
        hosts.map((host) => [
          host,
          views.flatMap(([{ network, nodeOf }, view]) => consulFacts(network, nodeOf(host), view, occasion)),
        ]),
      );
    },
  };
}

async function askNetwork(consul: ConsulNetwork['consul']): Promise<NetworkView> {
  const agents = Promise.all(
    consul.cluster.servers.map(async (server) => [server, await consul.members(server)] as const),
  );
  const health = await consul.health();
  return { health, agents: new Map(await agents) };
}

/**
 * What one cluster says of one node (S3.4, S3.37): what the servers agreed on, and what each agent sees. Where they differ
 * the signal is unknown. Agents are believed only beside servers that have a leader: one that is cut off sees all others
 * failed. A node that is not listed, or has left, is not failed.
 */
export function consulFacts(
  network: Network,
  node: string,
  { health, agents }: NetworkView,
  occasion: Occasion,
): readonly Fact[] {
  const fact = (source: string, value: string, words: string, behindMs = 0): Fact => ({
    signal: signalOf(network),
    value,
    source,
    at: occasion.at - behindMs,
    freshForMs: occasion.freshForMs,
    words,
  });
  const agreed = `Consul ${network}`;
  if (health.kind !== 'done') return [fact(agreed, UNKNOWN, health.problem.message)];
  const { statuses, isFiltered, behindMs } = health.value;
  const status = statuses.get(node);
  const first =
    status === undefined
      ? fact(agreed, UNKNOWN, absence(node, isFiltered), behindMs)
      : fact(agreed, BY_STATUS.get(status) ?? UNKNOWN, `serfHealth of ${node} is ${status}`, behindMs);
  const others = [...agents].map(([server, view]) => {
    const source = `Consul agent ${server}`;
    if (view.kind !== 'done') return fact(source, UNKNOWN, view.problem.message);
    const state = view.value.states.get(node);
    if (state === undefined) return fact(source, UNKNOWN, absence(node, view.value.isFiltered));
    const value = BY_STATE.get(state) ?? UNKNOWN;
    // What the servers do not say of a node, no agent says for them.
    if (first.value === UNKNOWN) return fact(source, UNKNOWN, `${node} is ${state} to it`);
    return fact(source, value, `${node} is ${state}`);
  });
  return [first, ...others];
}

function signalOf(network: Network) {
  return `${network}-network` as const;
}

function absence(node: string, isFiltered: boolean): string {
  return isFiltered
    ? `no node ${node} in a list that access rules have filtered`
    : `there is no node ${node}, or the token does not show it`;
}
