import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { ClusterShutdown } from '../cluster-shutdown/job.ts';
import { failureWords } from '../result/failure-words.ts';
import type { Problem, Result } from '../result/problem.ts';
import { Authority } from './access/authority.ts';
import { Keystone } from './access/keystone.ts';
import { isPassword } from './access/password.ts';
import { readPrivateFile } from './access/private-file.ts';
import { RevokedTokens } from './access/revoked-tokens.ts';
import { parseTokenKey } from './access/token.ts';
import { UserFile } from './access/user-file.ts';
import { type ApiConfig, apiFiles, stateFolder } from './config.ts';
import { LIMITS } from './limits.ts';
import { readPageFiles } from './page-files.ts';
import { type ApiProblemCode, apiProblem } from './problem.ts';
import { buildServer } from './server.ts';

/** What a running API needs besides its configuration. */
export interface ServiceParts {
  readonly config: ApiConfig;
  readonly job: ClusterShutdown;
  readonly logger: FastifyBaseLogger;
  /** Name of this node. */
  readonly server: string;
  /** Folder of the built page. */
  readonly pageFolder: string;
  readonly now: () => number;
}

/** Starts the API as it is configured; everything that hinders it is told at once. */
export async function startApi(parts: ServiceParts): Promise<Result<FastifyInstance>> {
  const { config, now } = parts;
  const files = apiFiles(config.folder);
  const users = new UserFile(files.users);
  const [key, tls, keystone, list, revoked] = await Promise.all([
    readTokenKey(files.tokenKey),
    readTls(config, now()),
    readKeystone(config),
    users.list(),
    RevokedTokens.open(join(stateFolder(config), 'revoked-tokens.json'), now()),
  ]);
  const problems = [key, tls, keystone, list, revoked].flatMap((one) => one.problems);
  if (!key.ok || !tls.ok || !keystone.ok || !list.ok || !revoked.ok) return { ok: false, problems };
  const page = readPageFiles(parts.pageFolder);
  if (page === null) {
    const what = `The page is not built (${parts.pageFolder}); everything else works`;
    parts.logger.warn({ code: 'HWS-API-028' satisfies ApiProblemCode }, what);
  }
  const app = await buildServer({
    job: parts.job,
    authority: new Authority({
      users,
      tokenKey: key.value,
      tokenLifetimeMs: config.tokenMinutes * 60_000,
      keystone: keystone.value,
      revoked: revoked.value,
      now,
      isPassword,
    }),
    page,
    tls: tls.value,
    limits: LIMITS,
    logger: parts.logger,
    server: parts.server,
    now,
  });
  const { address, port } = config.listen;
  try {
    await app.listen({ host: address, port });
  } catch (error) {
    await app.close();
    const why = `The API cannot listen at ${address} port ${port}: ${failureWords(error)}`;
    return failed(apiProblem('HWS-API-027', why, 'Free the port, or choose another in listen.port'));
  }
  return { ok: true, value: app, problems: [] };
}

async function readTokenKey(path: string): Promise<Result<Buffer>> {
  const text = await readPrivateFile(path, 'The key of tokens');
  if (!text.ok) return text;
  const key = parseTokenKey(text.value);
  if (key !== null) return { ok: true, value: key, problems: [] };
  const hint = 'Remove it and run hawser api setup; tokens that were issued end with it';
  return failed(apiProblem('HWS-API-021', `The key of tokens ${path} is none`, hint));
}

async function readTls(
  config: ApiConfig,
  now: number,
): Promise<Result<{ readonly key: string; readonly certificate: string } | null>> {
  if (config.tls === null) return { ok: true, value: null, problems: [] };
  const paths = config.tls ?? apiFiles(config.folder);
  const key = await readPrivateFile(paths.key, 'The key of the certificate');
  if (!key.ok) return key;
  const unusable = (why: string): Result<never> =>
    failed(
      apiProblem(
        'HWS-API-026',
        `The certificate ${paths.certificate} cannot be used: ${why}`,
        'Put a good one there; or remove it and its key, and run hawser api setup',
      ),
    );
  try {
    const certificate = await readFile(paths.certificate, 'utf8');
    // What cannot be used shows itself here, not at the first visitor.
    const parsed = new X509Certificate(certificate);
    if (parsed.validToDate.getTime() < now) return unusable(`it expired on ${parsed.validTo}`);
    const { createSecureContext } = await import('node:tls');
    createSecureContext({ key: key.value, cert: certificate });
    return { ok: true, value: { key: key.value, certificate }, problems: [] };
  } catch (error) {
    return unusable(failureWords(error));
  }
}

async function readKeystone({ keystone }: ApiConfig): Promise<Result<Keystone | null>> {
  if (keystone === null) return { ok: true, value: null, problems: [] };
  try {
    const authority = keystone.authority === null ? null : await readFile(keystone.authority, 'utf8');
    return { ok: true, value: new Keystone({ ...keystone, authority }), problems: [] };
  } catch (error) {
    const why = `keystone.authority cannot be read: ${failureWords(error)}`;
    return failed(apiProblem('HWS-API-020', why, 'Correct the path'));
  }
}

function failed(problem: Problem): Result<never> {
  return { ok: false, problems: [problem] };
}
