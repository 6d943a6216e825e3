import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { Consul } from '../consul/client.ts';
import { CONSISTENCIES, type ConsulCluster } from '../consul/cluster.ts';
import { httpClient } from '../openstack/http.ts';
import { credentialReference, SECRET_SHAPE } from '../power/credential-shape.ts';
import { failureWords } from '../result/failure-words.ts';
import type { Problem, Result } from '../result/problem.ts';
import { computeFileWrong } from './problem.ts';
import { type ConsulNetwork, NETWORKS, type Network } from './witness/consul.ts';

/** The Consul cluster of one network, and how its nodes are called. */
export interface ConsulSettings {
  readonly network: Network;
  readonly cluster: ConsulCluster;
  /** `{host}` is the host’s name, `{short}` the same up to its first dot. */
  readonly node: string;
  /** Nodes that are called otherwise, by host. */
  readonly nodes: ReadonlyMap<string, string>;
}

const text = z.string().check(z.minLength(1));
const server = z
  .string()
  .check(
    z.refine(isServer, { error: 'it is to be http:// or https://, a host and a port, and nothing more' }),
  );
const CLUSTER = z.strictObject({
  servers: z.array(server).check(z.minLength(1)),
  token: z.optional(SECRET_SHAPE),
  ca: z.optional(text),
  datacenter: z.optional(text),
  consistency: z.optional(z.enum(CONSISTENCIES)),
  node: z.optional(
    z.string().check(z.regex(/\{(host|short)\}/, { error: 'it is to contain {host} or {short}' })),
  ),
  nodes: z.optional(z.record(text, text)),
});

/** The key `consul` of compute.yaml. */
export const CONSUL_SHAPE = z.optional(
  z.strictObject({
    management: z.optional(CLUSTER),
    storage: z.optional(CLUSTER),
    tenant: z.optional(CLUSTER),
  }),
);

/** The clusters that were written. */
export function consulSettings(written: z.infer<typeof CONSUL_SHAPE>): readonly ConsulSettings[] {
  return NETWORKS.flatMap((network) => {
    const given = written?.[network];
    if (given === undefined) return [];
    const cluster: ConsulCluster = {
      servers: given.servers.map((url) => url.replace(/\/$/, '')),
      token: given.token === undefined ? null : credentialReference(given.token),
      datacenter: given.datacenter ?? null,
      consistency: given.consistency ?? 'consistent',
      caFile: given.ca ?? null,
    };
    const nodes = new Map(Object.entries(given.nodes ?? {}));
    return [{ network, cluster, node: given.node ?? '{host}', nodes }];
  });
}

/** Clients for all of them; what is wrong with a certificate is told as a fault of the file at `path`. */
export function consulNetworks(
  settings: readonly ConsulSettings[],
  path: string,
): Result<readonly ConsulNetwork[]> {
  const problems: Problem[] = [];
  const value: ConsulNetwork[] = [];
  for (const { network, cluster, node, nodes } of settings) {
    try {
      if (cluster.caFile !== null) readFileSync(cluster.caFile);
      const nodeOf = (host: string): string =>
        nodes.get(host) ?? node.replaceAll('{host}', host).replaceAll('{short}', host.split('.')[0] ?? host);
      value.push({ network, consul: new Consul(cluster, httpClient(cluster.caFile)), nodeOf });
    } catch (error) {
      problems.push(computeFileWrong(path, `consul.${network}.ca: ${failureWords(error)}`));
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value, problems };
}

function isServer(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, pathname, search, username } = new URL(url);
  return /^https?:$/.test(protocol) && pathname === '/' && search === '' && username === '';
}
