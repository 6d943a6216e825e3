import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { failureWords } from '../result/failure-words.ts';
import type { Result } from '../result/problem.ts';
import { apiProblem } from './problem.ts';

const USUAL_FOLDER = '/etc/hawser/api';
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

const Schema = z
  .strictObject({
    listen: z
      .strictObject({
        /** `::` is every address, IPv4 included. */
        address: z.string().min(1).default('::'),
        port: z.int().min(0).max(65_535).default(9665),
      })
      .prefault({}),
    /** Certificate and key, PEM; `null` for plain HTTP on loopback. Without it those that the set-up made. */
    tls: z
      .strictObject({ certificate: z.string().min(1), key: z.string().min(1) })
      .nullable()
      .optional(),
    /** Users, token key, certificate. */
    folder: z.string().startsWith('/').default(USUAL_FOLDER),
    /** What outlives a restart and nobody sets up: tokens given back. */
    state: z.string().startsWith('/').optional(),
    tokenMinutes: z.int().min(5).max(1440).default(60),
    keystone: z
      .strictObject({
        /** Identity endpoint with version. */
        url: z.url({ protocol: /^https?$/ }),
        /** File of certificates to trust, PEM; without it those that the system trusts. */
        authority: z.string().min(1).nullable().default(null),
        projects: z
          .array(z.strictObject({ name: z.string().min(1), domain: z.string().min(1).default('Default') }))
          .min(1),
        roles: z
          .strictObject({
            viewer: z.array(z.string()).default([]),
            operator: z.array(z.string()).default([]),
            admin: z.array(z.string()).default([]),
          })
          .prefault({}),
      })
      .nullable()
      .default(null),
    log: z
      .strictObject({
        level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
        format: z.enum(['text', 'json']).default('text'),
      })
      .prefault({}),
  })
  .refine(({ tls, listen }) => tls !== null || LOOPBACK.has(listen.address), {
    path: ['tls'],
    message: 'plain HTTP is for loopback only: passwords and tokens would be read on the way',
  })
  .refine(({ keystone }) => keystone === null || isSafe(keystone.url), {
    path: ['keystone', 'url'],
    message: 'plain HTTP is for loopback only: tokens would be read on the way',
  });

/** How the API is set up; every value has a default. */
export type ApiConfig = Readonly<z.infer<typeof Schema>>;

/** Where the configuration is unless told otherwise; it need not be there. */
const DEFAULT_PATH = '/etc/hawser/api.json';

/** Reads the API's configuration, JSON. All that is wrong is told at once. */
export function readApiConfig(given: string | null): Result<ApiConfig> {
  const path = given ?? DEFAULT_PATH;
  if (given === null && !existsSync(path)) return judgeApiConfig({}, 'the default configuration');
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = failureWords(error);
    const hint = 'Correct the file, or name another with --config';
    return { ok: false, problems: [apiProblem('HWS-API-020', `${path} cannot be read: ${why}`, hint)] };
  }
  return judgeApiConfig(value, path);
}

export function judgeApiConfig(value: unknown, path: string): Result<ApiConfig> {
  const judged = Schema.safeParse(value);
  if (judged.success) return { ok: true, value: judged.data, problems: [] };
  const problems = judged.error.issues.map((issue) => {
    const where = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    return apiProblem('HWS-API-020', `${path}: ${where}${issue.message}`, 'Correct the file');
  });
  return { ok: false, problems };
}

/** Folder of what outlives a restart: that of the unit, or beside the files of another folder than the usual one. */
export function stateFolder({ folder, state }: ApiConfig): string {
  return state ?? (folder === USUAL_FOLDER ? '/var/lib/hawser/api' : join(folder, 'state'));
}

/** Files of the API's folder. */
export function apiFiles(folder: string) {
  return {
    users: join(folder, 'users.json'),
    tokenKey: join(folder, 'token.key'),
    certificate: join(folder, 'server.crt'),
    key: join(folder, 'server.key'),
  } as const;
}

function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || LOOPBACK.has(hostname.replace(/^\[(.*)\]$/, '$1'));
}
