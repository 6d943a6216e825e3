import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Files, type Outcome, play } from './play.ts';

/** The version of the installed pcs, null when there is none. */
export function pcsVersion(): string | null {
  const asked = spawnSync('pcs', ['--version'], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : null;
}

/**
 * Asks the installed pcs. With a cache folder (for work on the commands only) an answer is kept by version, arguments
 * and files; a kept answer has taken no time.
 */
export async function askPcs(
  version: string,
  argv: readonly string[],
  folder: string,
  files: Files,
  cache: string | undefined,
): Promise<Outcome> {
  if (cache === undefined) return play(['pcs'], argv, folder, files);
  const key = createHash('sha256')
    .update(JSON.stringify([version, argv, [...files].sort()]))
    .digest('hex');
  const kept = join(cache, `${key}.json`);
  try {
    const answer = JSON.parse(readFileSync(kept, 'utf8'));
    return { ...answer, files: new Map(answer.files), took: 0 };
  } catch {
    const answer = await play(['pcs'], argv, folder, files);
    mkdirSync(cache, { recursive: true });
    writeFileSync(kept, JSON.stringify({ ...answer, files: [...answer.files] }));
    return answer;
  }
}
