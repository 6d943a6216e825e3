import type { Http, HttpAnswer } from '../openstack/http.ts';
import type { Outcome } from '../openstack/outcome.ts';
import { resolveCredential } from '../power/credential.ts';
import { type ConsulCluster, type ConsulPace, DEFAULT_CONSUL_PACE } from './cluster.ts';
import {
  consulAnswered,
  consulBehind,
  consulMalformed,
  consulRefused,
  consulUnreachable,
  consulWithoutLeader,
} from './problem.ts';

/** A request below `/v1`. */
export interface ConsulCall {
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** How long the server is asked to wait for a change, ms. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
  /** Statuses beside 200 that are answers here. */
  readonly absent?: readonly number[];
}

export type ConsulAnswer = Extract<HttpAnswer, { readonly kind: 'answer' }> & { readonly server: string };
type Failure = Exclude<Outcome<never>, { readonly kind: 'done' }>;

const LONGEST_TOKEN = 4096;
/** A server adds up to a sixteenth to the wait by chance (Consul API, blocking queries). */
const WAIT_WITH_JITTER = 17 / 16;
const NO_LEADER = /no cluster leader/i;
const MOST_WORDS = 300;

/** The servers of one cluster: one that fails is passed over, the one that answered last is asked first. */
export class ConsulConnection {
  readonly cluster: ConsulCluster;
  readonly #http: Http;
  readonly #pace: ConsulPace;
  #first = 0;

  constructor(cluster: ConsulCluster, http: Http, pace: ConsulPace = DEFAULT_CONSUL_PACE) {
    this.cluster = cluster;
    this.#http = http;
    this.#pace = pace;
  }

  /**
   * Asks the servers in turn until one answers. A read is answered only by a server that knows a leader and has heard of
   * it lately. Everything sent here changes nothing when it arrives twice.
   */
  async any(call: ConsulCall): Promise<Outcome<ConsulAnswer>> {
    const { servers } = this.cluster;
    let failure: Failure | null = null;
    for (let tried = 0; tried < servers.length; tried++) {
      const at = (this.#first + tried) % servers.length;
      const answer = await this.one(servers[at] as string, call);
      const problem = answer.kind === 'done' && call.method === 'GET' ? this.#doubt(answer.value) : null;
      if (answer.kind === 'done' && problem === null) {
        this.#first = at;
        return answer;
      }
      failure = answer.kind === 'done' ? { kind: 'failed', problem: problem ?? unanswered('') } : answer;
      // What one server refuses all refuse.
      if (failure.kind === 'refused' || call.signal?.aborted === true) break;
    }
    return failure ?? { kind: 'failed', problem: unanswered('none is named') };
  }

  /** Asks one server, once. */
  async one(server: string, call: ConsulCall): Promise<Outcome<ConsulAnswer>> {
    const { token, datacenter } = this.cluster;
    const headers: Record<string, string> = {};
    if (token !== null) {
      const read = await resolveCredential(token, LONGEST_TOKEN);
      if (!read.ok) return { kind: 'refused', problem: read.problem };
      headers['x-consul-token'] = read.credential.password;
    }
    const query = new URLSearchParams(datacenter === null ? call.query : { ...call.query, dc: datacenter });
    const answer = await this.#http({
      method: call.method,
      url: `${server}/v1${call.path}${query.size === 0 ? '' : `?${query}`}`,
      headers,
      body: call.body ?? null,
      deadlineMs: this.#pace.deadlineMs + (call.waitMs ?? 0) * WAIT_WITH_JITTER,
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    if (answer.kind !== 'answer') {
      // A change whose answer was lost may have been made.
      const kind = answer.kind === 'no-answer' && call.method === 'PUT' ? 'unknown' : 'failed';
      return { kind, problem: consulUnreachable(server, answer.words) };
    }
    const { status } = answer;
    if (status === 200 && answer.body === undefined)
      return { kind: 'failed', problem: consulMalformed(server, 'no JSON') };
    if (status === 200 || call.absent?.includes(status))
      return { kind: 'done', value: { ...answer, server } };
    const words = answer.text.trim().slice(0, MOST_WORDS);
    if (status === 401 || status === 403) return { kind: 'refused', problem: consulRefused(server, words) };
    if (NO_LEADER.test(words)) return { kind: 'failed', problem: consulWithoutLeader(server) };
    const kind = status >= 500 && call.method === 'PUT' ? 'unknown' : 'failed';
    return { kind, problem: consulAnswered(server, status, words) };
  }

  #doubt({ server, headers }: ConsulAnswer) {
    const knows = headers['x-consul-knownleader'];
    // `catalog` and `health` always tell; without it the answer is not an agent’s, or cut short on the way.
    if (knows !== 'true' && knows !== 'false') return consulMalformed(server, 'no X-Consul-KnownLeader');
    if (knows === 'false') return consulWithoutLeader(server);
    const behind = behindMs(headers);
    return behind > this.#pace.mostBehindMs ? consulBehind(server, behind) : null;
  }
}

/** Since when the server that answers has not heard of its leader, ms; 0 when it is the leader. */
export function behindMs(headers: ConsulAnswer['headers']): number {
  const written = Number(headers['x-consul-lastcontact'] ?? 0);
  return Number.isFinite(written) && written >= 0 ? written : Number.POSITIVE_INFINITY;
}

/** Access rules have left something out; told only to those with a valid token. */
export function isFiltered(headers: ConsulAnswer['headers']): boolean {
  return headers['x-consul-results-filtered-by-acls'] === 'true';
}

function unanswered(words: string) {
  return consulUnreachable('all servers', words);
}
