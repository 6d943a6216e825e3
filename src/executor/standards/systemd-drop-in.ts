import { mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = '50-hawser.conf';

/**
 * A runtime drop-in for a unit the cluster has started: systemd must not restart it by itself, and must stop the
 * cluster, which then moves its resources, before it stops the unit at a shutdown.
 */
export class SystemdDropIn {
  readonly path: string;
  readonly #folder: string;
  readonly #text: string;

  constructor(dropInFolder: string, unit: string, clusterUnit: string) {
    this.#folder = join(dropInFolder, `${unit}.d`);
    this.path = join(this.#folder, FILE);
    const lines = ['[Unit]', `Description=Cluster Controlled ${unit}`, `Before=${clusterUnit}`];
    if (unit.endsWith('.service')) lines.push('', '[Service]', 'Restart=no');
    this.#text = `${lines.join('\n')}\n`;
  }

  /** Writes it where it is missing or differs; whether systemd has to read it. */
  async write(): Promise<boolean> {
    const before = await readFile(this.path, 'utf8').catch(() => null);
    if (before === this.#text) return false;
    await mkdir(this.#folder, { recursive: true });
    const scratch = `${this.path}.new`;
    await writeFile(scratch, this.#text, { mode: 0o644 });
    await rename(scratch, this.path);
    return true;
  }

  /** Removes it; whether there was one. */
  async remove(): Promise<boolean> {
    try {
      await rm(this.path);
    } catch {
      return false;
    }
    // Other drop-ins may share the folder.
    await rmdir(this.#folder).catch(() => {});
    return true;
  }
}
