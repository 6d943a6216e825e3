import type { FastifyPluginAsync } from 'fastify';
import type { PageFile } from '../page-files.ts';
import { apiProblem, Refusal } from '../problem.ts';
import { refuseOtherMethods } from './resource.ts';

/** The page and its files, each under its own address. */
export function pageRoutes(files: ReadonlyMap<string, PageFile> | null): FastifyPluginAsync {
  return async (app) => {
    if (files === null) {
      app.get('/', { schema: { hide: true } }, async () => {
        throw new Refusal(
          503,
          apiProblem(
            'HWS-API-028',
            'The page is not built on this machine',
            'Run npm ci in console/, then npm run build',
          ),
        );
      });
    }
    for (const [address, file] of files ?? []) {
      app.get(address, { schema: { hide: true } }, async (request, reply) => {
        reply.header('cache-control', file.isLasting ? 'public, max-age=31536000, immutable' : 'no-cache');
        reply.header('etag', file.etag);
        if (request.headers['if-none-match'] === file.etag) return reply.status(304).send();
        reply.type(file.type);
        if (file.gzip === null) return reply.send(file.body);
        reply.header('vary', 'accept-encoding');
        const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(
          request.headers['accept-encoding'] ?? '',
        );
        if (!takesGzip) return reply.send(file.body);
        return reply.header('content-encoding', 'gzip').send(file.gzip);
      });
    }
    refuseOtherMethods(app, '/', ['GET', 'HEAD']);
  };
}
