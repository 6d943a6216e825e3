import type { Problem, Result } from '../result/problem.ts';
import { type DocumentPath, type Locate, parseYaml } from '../yaml/parse-yaml.ts';
import { type Cloud, type CloudIdentity, identityUrl } from './cloud.ts';
import { AUTH_KEYS, AuthReader, type Complain, type Fields } from './clouds-auth.ts';
import { cloudConfigurationWrong } from './problem.ts';

/** One of the two files, as text. */
export interface CloudsText {
  readonly text: string;
  readonly path: string;
}

/** Which of the clouds, and where; `null` leaves it to the file. */
export interface CloudChoice {
  readonly cloud: string | null;
  readonly region: string | null;
}

const PASSWORD_TYPES = ['password', 'v3password'];
const CREDENTIAL_TYPES = ['v3applicationcredential'];
/** Keys whose meaning is not known here: with them openstacksdk would go elsewhere, or by other means. */
const NOT_FOLLOWED = [
  'profile',
  'vendor_hook',
  'cert',
  'key',
  'compute_endpoint_override',
  'compute_endpoint',
];

/**
 * Reads a cloud out of `clouds.yaml`, with the secrets of `secure.yaml` laid over it, as the documentation of
 * openstacksdk says (configuration: “Config Files”, “Splitting Secrets”, “Per-region settings”). Passwords are taken
 * literally. Everything that is wrong is named at once, by place.
 */
export function parseCloudsYaml(
  clouds: CloudsText,
  secure: CloudsText | null,
  choice: CloudChoice,
): Result<Cloud> {
  const problems: Problem[] = [];
  const main = readYaml(clouds, problems);
  const secrets = secure === null ? null : readYaml(secure, problems);
  if (main === null || (secure !== null && secrets === null)) return { ok: false, problems };
  const complain: Complain = (path, what, severity = 'error') => {
    problems.push({ ...cloudConfigurationWrong(clouds.path, what), severity, at: main.locate(path) });
  };
  const name = chooseCloud(main.value, choice.cloud, complain);
  if (name === null) return { ok: false, problems };
  const path: DocumentPath = ['clouds', name];
  const written = fieldsAt(main.value, path);
  if (written === null) {
    complain(path, `the cloud ${name} is no mapping`);
    return { ok: false, problems };
  }
  const whole = merge(written, fieldsAt(secrets?.value, path) ?? {});
  const { region, fields } = chooseRegion(whole, path, choice.region, complain);
  for (const key of NOT_FOLLOWED) {
    if (fields[key] !== undefined && fields[key] !== null)
      complain([...path, key], `${key} is not followed; write what it stands for into the cloud itself`);
  }
  const auth = isFields(fields.auth) ? fields.auth : {};
  if (!isFields(fields.auth)) complain([...path, 'auth'], `the cloud ${name} has no auth`);
  for (const key of Object.keys(auth)) {
    if (!AUTH_KEYS.includes(key)) complain([...path, 'auth', key], `auth.${key} is unknown`, 'warning');
  }
  const reader = new AuthReader(auth, [...path, 'auth'], complain);
  const authUrl = reader.need('auth_url');
  if (authUrl !== '' && !/^https?:\/\/[^/]/.test(authUrl))
    complain([...path, 'auth', 'auth_url'], 'auth.auth_url is no http address');
  const identity = readIdentity(fields, path, reader, complain);
  const face = readInterface(fields, path, complain);
  const caFile = readCaFile(fields, path, complain);
  if (identity === null || problems.some(({ severity }) => severity === 'error'))
    return { ok: false, problems };
  return {
    ok: true,
    value: { authUrl: identityUrl(authUrl), identity, region, interface: face, caFile },
    problems,
  };
}

function readYaml(
  { text, path }: CloudsText,
  problems: Problem[],
): { readonly value: unknown; readonly locate: Locate } | null {
  const read = parseYaml(text);
  if (read.ok) return read;
  for (const { words, at } of read.faults) problems.push({ ...cloudConfigurationWrong(path, words), at });
  return null;
}

function chooseCloud(document: unknown, wanted: string | null, complain: Complain): string | null {
  const clouds = fieldsAt(document, ['clouds']);
  const names = Object.keys(clouds ?? {});
  if (names.length === 0) {
    complain(['clouds'], 'there is no cloud below clouds');
    return null;
  }
  if (wanted !== null) {
    if (names.includes(wanted)) return wanted;
    complain(['clouds'], `there is no cloud ${wanted}; there are ${names.join(', ')}`);
    return null;
  }
  if (names.length === 1) return names[0] as string;
  complain(['clouds'], `there are several clouds (${names.join(', ')}); name one, by OS_CLOUD for instance`);
  return null;
}

/** The region, and the fields of the cloud with what holds in this region laid over them. */
function chooseRegion(
  fields: Fields,
  path: DocumentPath,
  wanted: string | null,
  complain: Complain,
): { readonly region: string | null; readonly fields: Fields } {
  const { region_name: own, regions: list } = fields;
  if (own !== undefined && own !== null && typeof own !== 'string')
    complain([...path, 'region_name'], 'region_name is no text');
  if (list !== undefined && !Array.isArray(list)) complain([...path, 'regions'], 'regions is no list');
  const regions = (Array.isArray(list) ? (list as readonly unknown[]) : []).map((entry, i) => {
    const name = isFields(entry) ? entry.name : entry;
    if (typeof name !== 'string' || name === '')
      complain([...path, 'regions', i], `region ${i + 1} has no name`);
    const values = isFields(entry) && isFields(entry.values) ? entry.values : {};
    return { name: typeof name === 'string' ? name : '', values };
  });
  const region = wanted ?? (typeof own === 'string' ? own : null) ?? regions[0]?.name ?? null;
  if (region === null || regions.length === 0) return { region, fields };
  const found = regions.find(({ name }) => name === region);
  if (found === undefined) {
    const names = regions.map(({ name }) => name).join(', ');
    complain([...path, 'regions'], `there is no region ${region}; there are ${names}`);
    return { region, fields };
  }
  return { region, fields: merge(fields, found.values) };
}

function readIdentity(
  fields: Fields,
  path: DocumentPath,
  auth: AuthReader,
  complain: Complain,
): CloudIdentity | null {
  const given = fields.auth_type;
  const type =
    typeof given === 'string' ? given : auth.hasCredential() ? 'v3applicationcredential' : 'password';
  if (CREDENTIAL_TYPES.includes(type)) {
    const secret = { kind: 'plain', value: auth.need('application_credential_secret') } as const;
    const id = auth.text('application_credential_id');
    if (id !== null) return { kind: 'application-credential', credential: { id }, secret };
    const name = auth.need('application_credential_name', 'application_credential_id');
    return { kind: 'application-credential', credential: { name, user: auth.user() }, secret };
  }
  if (PASSWORD_TYPES.includes(type)) {
    const password = { kind: 'plain', value: auth.need('password') } as const;
    return { kind: 'password', user: auth.user(), project: auth.project(), password };
  }
  const known = [...PASSWORD_TYPES, ...CREDENTIAL_TYPES].join(', ');
  complain([...path, 'auth_type'], `auth_type ${JSON.stringify(given)} is not spoken; there are ${known}`);
  return null;
}

function readInterface(fields: Fields, path: DocumentPath, complain: Complain): Cloud['interface'] {
  const key = fields.interface === undefined ? 'endpoint_type' : 'interface';
  const given = fields[key] ?? 'public';
  const bare = typeof given === 'string' ? given.replace(/URL$/, '') : given;
  if (bare === 'public' || bare === 'internal' || bare === 'admin') return bare;
  complain([...path, key], `${key} is public, internal or admin, not ${JSON.stringify(given)}`);
  return 'public';
}

function readCaFile(fields: Fields, path: DocumentPath, complain: Complain): string | null {
  if (fields.verify === false || fields.insecure === true) {
    const key = fields.verify === false ? 'verify' : 'insecure';
    complain(
      [...path, key],
      `${key}: whoever answers in Keystone’s place would be given the password; name the certificate by cacert`,
    );
  }
  const file = fields.cacert;
  if (file === undefined || file === null) return null;
  if (typeof file === 'string' && file !== '') return file;
  complain([...path, 'cacert'], 'cacert is no path');
  return null;
}

function merge(under: Fields, over: Fields): Fields {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isFields(below) && isFields(value) ? merge(below, value) : value;
  }
  return merged;
}

function fieldsAt(value: unknown, path: DocumentPath): Fields | null {
  let here: unknown = value;
  for (const step of path) here = isFields(here) && Object.hasOwn(here, step) ? here[step] : undefined;
  return isFields(here) ? here : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
