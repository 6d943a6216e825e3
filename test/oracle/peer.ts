import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the installed crm_simulate makes of an input. */
export interface PeerDecision {
  readonly summary: string;
  readonly scores: string;
  readonly graph: string;
  readonly dot: string;
  /** CIB after the simulated transition. */
  readonly output: string;
}

/** Why there is no decision: it refused the input (exit code), or it died (signal). */
export interface PeerFailure {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly errors: string;
}

export function hasPeer(): boolean {
  return spawnSync('crm_simulate', ['--version']).status === 0;
}

/** Runs crm_simulate twice, as the reference's driver does (spec C6.8). */
export function askPeer(cib: string): PeerDecision | PeerFailure {
  const folder = mkdtempSync(join(tmpdir(), 'hawser-oracle-'));
  try {
    const input = join(folder, 'in.xml');
    writeFileSync(input, cib);
    const run = (...args: string[]) =>
      spawnSync('crm_simulate', ['-x', input, ...args], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
        timeout: 60_000,
        maxBuffer: 1 << 28,
      });
    const first = run('-S', '-O', join(folder, 'out.xml'));
    if (first.signal !== null || (first.status !== 0 && first.status !== 1)) return failure(first);
    const second = run('-sSQ', '-D', join(folder, 'dot'), '-G', join(folder, 'graph'));
    if (second.signal !== null) return failure(second);
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
    return {
      summary: first.stdout,
      scores: second.stdout,
      graph: read('graph'),
      dot: read('dot'),
      output: read('out.xml'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function failure(outcome: { status: number | null; signal: string | null; stderr: string }): PeerFailure {
  return { exitCode: outcome.status, signal: outcome.signal, errors: outcome.stderr };
}
