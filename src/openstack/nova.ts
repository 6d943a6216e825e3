import * as z from 'zod/mini';
import type { InstanceSight } from '../evacuation/model/instance.ts';
import { errorRule, errorWords } from './error-rule.ts';
import type { Http, HttpAnswer, HttpRequest } from './http.ts';
import type { Keystone } from './keystone.ts';
import {
  type EvacuateForm,
  evacuateBody,
  type Microversion,
  microversionText,
  negotiate,
  parseMicroversion,
} from './microversion.ts';
import {
  AGGREGATES_SHAPE,
  type ComputeService,
  computeService,
  evacuationRecord,
  MIGRATIONS_SHAPE,
  type NovaServer,
  novaServer,
  SERVER_SHAPE,
  SERVERS_SHAPE,
  SERVICE_SHAPE,
  SERVICES_SHAPE,
  VERSION_SHAPE,
} from './nova-shape.ts';
import type { Outcome } from './outcome.ts';
import { answerMalformed, serviceAnswered, serviceUnreachable, versionTooOld } from './problem.ts';

/** How patient the client is. Milliseconds. */
export interface NovaPace {
  /** For one exchange. Below the time after which a call without an answer may be made again. */
  readonly deadlineMs: number;
  /** How often what changes nothing, or may be done twice, is tried, and the pause between. */
  readonly tries: number;
  readonly pauseMs: number;
}

export const DEFAULT_NOVA_PACE: NovaPace = { deadlineMs: 15_000, tries: 3, pauseMs: 500 };

/** What a call may suffer: to be made `once`, or to be `repeatable` because a second one changes nothing. */
type Care = 'once' | 'repeatable';
type Call = Pick<HttpRequest, 'method' | 'body'> & { readonly path: string };

/** Nova’s most servers a page, whatever is asked for, by default. */
const PAGE = 1000;
const MOST_PAGES = 1000;

/** Nova as the compute job needs it. All methods answer with values, never reject. */
export class Nova {
  readonly #keystone: Keystone;
  readonly #http: Http;
  readonly #pace: NovaPace;
  readonly #wait: (ms: number) => Promise<void>;
  #version: Microversion | null = null;

  constructor(
    keystone: Keystone,
    http: Http,
    wait: (ms: number) => Promise<void>,
    pace: NovaPace = DEFAULT_NOVA_PACE,
  ) {
    this.#keystone = keystone;
    this.#http = http;
    this.#wait = wait;
    this.#pace = pace;
  }

  /** All compute services, or that of one host. */
  async computeServices(host: string | null = null): Promise<Outcome<readonly ComputeService[]>> {
    const filter = host === null ? '' : `&host=${encodeURIComponent(host)}`;
    const path = `/os-services?binary=nova-compute${filter}`;
    const answer = await this.#call({ method: 'GET', path, body: null }, 'repeatable', SERVICES_SHAPE);
    return mapped(answer, ({ services }) =>
      services.filter(({ binary }) => binary === 'nova-compute').map(computeService),
    );
  }

  /** Nothing new is placed there. */
  disable(service: string, reason: string): Promise<Outcome<ComputeService>> {
    return this.#change(service, { status: 'disabled', disabled_reason: reason });
  }

  enable(service: string): Promise<Outcome<ComputeService>> {
    return this.#change(service, { status: 'enabled' });
  }

  /** Nova believes at once that the host is down, instead of after its own time (S3.9). */
  forceDown(service: string, isDown: boolean): Promise<Outcome<ComputeService>> {
    return this.#change(service, { forced_down: isDown });
  }

  /** The names of the aggregates each host is in; hosts in none are left out. */
  async aggregates(): Promise<Outcome<ReadonlyMap<string, readonly string[]>>> {
    const call = { method: 'GET', path: '/os-aggregates', body: null } as const;
    return mapped(await this.#call(call, 'repeatable', AGGREGATES_SHAPE), ({ aggregates }) => {
      const found = new Map<string, string[]>();
      for (const { name, hosts } of aggregates)
        for (const host of hosts) found.set(host, [...(found.get(host) ?? []), name]);
      return found;
    });
  }

  /** All servers of a host, of all projects. */
  async serversOn(host: string): Promise<Outcome<readonly NovaServer[]>> {
    const found: NovaServer[] = [];
    let marker = '';
    for (let page = 0; page < MOST_PAGES; page++) {
      const path = `/servers/detail?all_tenants=1&host=${encodeURIComponent(host)}&limit=${PAGE}${marker}`;
      const answer = await this.#call({ method: 'GET', path, body: null }, 'repeatable', SERVERS_SHAPE);
      if (answer.kind !== 'done') return answer;
      found.push(...answer.value.servers.map(novaServer));
      const last = answer.value.servers.at(-1);
      if (last === undefined || !answer.value.servers_links?.some(({ rel }) => rel === 'next')) break;
      marker = `&marker=${last.id}`;
    }
    return { kind: 'done', value: found };
  }

  /** One server; `null` when it is not there any more. */
  async server(id: string): Promise<Outcome<NovaServer | null>> {
    const answer = await this.#call(
      { method: 'GET', path: `/servers/${id}`, body: null },
      'repeatable',
      SERVER_SHAPE,
      [404],
    );
    return mapped(answer, (value) => (value === null ? null : novaServer(value.server)));
  }

  /** Servers and Nova’s latest record of their evacuation from `source`; those that are gone are left out. */
  async sights(source: string, servers: readonly NovaServer[]): Promise<Outcome<readonly InstanceSight[]>> {
    const latest = new Map<string, { readonly id: number; readonly status: string }>();
    let marker = '';
    for (let page = 0; page < MOST_PAGES; page++) {
      const path = `/os-migrations?migration_type=evacuation&source_compute=${encodeURIComponent(source)}${marker}`;
      const answer = await this.#call({ method: 'GET', path, body: null }, 'repeatable', MIGRATIONS_SHAPE);
      if (answer.kind !== 'done') return answer;
      const { migrations, migrations_links: links } = answer.value;
      for (const entry of migrations)
        if (entry.id > (latest.get(entry.instance_uuid)?.id ?? -1)) latest.set(entry.instance_uuid, entry);
      const last = migrations.at(-1);
      if (last?.uuid === undefined || !links?.some(({ rel }) => rel === 'next')) break;
      marker = `&marker=${last.uuid}`;
    }
    return {
      kind: 'done',
      value: servers.map(({ instance }) => {
        const record = latest.get(instance.id);
        return { instance, record: record === undefined ? null : evacuationRecord(record) };
      }),
    };
  }

  /**
   * Asks Nova to build a server anew elsewhere (S3.24). Sent once: only a call that cannot have reached Nova is sent again.
   * Throws when the target is the server’s own host (S3.26).
   */
  async evacuate(server: string, source: string, form: EvacuateForm): Promise<Outcome<null>> {
    if (form.target === source) throw new Error('an evacuation to its own source');
    const version = await this.#negotiated();
    if (version.kind !== 'done') return version;
    const body = evacuateBody(form, version.value);
    return await this.#call({ method: 'POST', path: `/servers/${server}/action`, body }, 'once', null);
  }

  /** Sets a server’s state to `error`, which ends what Nova believes to be under way (S2.5). */
  resetState(server: string): Promise<Outcome<null>> {
    const body = { 'os-resetState': { state: 'error' } };
    return this.#call({ method: 'POST', path: `/servers/${server}/action`, body }, 'repeatable', null);
  }

  async #change(service: string, body: unknown): Promise<Outcome<ComputeService>> {
    const answer = await this.#call(
      { method: 'PUT', path: `/os-services/${service}`, body },
      'repeatable',
      SERVICE_SHAPE,
    );
    return mapped(answer, (value) => computeService(value.service));
  }

  async #negotiated(): Promise<Outcome<Microversion>> {
    if (this.#version !== null) return { kind: 'done', value: this.#version };
    const answer = await this.#exchange({ method: 'GET', path: '/', body: null }, 'repeatable', null);
    if (answer.kind !== 'done') return answer;
    const parsed = z.safeParse(VERSION_SHAPE, answer.value.body);
    const most = parsed.success ? parseMicroversion(parsed.data.version.version) : null;
    if (most === null) return { kind: 'failed', problem: answerMalformed('Nova', 'no version document') };
    const version = negotiate(most);
    if (version === null) return { kind: 'refused', problem: versionTooOld('2.53', microversionText(most)) };
    this.#version = version;
    return { kind: 'done', value: version };
  }

  #call<T>(call: Call, care: Care, shape: z.ZodMiniType<T>): Promise<Outcome<T>>;
  #call(call: Call, care: Care, shape: null): Promise<Outcome<null>>;
  #call<T>(
    call: Call,
    care: Care,
    shape: z.ZodMiniType<T>,
    absent: readonly number[],
  ): Promise<Outcome<T | null>>;
  async #call<T>(
    call: Call,
    care: Care,
    shape: z.ZodMiniType<T> | null,
    absent: readonly number[] = [],
  ): Promise<Outcome<T | null>> {
    const version = await this.#negotiated();
    if (version.kind !== 'done') return version;
    const answer = await this.#exchange(call, care, version.value, absent);
    if (answer.kind !== 'done') return answer;
    if (shape === null || absent.includes(answer.value.status)) return { kind: 'done', value: null };
    const parsed = z.safeParse(shape, answer.value.body);
    if (parsed.success) return { kind: 'done', value: parsed.data };
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    return { kind: 'failed', problem: answerMalformed(`Nova to ${call.method} ${call.path}`, `at ${where}`) };
  }

  /** One call, with a renewed token where the old one was refused, and again as far as `care` allows. */
  async #exchange(
    call: Call,
    care: Care,
    version: Microversion | null,
    absent: readonly number[] = [],
  ): Promise<Outcome<Extract<HttpAnswer, { kind: 'answer' }>>> {
    let isRenewed = false;
    for (let tried = 1; ; tried++) {
      const session = await this.#keystone.session();
      if (session.kind !== 'done') return session;
      const endpoint = this.#keystone.endpoint(session.value, 'compute');
      if (endpoint.kind !== 'done') return endpoint;
      const { token } = session.value;
      const headers: Record<string, string> = { 'x-auth-token': token };
      if (version !== null) headers['openstack-api-version'] = `compute ${microversionText(version)}`;
      const answer = await this.#http({
        method: call.method,
        url: `${endpoint.value}${call.path}`,
        headers,
        body: call.body,
        deadlineMs: this.#pace.deadlineMs,
      });
      if (answer.kind === 'answer' && (answer.status < 300 || absent.includes(answer.status)))
        return { kind: 'done', value: answer };
      if (answer.kind === 'answer' && answer.status === 401 && !isRenewed) {
        // Nova has looked at nothing but the token: even what must not be done twice can be sent again.
        isRenewed = true;
        this.#keystone.discard(token);
        continue;
      }
      const failure = failureOf(call, answer);
      const isSafe = care === 'repeatable' ? failure.kind !== 'refused' : answer.kind === 'not-sent';
      if (!isSafe || tried >= this.#pace.tries) return failure;
      await this.#wait(this.#pace.pauseMs);
    }
  }
}

function failureOf({ method, path }: Call, answer: HttpAnswer): Exclude<Outcome<never>, { kind: 'done' }> {
  const what = `Nova to ${method} ${path}`;
  if (answer.kind !== 'answer') {
    const kind = answer.kind === 'not-sent' ? 'failed' : 'unknown';
    return { kind, problem: serviceUnreachable(what, answer.words) };
  }
  const { outcome, hint } = errorRule(answer.status);
  return { kind: outcome, problem: serviceAnswered(what, answer.status, errorWords(answer), hint) };
}

function mapped<T, U>(outcome: Outcome<T>, change: (value: T) => U): Outcome<U> {
  return outcome.kind === 'done' ? { kind: 'done', value: change(outcome.value) } : outcome;
}
