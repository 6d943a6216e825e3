import {
  connectionLost,
  corosyncNotRunning,
  type EngineProblem,
  noPermission,
  unexpectedAnswer,
} from '../problem.ts';

/** Corosync's error numbers (corotypes) that mean something to us. */
export const CorosyncError = {
  ok: 1,
  library: 2,
  timeout: 5,
  tryAgain: 6,
  badHandle: 9,
  access: 11,
  notExist: 12,
  security: 29,
} as const;

/** Nothing to read, or flow control: not an error, try later. */
export function isTryAgain(code: number): boolean {
  return code === CorosyncError.tryAgain || code === CorosyncError.timeout;
}

/** What an answer to an attempt to connect or join means. */
export function describeConnectFailure(call: string, code: number): EngineProblem {
  switch (code) {
    case CorosyncError.library:
    case CorosyncError.tryAgain:
    case CorosyncError.timeout:
    case CorosyncError.badHandle:
      return corosyncNotRunning(code);
    case CorosyncError.access:
    case CorosyncError.security:
      return noPermission(code, process.getuid?.() ?? -1);
    default:
      return unexpectedAnswer(call, code);
  }
}

/** What an error on a connection that stood means. */
export function describeLoss(call: string, code: number): EngineProblem {
  return connectionLost(call, code);
}
