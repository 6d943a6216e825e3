import { readdirSync, readFileSync } from 'node:fs';

/**
 * Processes that belong to a node of the demonstration: all that carry its folder in their environment, whoever
 * started them. Other users' processes cannot be read and are none.
 */
export function nodeProcesses(nodeFolder: string): number[] {
  const mark = `HAWSER_NODE_FOLDER=${nodeFolder}`;
  const found: number[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const pid = Number(entry);
    if (pid === process.pid) continue;
    try {
      if (isAlive(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark))
        found.push(pid);
    } catch {
      // Ended meanwhile, or not ours to read.
    }
  }
  return found;
}

function isAlive(pid: number): boolean {
  const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const state = status.slice(status.lastIndexOf(')') + 2, status.lastIndexOf(')') + 3);
  return state !== 'Z' && state !== 'X';
}

/** Kills them, again and again until none is left: one may have started another meanwhile. */
export async function killNodeProcesses(nodeFolder: string): Promise<void> {
  for (;;) {
    const left = nodeProcesses(nodeFolder);
    if (left.length === 0) return;
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Ended meanwhile.
      }
    }
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
