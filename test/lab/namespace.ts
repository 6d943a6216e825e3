import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Namespaces that live as long as one process. */
export interface HeldNamespace {
  /** unshare; ends when the first process of the namespaces has ended and everything in them with it. */
  readonly holder: ChildProcess;
  /** The first process in the namespaces, as seen from outside: ending it ends everything there. */
  readonly pid: number;
}

/**
 * Makes namespaces of these kinds (options of unshare), always with processes of their own, and runs shell lines to set
 * them up. They end when our end of a pipe closes, however we end. Their first process takes in orphans, as an init does.
 */
export async function holdNamespace(
  kinds: readonly string[],
  setUp: readonly string[],
): Promise<HeldNamespace> {
  // The last line keeps the shell from becoming `cat`, which would leave dead orphans lying.
  const script = ['set -e', ...setUp, 'echo ready', 'cat', 'exit'].join('\n');
  const holder = spawn(
    'unshare',
    [...kinds, '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', script],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  await new Promise<void>((resolve, reject) => {
    holder.stdout?.once('data', () => resolve());
    let complaint = '';
    holder.stderr?.on('data', (text: Buffer) => {
      complaint += text.toString();
    });
    holder.once('exit', (code) =>
      reject(new Error(`a namespace ended while it was made, exit ${code}: ${complaint}`)),
    );
    holder.once('error', reject);
  });
  const [pid] = childrenOf(holder.pid);
  if (pid === undefined) throw new Error('a namespace ended while it was made');
  return { holder, pid };
}

/** Processes that a process has started and that have not ended. */
export function childrenOf(pid: number | undefined): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return children === '' ? [] : children.split(' ').map(Number);
  } catch {
    return [];
  }
}

/** SIGKILL, also to one that has ended already. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
