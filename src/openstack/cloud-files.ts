import { X509Certificate } from 'node:crypto';
import { access, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { failureWords } from '../result/failure-words.ts';
import type { Problem, Result } from '../result/problem.ts';
import type { Cloud } from './cloud.ts';
import { type CloudsText, parseCloudsYaml } from './clouds-yaml.ts';
import { DEFAULT_INTERVAL_SECONDS, parseCmphaConf } from './cmpha-conf.ts';
import { cloudConfigurationWrong } from './problem.ts';

/** What the caller says; the rest is looked for. */
export interface CloudWish {
  /** A `cmpha.conf` (its name ends in `.conf`) or a `clouds.yaml`; `null`: where openstacksdk looks. */
  readonly file: string | null;
  /** `null`: as `OS_CLOUD` says, or the only one. */
  readonly cloud: string | null;
  /** `null`: as the cloud says; `cmpha.conf` says none, so the first of the catalog. */
  readonly region: string | null;
}

/** A cloud and how often its hosts are looked at. */
export interface CloudAccess {
  readonly cloud: Cloud;
  readonly intervalMs: number;
  /** The file it was read from. */
  readonly path: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const ENDINGS = ['.yaml', '.yml', '.json'];
const READABLE_BY_OTHERS = 0o004;

/** Where `clouds` or `secure` is looked for, as openstacksdk documents it: the first file found wins. */
export function cloudFilePlaces(
  base: 'clouds' | 'secure',
  environment: Environment,
  folder = process.cwd(),
): readonly string[] {
  const home = environment.HOME ?? homedir();
  const folders = [folder, join(home, '.config/openstack'), '/etc/openstack'];
  const first = environment[base === 'clouds' ? 'OS_CLIENT_CONFIG_FILE' : 'OS_CLIENT_SECURE_FILE'];
  const places = folders.flatMap((place) => ENDINGS.map((ending) => join(place, `${base}${ending}`)));
  return first === undefined || first === '' ? places : [first, ...places];
}

/** Reads how the cloud is reached, from `cmpha.conf` or `clouds.yaml`; everything that is wrong is named at once. */
export async function readCloud(
  { file, cloud, region }: CloudWish,
  environment: Environment,
  folder = process.cwd(),
): Promise<Result<CloudAccess>> {
  const places = file === null ? cloudFilePlaces('clouds', environment, folder) : [file];
  const path = file ?? (await firstThatIs(places));
  if (path === null)
    return {
      ok: false,
      problems: [cloudConfigurationWrong('clouds.yaml', `there is none of ${places.join(', ')}`)],
    };
  const main = await readText(path);
  if (!main.ok) return main;
  if (path.endsWith('.conf')) {
    const read = parseCmphaConf(main.value.text, path);
    if (!read.ok) return read;
    const { intervalMs } = read.value;
    // The file has no key for it, and clouds of several regions are not rare.
    const found = { ...read.value.cloud, region };
    return { ok: true, value: { cloud: found, intervalMs, path }, problems: read.problems };
  }
  const securePath = await firstThatIs(cloudFilePlaces('secure', environment, folder));
  const secure = securePath === null ? null : await readText(securePath);
  if (secure !== null && !secure.ok) return secure;
  const named = cloud ?? environment.OS_CLOUD;
  const choice = { cloud: named === undefined || named === '' ? null : named, region };
  const read = parseCloudsYaml(main.value, secure?.value ?? null, choice);
  if (!read.ok) return read;
  const problems: Problem[] = [...read.problems, ...(await exposure([path, securePath]))];
  const caFile = read.value.caFile === null ? null : expandHome(read.value.caFile, environment);
  const wrong = caFile === null ? null : await caProblem(path, caFile);
  if (wrong !== null) return { ok: false, problems: [...problems, wrong] };
  const value = { cloud: { ...read.value, caFile }, intervalMs: DEFAULT_INTERVAL_SECONDS * 1000, path };
  return { ok: true, value, problems };
}

async function firstThatIs(places: readonly string[]): Promise<string | null> {
  for (const place of places) {
    const isThere = await access(place).then(
      () => true,
      () => false,
    );
    if (isThere) return place;
  }
  return null;
}

async function readText(path: string): Promise<Result<CloudsText>> {
  try {
    return { ok: true, value: { text: await readFile(path, 'utf8'), path }, problems: [] };
  } catch (error) {
    return { ok: false, problems: [cloudConfigurationWrong(path, failureWords(error))] };
  }
}

/** Files with secrets that everybody may read work, and are told of. */
async function exposure(paths: readonly (string | null)[]): Promise<readonly Problem[]> {
  const found: Problem[] = [];
  for (const path of paths) {
    if (path === null) continue;
    const { mode } = await stat(path);
    if ((mode & READABLE_BY_OTHERS) === 0) continue;
    const what = `every user of this machine can read it (mode ${(mode & 0o7777).toString(8)}); chmod o-rwx`;
    found.push({ ...cloudConfigurationWrong(path, what), severity: 'warning' });
  }
  return found;
}

function expandHome(path: string, environment: Environment): string {
  return path.startsWith('~/') ? join(environment.HOME ?? homedir(), path.slice(2)) : path;
}

/** A CA file that cannot be used would show as a refused connection, far from its cause. */
async function caProblem(path: string, caFile: string): Promise<Problem | null> {
  try {
    new X509Certificate(await readFile(caFile));
    return null;
  } catch (error) {
    return cloudConfigurationWrong(path, `cacert ${caFile} is no certificate: ${failureWords(error)}`);
  }
}
