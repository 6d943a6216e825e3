import type { ServerResponse } from 'node:http';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ClusterShutdown, ShutdownStatus } from '../../cluster-shutdown/job.ts';
import { SECURITY_HEADERS } from '../guard/headers.ts';
import type { Limits } from '../limits.ts';
import { apiProblem, Refusal } from '../problem.ts';
import { ProblemDetails } from '../schema/problem.ts';
import { refuseOtherMethods } from './resource.ts';

const EVENTS = '/v1/maintenance/events';
/** A client that takes in so little that this many bytes wait for it is let go. */
const MOST_WAITING = 4 << 20;

/** Progress as it happens: server-sent events, each a whole status. */
export function eventRoutes(job: ClusterShutdown, limits: Limits, now: () => number): FastifyPluginAsyncZod {
  return async (app) => {
    const open = new Set<ServerResponse>();
    app.addHook('preClose', async () => {
      for (const stream of open) stream.end();
    });
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
        if (open.size >= limits.streams) {
          throw new Refusal(
            503,
            apiProblem('HWS-API-017', 'Too many event streams are open', 'Close pages that nobody looks at'),
            { 'retry-after': '10' },
          );
        }
        reply.hijack();
        const stream = reply.raw;
        open.add(stream);
        const ending = new AbortController();
        stream.on('close', () => {
          open.delete(stream);
          ending.abort();
        });
        stream.writeHead(200, {
          ...SECURITY_HEADERS,
          'content-type': 'text/event-stream; charset=utf-8',
          'x-request-id': request.id,
          // Proxies are not to gather what is meant to arrive at once.
          'x-accel-buffering': 'no',
        });
        const remaining = Date.parse(request.person.expires) - now();
        sendStatus(job, stream, limits, remaining, ending.signal);
      },
    });
    refuseOtherMethods(app, EVENTS, ['GET', 'HEAD']);
  };
}

function sendStatus(
  job: ClusterShutdown,
  stream: ServerResponse,
  limits: Limits,
  remainingMs: number,
  signal: AbortSignal,
): void {
  let latest: ShutdownStatus | null = null;
  let pause: NodeJS.Timeout | null = null;
  const send = (): void => {
    pause = null;
    if (latest === null || signal.aborted) return;
    stream.write(`event: status\ndata: ${JSON.stringify(brief(latest))}\n\n`);
    latest = null;
    if (stream.writableLength > MOST_WAITING) stream.destroy();
    else pause = setTimeout(send, limits.eventPauseMs);
  };
  const heartbeat = setInterval(() => stream.write(': alive\n\n'), limits.heartbeatMs);
  const expiry = setTimeout(() => stream.end(), Math.min(remainingMs, 2 ** 31 - 1));
  signal.addEventListener('abort', () => {
    clearInterval(heartbeat);
    clearTimeout(expiry);
    if (pause !== null) clearTimeout(pause);
  });
  job.watch((status) => {
    latest = status;
    if (pause === null) send();
  }, signal);
}

/** Of hundreds of machines with many steps each only the last steps are news. */
function brief(status: ShutdownStatus): ShutdownStatus {
  if (status.run === null) return status;
  const machines = status.run.machines.map((machine) => ({ ...machine, steps: machine.steps.slice(-1) }));
  return { ...status, run: { ...status.run, machines } };
}
