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
