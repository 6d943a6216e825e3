import * as z from 'zod/mini';
import type { Http } from '../openstack/http.ts';
import type { Outcome } from '../openstack/outcome.ts';
import type { ConsulCluster, ConsulPace } from './cluster.ts';
import { behindMs, type ConsulAnswer, ConsulConnection, isFiltered } from './connection.ts';
import { consulMalformed } from './problem.ts';
import {
  CHECKS_SHAPE,
  ENTRIES_SHAPE,
  GOSSIP_CHECK,
  MEMBER_STATES,
  MEMBERS_SHAPE,
  type MemberState,
  SESSION_SHAPE,
} from './shape.ts';

/** What gossip says of nodes, as the servers have agreed on it. */
export interface HealthView {
  /** Status of the gossip check by node: `passing`, `warning`, `critical`. */
  readonly statuses: ReadonlyMap<string, string>;
  /** Access rules have left something out: what is not listed need not be gone. */
  readonly isFiltered: boolean;
  /** Of the answer, for a blocking query. */
  readonly index: number;
  /** By how much the answer may be older than the question, ms. */
  readonly behindMs: number;
}

/** Members as one agent sees them (S3.37): other agents may see others. */
export interface MembersView {
  readonly states: ReadonlyMap<string, MemberState>;
  readonly isFiltered: boolean;
}

/** A key of the key/value store. */
export interface Entry {
  readonly modifyIndex: number;
  readonly lockIndex: number;
  /** The session that has the lock; `null` when none has. */
  readonly session: string | null;
}

/** What a blocking query waits for. */
export interface Wait {
  /** Index of the last answer. */
  readonly index: number;
  readonly ms: number;
  readonly signal: AbortSignal;
}

/** One Consul cluster by its HTTP API. All methods answer with values, never reject. */
export class Consul {
  readonly cluster: ConsulCluster;
  readonly #connection: ConsulConnection;

  constructor(cluster: ConsulCluster, http: Http, pace?: ConsulPace) {
    this.cluster = cluster;
    this.#connection = new ConsulConnection(cluster, http, pace);
  }

  /** The gossip check of all nodes; with `wait` as soon as it differs from that index, or the time is up. */
  async health(wait: Wait | null = null): Promise<Outcome<HealthView>> {
    const { consistency } = this.cluster;
    const answer = await this.#connection.any({
      method: 'GET',
      path: '/health/state/any',
      query: {
        filter: `CheckID == "${GOSSIP_CHECK}"`,
        ...(consistency === 'default' ? {} : { [consistency]: '' }),
        ...(wait === null ? {} : { index: `${wait.index}`, wait: `${wait.ms}ms` }),
      },
      ...(wait === null ? {} : { waitMs: wait.ms, signal: wait.signal }),
    });
    return taken(answer, CHECKS_SHAPE, (checks, { headers }) => ({
      statuses: new Map(
        checks.filter(({ CheckID }) => CheckID === GOSSIP_CHECK).map(({ Node, Status }) => [Node, Status]),
      ),
      isFiltered: isFiltered(headers),
      index: Number(headers['x-consul-index'] ?? 0),
      behindMs: consistency === 'consistent' ? 0 : behindMs(headers),
    }));
  }

  /** What the agent at one address sees by itself. It says so without a leader, too. */
  async members(server: string): Promise<Outcome<MembersView>> {
    const answer = await this.#connection.one(server, { method: 'GET', path: '/agent/members', query: {} });
    return taken(answer, MEMBERS_SHAPE, (members, { headers }) => ({
      states: new Map(members.map(({ Name, Status }) => [Name, MEMBER_STATES.get(Status) ?? 'none'])),
      isFiltered: isFiltered(headers),
    }));
  }

  /**
   * A session that ends when it is not renewed for `ttlMs`, and depends on no node’s health. When it ends by itself,
   * nobody gets its locks for `lockDelayMs`. Answers with its id.
   */
  async createSession(name: string, ttlMs: number, lockDelayMs: number): Promise<Outcome<string>> {
    const body = {
      Name: name,
      TTL: `${ttlMs / 1000}s`,
      LockDelay: `${lockDelayMs / 1000}s`,
      Behavior: 'release',
      NodeChecks: [],
    };
    return taken(await this.#put('/session/create', {}, body), SESSION_SHAPE, ({ ID }) => ID);
  }

  /** `false`: there is no such session any more. */
  async renewSession(id: string): Promise<Outcome<boolean>> {
    const call = { method: 'PUT', path: `/session/renew/${id}`, query: {}, absent: [404] } as const;
    return taken(await this.#connection.any(call), z.unknown(), (_, { status }) => status !== 404);
  }

  async destroySession(id: string): Promise<Outcome<boolean>> {
    return taken(await this.#put(`/session/destroy/${id}`, {}), z.boolean(), (isGone) => isGone);
  }

  /** Takes the lock of a key; `false`: another session has it, or it rests after one. */
  async acquire(key: string, session: string, value: unknown): Promise<Outcome<boolean>> {
    return taken(await this.#put(`/kv/${key}`, { acquire: session }, value), z.boolean(), (isOurs) => isOurs);
  }

  async release(key: string, session: string): Promise<Outcome<boolean>> {
    return taken(await this.#put(`/kv/${key}`, { release: session }, {}), z.boolean(), (isFree) => isFree);
  }

  /** A key; `null` when there is none. Always read `consistent`: locks go by it. */
  async entry(key: string): Promise<Outcome<Entry | null>> {
    const query = { consistent: '' };
    const answer = await this.#connection.any({ method: 'GET', path: `/kv/${key}`, query, absent: [404] });
    if (answer.kind === 'done' && answer.value.status === 404) return { kind: 'done', value: null };
    return taken(answer, ENTRIES_SHAPE, ([found]) =>
      found === undefined
        ? null
        : { modifyIndex: found.ModifyIndex, lockIndex: found.LockIndex, session: found.Session ?? null },
    );
  }

  #put(path: string, query: Readonly<Record<string, string>>, body: unknown = null) {
    return this.#connection.any({ method: 'PUT', path, query, body });
  }
}

function taken<T, V>(
  answer: Outcome<ConsulAnswer>,
  shape: z.ZodMiniType<T>,
  take: (value: T, answer: ConsulAnswer) => V,
): Outcome<V> {
  if (answer.kind !== 'done') return answer;
  const { body, server } = answer.value;
  const parsed = z.safeParse(shape, body);
  if (parsed.success) return { kind: 'done', value: take(parsed.data, answer.value) };
  const place = parsed.error.issues[0]?.path.join('.') ?? '';
  return { kind: 'failed', problem: consulMalformed(server, place === '' ? 'no such list' : `at ${place}`) };
}
