import type { ServerResponse } from 'node:http';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ClusterShutdown, ShutdownStatus } from '../../cluster-shutdown/job.ts';
import { SECURITY_HEADERS } from '../guard/headers.ts';
import type { Limits } from '../limits.ts';
import { apiProblem, Refusal } from '../problem.ts';
import { ProblemDetails } from '../schema/refusal.ts';
import { refuseOtherMethods } from './resource.ts';

const EVENTS = '/v1/maintenance/events';
/** A client that takes in so little that this many bytes wait for it is let go. */
const MOST_WAITING = 4 << 20;

/** Progress as it happens: server-sent events, each a whole status. */
export function eventRoutes(job: ClusterShutdown, limits: Limits, now: () => number): FastifyPluginAsyncZod {
  return async (app) => {
    const audience = new Audience(job, limits);
    app.addHook('preClose', async () => audience.close());
    app.get(EVENTS, {
      config: { needs: 'viewer' },
      schema: {
        tags: ['Maintenance'],
        summary: 'Progress as server-sent events',
        description:
          'Each event `status` carries a whole status; a machine carries its last step only. Comments in between say that the stream lives. It ends when the token expires.',
        security: [{ token: [] }],
        produces: ['text/event-stream'],
        response: { 200: z.string(), 401: ProblemDetails, 403: ProblemDetails, 503: ProblemDetails },
      },
      handler: (request, reply) => {
        if (audience.size >= limits.streams) {
          throw new Refusal(
            503,
            apiProblem('HWS-API-017', 'Too many event streams are open', 'Close pages that nobody looks at'),
            { 'retry-after': '10' },
          );
        }
        reply.hijack();
        reply.raw.writeHead(200, {
          ...SECURITY_HEADERS,
          'content-type': 'text/event-stream; charset=utf-8',
          'x-request-id': request.id,
          // Proxies are not to gather what is meant to arrive at once.
          'x-accel-buffering': 'no',
        });
        audience.admit(reply.raw, Date.parse(request.person.expires) - now());
      },
    });
    refuseOtherMethods(app, EVENTS, ['GET', 'HEAD']);
  };
}

/** All who listen. The job is watched once for all of them, and only while there is somebody. */
class Audience {
  readonly #job: ClusterShutdown;
  readonly #limits: Limits;
  readonly #streams = new Set<ServerResponse>();
  #watching: AbortController | null = null;
  #heartbeat: NodeJS.Timeout | null = null;
  /** The newest event, whole; and whether it has to wait before it is sent. */
  #latest: string | null = null;
  #pause: NodeJS.Timeout | null = null;
  #isUnsent = false;

  constructor(job: ClusterShutdown, limits: Limits) {
    this.#job = job;
    this.#limits = limits;
  }

  get size(): number {
    return this.#streams.size;
  }

  admit(stream: ServerResponse, remainingMs: number): void {
    this.#streams.add(stream);
    const expiry = setTimeout(() => stream.end(), Math.min(Math.max(remainingMs, 0), 2 ** 31 - 1));
    stream.on('close', () => {
      clearTimeout(expiry);
      this.#streams.delete(stream);
      if (this.#streams.size === 0) this.#rest();
    });
    stream.write(': welcome\n\n');
    if (this.#latest !== null) stream.write(this.#latest);
    if (this.#watching === null) this.#begin();
  }

  close(): void {
    for (const stream of this.#streams) stream.end();
    this.#rest();
  }

  #begin(): void {
    const watching = new AbortController();
    this.#watching = watching;
    this.#heartbeat = setInterval(() => this.#write(': alive\n\n'), this.#limits.heartbeatMs);
    this.#job.watch((status) => {
      this.#latest = `event: status\ndata: ${JSON.stringify(brief(status))}\n\n`;
      this.#isUnsent = true;
      if (this.#pause === null) this.#send();
    }, watching.signal);
  }

  #rest(): void {
    this.#watching?.abort();
    this.#watching = null;
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#heartbeat = null;
    this.#pause = null;
    this.#latest = null;
    this.#isUnsent = false;
  }

  #send(): void {
    this.#pause = null;
    if (!this.#isUnsent || this.#latest === null) return;
    this.#isUnsent = false;
    this.#write(this.#latest);
    this.#pause = setTimeout(() => this.#send(), this.#limits.eventPauseMs);
  }

  #write(text: string): void {
    for (const stream of this.#streams) {
      if (stream.writableLength > MOST_WAITING) stream.destroy();
      else stream.write(text);
    }
  }
}

/** Of hundreds of machines with many steps each only the last steps are news. */
function brief(status: ShutdownStatus): ShutdownStatus {
  if (status.run === null) return status;
  const machines = status.run.machines.map((machine) => ({ ...machine, steps: machine.steps.slice(-1) }));
  return { ...status, run: { ...status.run, machines } };
}
