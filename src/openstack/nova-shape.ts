import * as z from 'zod/mini';
import type { EvacuationRecord, Instance } from '../evacuation/model/instance.ts';

/** Answers of Nova’s API, as far as they are used. */

export const VERSION_SHAPE = z.object({
  version: z.object({ version: z.string(), min_version: z.string() }),
});

const SERVICE = z.object({
  id: z.string(),
  binary: z.string(),
  host: z.string(),
  zone: z.nullish(z.string()),
  status: z.enum(['enabled', 'disabled']),
  state: z.enum(['up', 'down']),
  forced_down: z.boolean(),
  disabled_reason: z.nullish(z.string()),
  updated_at: z.nullish(z.string()),
});
export const SERVICES_SHAPE = z.object({ services: z.array(SERVICE) });
export const SERVICE_SHAPE = z.object({ service: SERVICE });

/** A compute service as Nova sees it. */
export interface ComputeService {
  readonly id: string;
  readonly host: string;
  readonly status: 'enabled' | 'disabled';
  readonly state: 'up' | 'down';
  readonly isForcedDown: boolean;
  readonly disabledReason: string | null;
}

export function computeService({
  id,
  host,
  status,
  state,
  forced_down,
  disabled_reason,
}: z.infer<typeof SERVICE>): ComputeService {
  return { id, host, status, state, isForcedDown: forced_down, disabledReason: disabled_reason ?? null };
}

export const AGGREGATES_SHAPE = z.object({
  aggregates: z.array(z.object({ name: z.string(), hosts: z.array(z.string()) })),
});

const SERVER = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  tenant_id: z.string(),
  user_id: z.string(),
  metadata: z.record(z.string(), z.string()),
  addresses: z.record(z.string(), z.array(z.object({ addr: z.string() }))),
  // Only administrators are shown these: without them nothing can be decided.
  'OS-EXT-SRV-ATTR:host': z.nullable(z.string()),
  'OS-EXT-STS:task_state': z.nullable(z.string()),
});
export const SERVER_SHAPE = z.object({ server: SERVER });
export const SERVERS_SHAPE = z.object({
  servers: z.array(SERVER),
  servers_links: z.optional(z.array(z.object({ rel: z.string() }))),
});

/** A server with the addresses that echo requests go to (S2.30). */
export interface NovaServer {
  readonly instance: Instance;
  readonly addresses: readonly string[];
}

export function novaServer(server: z.infer<typeof SERVER>): NovaServer {
  const { id, name, status, metadata, tenant_id: project, user_id: user } = server;
  const host = server['OS-EXT-SRV-ATTR:host'];
  const taskState = server['OS-EXT-STS:task_state'];
  const addresses = Object.values(server.addresses).flatMap((list) => list.map(({ addr }) => addr));
  return { instance: { id, name, host, status, taskState, metadata, project, user }, addresses };
}

export const MIGRATIONS_SHAPE = z.object({
  migrations: z.array(
    z.object({ id: z.int(), uuid: z.optional(z.string()), instance_uuid: z.string(), status: z.string() }),
  ),
  migrations_links: z.optional(z.array(z.object({ rel: z.string() }))),
});

const FAILED: ReadonlySet<string> = new Set(['failed', 'error', 'cancelled']);
const OVER: ReadonlySet<string> = new Set(['done', 'completed', 'finished', 'confirmed', 'reverted']);

/** What is not known to have ended is under way. */
export function evacuationRecord({
  id,
  status,
}: {
  readonly id: number;
  readonly status: string;
}): EvacuationRecord {
  return { id, status: FAILED.has(status) ? 'failed' : OVER.has(status) ? 'over' : 'under-way' };
}
