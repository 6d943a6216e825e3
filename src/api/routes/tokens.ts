import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { plainAddress } from '../access/address.ts';
import type { Authority } from '../access/authority.ts';
import { Refusal } from '../problem.ts';
import { ProblemDetails } from '../schema/refusal.ts';
import { IssuedToken, Person, SignIn } from '../schema/token.ts';
import { refuseOtherMethods } from './resource.ts';

const tags = ['Access'];
const security = [{ token: [] }];

/** Signing in and out. */
export function tokenRoutes(authority: Authority): FastifyPluginAsyncZod {
  return async (app) => {
    app.post('/v1/auth/tokens', {
      schema: {
        tags,
        summary: 'Sign in as a local user',
        body: SignIn,
        response: {
          201: IssuedToken,
          400: ProblemDetails,
          401: ProblemDetails,
          413: ProblemDetails,
          415: ProblemDetails,
          422: ProblemDetails,
          429: ProblemDetails,
          503: ProblemDetails,
        },
      },
      handler: async (request, reply) => {
        const { user, password } = request.body;
        const issued = await authority.signIn(user, password, request.ip);
        request.log.info(
          `${request.id} ${issued.user} (${issued.role}) has signed in from ${plainAddress(request.ip)}`,
        );
        return reply.status(201).send(issued);
      },
    });
    app.get('/v1/auth/tokens', {
      config: { needs: 'viewer' },
      schema: {
        tags,
        summary: 'Whom the token belongs to',
        security,
        response: { 200: Person, 401: ProblemDetails, 429: ProblemDetails, 503: ProblemDetails },
      },
      handler: async (request) => request.person,
    });
    app.delete('/v1/auth/tokens', {
      config: { needs: 'viewer' },
      schema: {
        tags,
        summary: 'Sign out: the token is not taken any more by this controller',
        security,
        response: { 204: z.null(), 401: ProblemDetails, 503: ProblemDetails },
      },
      handler: async (request, reply) => {
        const problem = await authority.revoke(String(request.headers['x-auth-token']));
        // It is not taken any more, but would be again by the next start of this service.
        if (problem !== null) throw new Refusal(503, problem);
        return reply.status(204).send(null);
      },
    });
    app.delete('/v1/auth/locks/:user', {
      config: { needs: 'admin' },
      schema: {
        tags,
        summary: 'Let a user try again at once whose sign-ins failed too often',
        security,
        params: z.strictObject({ user: z.string().min(1).max(64) }),
        response: { 204: z.null(), 401: ProblemDetails, 403: ProblemDetails },
      },
      handler: async (request, reply) => {
        authority.liftLock(request.params.user);
        return reply.status(204).send(null);
      },
    });
    refuseOtherMethods(app, '/v1/auth/tokens', ['GET', 'HEAD', 'POST', 'DELETE']);
    refuseOtherMethods(app, '/v1/auth/locks/:user', ['DELETE']);
  };
}
