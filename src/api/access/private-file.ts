import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failureWords } from '../../result/failure-words.ts';
import type { Problem, Result } from '../../result/problem.ts';
import { DISK, finish, writeUnfinished } from '../../store/file-system.ts';
import { apiProblem } from '../problem.ts';

const OTHERS = 0o077;
const LARGEST_FILE = 1 << 20;

/** Reads a file that only its owner may read (mode 0600, own or root's). */
export async function readPrivateFile(
  path: string,
  whatItIs: string,
  mostBytes = LARGEST_FILE,
): Promise<Result<string>> {
  const failed = (why: string, hint: string): Result<never> => ({
    ok: false,
    problems: [apiProblem('HWS-API-021', `${whatItIs} ${path}: ${why}`, hint)],
  });
  try {
    // Without O_NONBLOCK a named pipe in the file's place would block for ever.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const facts = await file.stat();
      const own = process.getuid?.();
      if (!facts.isFile()) return failed('it is no regular file', 'Put a regular file there');
      if ((facts.mode & OTHERS) !== 0) {
        const mode = (facts.mode & 0o7777).toString(8).padStart(4, '0');
        return failed(
          `others can read it (mode ${mode})`,
          `chmod 600 ${path}; if others had access, renew what it holds`,
        );
      }
      if (own !== undefined && facts.uid !== own && facts.uid !== 0) {
        return failed(`it belongs to user ${facts.uid}`, `chown it to the user who runs the API`);
      }
      if (facts.size > mostBytes) return failed(`it has ${facts.size} bytes`, 'This is the wrong file');
      return { ok: true, value: await file.readFile('utf8'), problems: [] };
    } finally {
      await file.close();
    }
  } catch (error) {
    return failed(`it cannot be read: ${failureWords(error)}`, 'hawser api setup makes what is missing');
  }
}

/** Writes a file whole or not at all, with mode 0600. */
export async function writePrivateFile(path: string, text: string): Promise<Problem | null> {
  try {
    await writeUnfinished(DISK, path, Buffer.from(text));
    await finish(DISK, path);
    await DISK.syncFolder(dirname(path));
    return null;
  } catch (error) {
    return apiProblem('HWS-API-021', `${path} cannot be written: ${failureWords(error)}`, 'Run this as root');
  }
}
