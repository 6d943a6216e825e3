import { pino } from 'pino';
import type { ClusterShutdown } from '../cluster-shutdown/job.ts';
import { Authority } from './access/authority.ts';
import { RevokedTokens } from './access/revoked-tokens.ts';
import { LIMITS } from './limits.ts';
import { buildServer } from './server.ts';

/** The OpenAPI document, from a server that serves nobody. */
export async function describeApi(): Promise<unknown> {
  const never = (): never => {
    throw new Error('a server that is only described does nothing');
  };
  const job: ClusterShutdown = {
    clusterName: never,
    plan: never,
    run: never,
    status: never,
    watch: never,
    cancel: never,
    runs: never,
    report: never,
  };
  const app = await buildServer({
    job,
    authority: new Authority({
      users: { find: never },
      tokenKey: Buffer.alloc(32),
      tokenLifetimeMs: 0,
      keystone: null,
      revoked: RevokedTokens.inMemory(),
      now: never,
      isPassword: never,
    }),
    page: null,
    tls: null,
    limits: LIMITS,
    logger: pino({ level: 'silent' }),
    server: 'none',
    now: never,
  });
  const description = app.swagger();
  await app.close();
  return description;
}
