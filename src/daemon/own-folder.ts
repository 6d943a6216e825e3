import { lstatSync } from 'node:fs';
import type { Problem } from '../result/problem.ts';
import { daemonProblem } from './protocol.ts';

const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/**
 * Looks whether a folder is one that nobody but root and this process's user can put anything in the place of: a socket in
 * another could be somebody else's, and clients would trust it. `null` when it is; throws as file systems do.
 */
export function foreignFolder(path: string): Problem | null {
  const facts = lstatSync(path);
  const own = process.getuid?.() ?? 0;
  let why: string | null = null;
  if (!facts.isDirectory()) why = 'it is no folder';
  else if (facts.uid !== 0 && facts.uid !== own) why = `it belongs to user ${facts.uid}`;
  // In a sticky folder of root's everybody may add, and nobody replace what is another's.
  else if ((facts.mode & WRITABLE_BY_OTHERS) !== 0 && !((facts.mode & STICKY) !== 0 && facts.uid === 0))
    why = `others may write to it (mode ${(facts.mode & 0o7777).toString(8)})`;
  if (why === null) return null;
  return daemonProblem(
    'HWS-DMN-012',
    `The folder ${path} is not safe for the daemon's socket: ${why}`,
    `See what made it, then: chown root ${path} && chmod 755 ${path}, or remove it and start again`,
  );
}
