import type { Problem, SourcePosition } from '../result/problem.ts';

/** The file that lists the compute hosts cannot be used. */
export function computeFileWrong(path: string, what: string, at: SourcePosition | null = null): Problem {
  return {
    code: 'HWS-CMP-001',
    severity: 'error',
    message: `${path}: ${what}`,
    hint: 'Correct the file; docs/reference/compute.md lists its keys',
    id: path,
    at,
  };
}

/** The file of a compute host’s agent cannot be used. */
export function agentFileWrong(path: string, what: string, at: SourcePosition | null = null): Problem {
  return {
    code: 'HWS-CMP-010',
    severity: 'error',
    message: `${path}: ${what}`,
    hint: 'Correct the file; docs/reference/compute-agent.md lists its keys',
    id: path,
    at,
  };
}

/** A key for heartbeats is too short to be one. */
export function heartbeatKeyWeak(what: string, least: number): Problem {
  return {
    code: 'HWS-CMP-011',
    severity: 'error',
    message: `The key from ${what} has fewer than ${least} characters`,
    hint: 'Make one by: (umask 077; openssl rand -hex 32 > /etc/hawser/heartbeat.key)',
    id: null,
    at: null,
  };
}
