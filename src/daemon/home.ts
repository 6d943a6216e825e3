import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folder in which this Hawser is installed: the one with `bin/hawser`. */
export function homeFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'bin', 'hawser'))) return folder;
    if (folder === dirname(folder)) return process.cwd();
  }
}
