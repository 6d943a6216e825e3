/** Execution status of an operation (spec A5.6.1). */
export const ExecutionStatus = {
  Pending: -1,
  Done: 0,
  Cancelled: 1,
  Timeout: 2,
  NotSupported: 3,
  Error: 4,
  HardError: 5,
  FatalError: 6,
  NotInstalled: 7,
  NotConnected: 8,
  Invalid: 9,
  NoFenceDevice: 10,
  NoSecrets: 11,
} as const;
export type ExecutionStatus = (typeof ExecutionStatus)[keyof typeof ExecutionStatus];

/** A known status, or `null`: entries with another are ignored (spec A5.6.1). */
export function knownStatus(value: number | null): ExecutionStatus | null {
  return value !== null && value >= -1 && value <= 11 ? (value as ExecutionStatus) : null;
}

/** Results of resource agents (spec A5.6.2). */
export const AgentResult = {
  Ok: 0,
  Error: 1,
  InvalidParameter: 2,
  NotImplemented: 3,
  InsufficientPrivileges: 4,
  NotInstalled: 5,
  NotConfigured: 6,
  NotRunning: 7,
  RunningPromoted: 8,
  FailedPromoted: 9,
  Degraded: 190,
  DegradedPromoted: 191,
  Unknown: 193,
} as const;
