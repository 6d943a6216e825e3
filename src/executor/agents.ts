import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutorSettings } from './settings.ts';
import type { SystemdBus } from './standards/systemd-bus.ts';

/** Standards of agents that can be run here, in the order in which they are listed (S1.51). */
export const STANDARDS: readonly string[] = ['lsb', 'ocf', 'service', 'systemd', 'nagios', 'stonith'];

/** Time for systemd to list its units. */
const LIST_MS = 10_000;

/** What lies in folders of programs beside agents. */
const NO_AGENT =
  /^(README|skeleton|rc|rcS|functions|halt|killall|single|reboot|sendsigs|utils\.sh)$|\.(dpkg-\w+|sh|rpm\w+)$/;

/** Providers of OCF agents on this node. */
export async function listProviders(settings: ExecutorSettings): Promise<readonly string[]> {
  const root = join(settings.ocfRoot, 'resource.d');
  const names = await entriesOf(root);
  const found: string[] = [];
  for (const name of names) if (await isFolder(join(root, name))) found.push(name);
  return found;
}

/** Agents of one standard on this node; for `ocf` those of one provider, or of all as `PROVIDER:TYPE`. */
export async function listAgents(
  settings: ExecutorSettings,
  bus: SystemdBus,
  standard: string,
  provider: string | null = null,
): Promise<readonly string[]> {
  switch (standard) {
    case 'ocf': {
      const root = join(settings.ocfRoot, 'resource.d');
      if (provider !== null) return executablesIn(join(root, provider));
      const found: string[] = [];
      for (const each of await listProviders(settings)) {
        for (const type of await executablesIn(join(root, each))) found.push(`${each}:${type}`);
      }
      return found;
    }
    case 'lsb':
      return (await executablesIn(settings.lsbFolder)).filter((name) => !NO_AGENT.test(name));
    case 'systemd':
      return listUnits(bus);
    case 'service': {
      const names = await listAgents(settings, bus, 'lsb');
      return [...new Set([...names, ...(await listUnits(bus))])].sort();
    }
    case 'nagios':
      return (await executablesIn(settings.nagiosFolder)).filter((name) => name.startsWith('check_'));
    case 'stonith': {
      const found = new Set<string>();
      for (const folder of settings.fenceFolders) {
        for (const name of await executablesIn(folder, 'fence_')) found.add(name);
      }
      return [...found].sort();
    }
    default:
      return [];
  }
}

/** Services by their plain name, other units with their suffix; masked ones cannot be managed. */
async function listUnits(bus: SystemdBus): Promise<readonly string[]> {
  const answer = await bus.listUnitFiles(LIST_MS);
  if (!answer.ok) return [];
  const names = new Set<string>();
  for (const { name, state } of answer.value) {
    if (state === 'masked' || !/\.(service|socket|mount|timer|path|target)$/.test(name)) continue;
    names.add(name.replace(/\.service$/, ''));
  }
  return [...names].sort();
}

async function executablesIn(folder: string, prefix = ''): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await entriesOf(folder)) {
    if (!name.startsWith(prefix)) continue;
    const entry = await stat(join(folder, name)).catch(() => null);
    if (entry?.isFile() === true && (entry.mode & 0o111) !== 0) found.push(name);
  }
  return found;
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => !name.startsWith('.')).sort();
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}
