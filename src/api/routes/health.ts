import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { refuseOtherMethods } from './resource.ts';

/** What may be asked without a token: whether the server lives, and what it takes. */
export function healthRoutes(): FastifyPluginAsyncZod {
  return async (app) => {
    app.get('/v1/health', {
      schema: {
        tags: ['Server'],
        summary: 'Whether this server answers; for load balancers and monitoring',
        response: { 200: z.object({ product: z.literal('Hawser') }) },
      },
      handler: async () => ({ product: 'Hawser' as const }),
    });
    app.get('/v1/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(JSON.stringify(app.swagger())),
    );
    refuseOtherMethods(app, '/v1/health', ['GET', 'HEAD']);
    refuseOtherMethods(app, '/v1/openapi.json', ['GET', 'HEAD']);
  };
}
