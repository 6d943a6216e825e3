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

/** Nova does not know the host. */
export function noComputeService(host: string): Problem {
  return {
    code: 'HWS-CMP-002',
    severity: 'error',
    message: `Nova knows no compute service of ${host}`,
    hint: 'Check the name: hawser compute hosts',
    id: host,
    at: null,
  };
}

/** Something without which the engine would never act, or act on less than it should. */
export function engineUnfit(
  path: string,
  what: string,
  hint: string,
  severity: Problem['severity'],
): Problem {
  return { code: 'HWS-CMP-003', severity, message: `${path}: ${what}`, hint, id: path, at: null };
}

/** Another process has what only one may have. */
export function engineRuns(folder: string, pid: number | null): Problem {
  return {
    code: 'HWS-CMP-004',
    severity: 'error',
    message: `An engine works on ${folder} already${pid === null ? '' : `, as process ${pid}`}`,
    hint: 'One engine a machine: stop the other one first',
    id: folder,
    at: null,
  };
}

/** The folder of the records cannot be used. */
export function stateUnusable(folder: string, why: string): Problem {
  return {
    code: 'HWS-CMP-005',
    severity: 'error',
    message: `The records in ${folder} cannot be used: ${why}`,
    hint: 'Make the folder writable, or name another one by the key state of compute.yaml',
    id: folder,
    at: null,
  };
}

/** A host that is asked for is not on record as asked. */
export function notOnRecord(what: string, hint: string): Problem {
  return { code: 'HWS-CMP-006', severity: 'error', message: what, hint, id: null, at: null };
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

/** The records are of another cloud, whose hosts may have the same names. */
export function otherCloud(stateFolder: string, known: string, asked: string): Problem {
  return {
    code: 'HWS-CMP-007',
    severity: 'error',
    message: `The records in ${stateFolder} are of the cloud ${known}, not of ${asked}`,
    hint: 'Give each cloud a folder of its own: state in compute.yaml',
    id: stateFolder,
    at: null,
  };
}
