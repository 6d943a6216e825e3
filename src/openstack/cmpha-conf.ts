import type { Problem, Result } from '../result/problem.ts';
import { type Cloud, type CloudSecret, identityUrl } from './cloud.ts';
import { cloudConfigurationWrong } from './problem.ts';

/** What a `cmpha.conf` says. */
export interface CmphaConfiguration {
  readonly cloud: Cloud;
  /** Between two rounds of probes, ms (S2.24). */
  readonly intervalMs: number;
}

export const DEFAULT_INTERVAL_SECONDS = 20;
const LONGEST_INTERVAL_SECONDS = 3600;
const KEYS = [
  'OS_TENANT_NAME',
  'OS_PROJECT_NAME',
  'OS_USERNAME',
  'OS_PASSWORD',
  'OS_AUTH_URL',
  'OS_DEFAULT_DOMAIN',
  'INTERVAL',
] as const;

/**
 * Reads `cmpha.conf` as it is (S2.19–S2.24): one section `[ser]`, `key=value` lines, comments after `#` or `;` at the
 * beginning of a line. The project wins over the tenant (S2.20b). `OS_PASSWORD` may say `file:PATH`, `env:NAME` or
 * `credential:NAME` instead of the password (S2.21). Unknown keys are named, and do no harm.
 */
export function parseCmphaConf(text: string, path: string): Result<CmphaConfiguration> {
  const problems: Problem[] = [];
  const complain = (what: string, line: number | null, severity: Problem['severity'] = 'error'): void => {
    const at = line === null ? null : { line, column: 1 };
    problems.push({ ...cloudConfigurationWrong(path, what), severity, at });
  };
  const values = new Map<string, string>();
  let section: string | null = null;
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const head = /^\[(.+)\]$/.exec(line);
    if (head !== null) {
      section = (head[1] as string).trim();
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 1) {
      complain('the line is neither a section nor key=value', i + 1);
      continue;
    }
    if (section !== 'ser') continue;
    const key = line.slice(0, equals).trim().toUpperCase();
    if (!(KEYS as readonly string[]).includes(key)) complain(`the key ${key} is unknown`, i + 1, 'warning');
    else if (values.has(key)) complain(`the key ${key} is given twice`, i + 1);
    values.set(key, line.slice(equals + 1).trim());
  }
  const need = (key: string): string => {
    const value = values.get(key) ?? '';
    if (value === '') complain(`[ser] has no ${key}`, null);
    return value;
  };
  const authUrl = need('OS_AUTH_URL');
  if (authUrl !== '' && !/^https?:\/\//.test(authUrl)) complain('OS_AUTH_URL is no http address', null);
  const user = need('OS_USERNAME');
  const password = need('OS_PASSWORD');
  const project = values.get('OS_PROJECT_NAME') || need('OS_TENANT_NAME');
  const interval = Number(values.get('INTERVAL') ?? DEFAULT_INTERVAL_SECONDS);
  if (!Number.isInteger(interval) || interval < 1 || interval > LONGEST_INTERVAL_SECONDS)
    complain(`INTERVAL is to be 1 to ${LONGEST_INTERVAL_SECONDS} seconds`, null);
  if (problems.some(({ severity }) => severity === 'error')) return { ok: false, problems };
  const domain = { name: values.get('OS_DEFAULT_DOMAIN') || 'Default' };
  const cloud: Cloud = {
    authUrl: identityUrl(authUrl),
    identity: {
      kind: 'password',
      user: { name: user, domain },
      project: { name: project, domain },
      password: secretOf(password),
    },
    region: null,
    interface: 'public',
    caFile: null,
  };
  return { ok: true, value: { cloud, intervalMs: interval * 1000 }, problems };
}

function secretOf(written: string): CloudSecret {
  const reference = /^(file|env|credential):(.+)$/.exec(written);
  if (reference === null) return { kind: 'plain', value: written };
  const [, kind, name = ''] = reference;
  if (kind === 'file') return { kind: 'file', path: name };
  return kind === 'env' ? { kind: 'environment', variable: name } : { kind: 'systemd', name };
}
