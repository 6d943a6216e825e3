import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import swagger from '@fastify/swagger';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { ClusterShutdown } from '../cluster-shutdown/job.ts';
import { plainAddress } from './access/address.ts';
import { type Authority, isEnough } from './access/authority.ts';
import { answerProblem, cutOff } from './guard/answer-problem.ts';
import { SECURITY_HEADERS } from './guard/headers.ts';
import { Places } from './guard/places.ts';
import { refuseOtherOrigin, refuseTrickyTarget } from './guard/request-guard.ts';
import type { Limits } from './limits.ts';
import { tidyDocument } from './openapi.ts';
import type { PageFile } from './page-files.ts';
import { apiProblem, Refusal } from './problem.ts';
import { eventRoutes } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { maintenanceRoutes } from './routes/maintenance.ts';
import { pageRoutes } from './routes/page.ts';
import { tokenRoutes } from './routes/tokens.ts';
import type { Person, Role } from './schema/token.ts';

/** What a server serves and stands on. */
export interface ServerParts {
  readonly job: ClusterShutdown;
  readonly authority: Authority;
  /** Files of the page by address; `null` when it is not built. */
  readonly page: ReadonlyMap<string, PageFile> | null;
  /** `null` for plain HTTP, on loopback only. */
  readonly tls: { readonly key: string; readonly certificate: string } | null;
  readonly limits: Limits;
  readonly logger: FastifyBaseLogger;
  /** Name of this node, for the page. */
  readonly server: string;
  readonly now: () => number;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Role that a request needs; without it everybody may come. */
    needs?: Role | ((request: FastifyRequest) => Role);
  }
  interface FastifyRequest {
    /** Who asks. Only routes that need a role have somebody. */
    readonly person: Person;
  }
}

/** Builds the server without opening a port. */
export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const { authority, limits, tls } = parts;
  const people = new WeakMap<FastifyRequest, Person>();
  const app = open(parts);
  const places = new Places(limits.connections);
  app.server.on('connection', (socket: Socket) => places.take(socket));
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');
  app.decorateRequest('person', {
    getter(this: FastifyRequest): Person {
      const person = people.get(this);
      if (person === undefined) throw new Error('the route needs no role and has nobody');
      return person;
    },
  });
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler(() => {
    throw new Refusal(
      404,
      apiProblem(
        'HWS-API-007',
        'There is nothing at this address',
        'GET /v1/openapi.json lists all addresses',
      ),
    );
  });

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...SECURITY_HEADERS, 'x-request-id': request.id });
    refuseTrickyTarget(request.raw.url ?? '');
    refuseOtherOrigin(request.headers, tls !== null);
  });
  app.addHook('onRoute', (route) => {
    const needs = route.config?.needs;
    if (needs === undefined) return;
    const before = [route.onRequest ?? []].flat();
    route.onRequest = [
      async (request: FastifyRequest) => {
        const token = request.headers['x-auth-token'];
        const person = await authority.whoIs(Array.isArray(token) ? undefined : token, request.ip);
        people.set(request, person);
        places.trust(request.raw.socket);
        refuseTooLittle(person, typeof needs === 'string' ? needs : needs(request));
      },
      ...before,
    ];
  });
  app.addHook('onResponse', async (request, reply) => {
    const who = people.get(request)?.user ?? '-';
    const address = plainAddress(request.ip);
    const took = `${reply.elapsedTime.toFixed(0)} ms`;
    request.log.info(
      { request: request.id, status: reply.statusCode, user: who, address },
      `${request.id} ${address} ${who} ${logged(request)} ${reply.statusCode} ${took}`,
    );
  });

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Hawser',
        version: 'v1',
        description: 'Takes a whole cluster down and up, and says what it is doing.',
      },
      components: {
        securitySchemes: { token: { type: 'apiKey', in: 'header', name: 'X-Auth-Token' } },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: tidyDocument,
  });
  await app.register(maintenanceRoutes(parts.job, parts.server, parts.now));
  await app.register(eventRoutes(parts.job, parts.server, limits, parts.now));
  await app.register(tokenRoutes(authority));
  await app.register(healthRoutes());
  await app.register(pageRoutes(parts.page));
  await app.ready();
  return app;
}

function open({ limits, tls, logger }: ServerParts): FastifyInstance {
  const http = {
    maxHeaderSize: limits.headers,
    headersTimeout: limits.headMs,
    requestTimeout: limits.requestMs,
    // How often Node looks for requests that are too slow.
    connectionsCheckingInterval: Math.min(1000, limits.requestMs),
  };
  const options = {
    loggerInstance: logger,
    // The hook onResponse writes one line for each request, without what was sent.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => `req-${randomUUID()}`,
    requestIdHeader: false as const,
    bodyLimit: limits.body,
    requestTimeout: limits.requestMs,
    forceCloseConnections: true,
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false, ignoreDuplicateSlashes: false },
    onProtoPoisoning: 'error' as const,
    onConstructorPoisoning: 'error' as const,
    clientErrorHandler: cutOff,
    frameworkErrors: answerProblem,
  };
  const app =
    tls === null
      ? Fastify({ ...options, http })
      : (Fastify({
          ...options,
          https: {
            ...http,
            key: tls.key,
            cert: tls.certificate,
            minVersion: 'TLSv1.2',
            ciphers:
              'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE+AESGCM:ECDHE+CHACHA20',
            handshakeTimeout: limits.headMs,
          },
        }) as unknown as FastifyInstance);
  return app as FastifyInstance;
}

function refuseTooLittle(person: Person, needed: Role): void {
  if (isEnough(person.role, needed)) return;
  throw new Refusal(
    403,
    apiProblem(
      'HWS-API-004',
      `${person.user} is ${person.role}; this needs the role ${needed}`,
      'Ask somebody who has it, or an administrator to give it',
    ),
  );
}

/** Method, address and action as the log tells them; nothing else of a request gets there. */
function logged(request: FastifyRequest): string {
  const [path = '', query = ''] = request.url.split('?');
  const action = new URLSearchParams(query).get('action');
  const words = [
    request.method,
    path.slice(0, 120),
    ...(action === null ? [] : [`action=${action.slice(0, 20)}`]),
  ];
  return words.join(' ').replace(/[^\x21-\x7e ]/g, '?');
}
