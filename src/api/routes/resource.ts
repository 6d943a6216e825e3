import type { FastifyInstance, HTTPMethods } from 'fastify';
import { apiProblem, Refusal } from '../problem.ts';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Refuses every method that an address does not have with 405 and the ones it has (RFC 9110, 15.5.6). */
export function refuseOtherMethods(app: FastifyInstance, url: string, allowed: readonly HTTPMethods[]): void {
  const allow = allowed.join(', ');
  app.route({
    method: METHODS.filter((method) => !allowed.includes(method)),
    url,
    schema: { hide: true },
    onRequest: async (request) => {
      throw new Refusal(
        405,
        apiProblem('HWS-API-006', `${request.method} is not possible here`, `Possible is ${allow}`),
        { allow },
      );
    },
    handler: () => null,
  });
}
