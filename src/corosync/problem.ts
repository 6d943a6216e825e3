/** Stable codes of what can go wrong at the door to Corosync; catalogued in docs/reference/problems.md. */
export type EngineProblemCode =
  | 'HWS-COR-001' // Corosync is not running
  | 'HWS-COR-002' // no permission
  | 'HWS-COR-003' // library missing
  | 'HWS-COR-004' // not a member
  | 'HWS-COR-005' // connection lost
  | 'HWS-COR-006' // library does not answer as expected
  | 'HWS-COR-007' // a damaged message
  | 'HWS-COR-008' // message too large
  | 'HWS-COR-009'; // Corosync does not answer

/** An expected failure of the cluster engine, as a value. */
export interface EngineProblem {
  readonly code: EngineProblemCode;
  readonly message: string;
  readonly hint: string;
  /** Corosync's own error number (corotypes), when one was given. */
  readonly corosyncError: number | null;
  /** Whether the engine goes on trying by itself. */
  readonly isRetried: boolean;
}

/** Corosync is not running on this node, or not up yet. */
export function corosyncNotRunning(corosyncError: number | null): EngineProblem {
  return {
    code: 'HWS-COR-001',
    message: 'Corosync does not answer on this node',
    hint: 'Start it: systemctl start corosync; see why it stopped: journalctl -u corosync',
    corosyncError,
    isRetried: true,
  };
}

/** Corosync refuses this user. */
export function noPermission(corosyncError: number, user: number): EngineProblem {
  return {
    code: 'HWS-COR-002',
    message: `Corosync refuses the user with id ${user}`,
    hint: 'Run as root, or allow the user: a file in /etc/corosync/uidgid.d with uidgid { uid: NAME } and a restart of Corosync',
    corosyncError,
    isRetried: false,
  };
}

/** A client library of Corosync, or the foreign-function part of ours, cannot be loaded. */
export function libraryMissing(library: string, debianPackage: string, why: string): EngineProblem {
  return {
    code: 'HWS-COR-003',
    message: `${library} cannot be loaded: ${why}`,
    hint: `Install it: ${debianPackage}`,
    corosyncError: null,
    isRetried: false,
  };
}

/** This process is in no group. */
export function notMember(why: string): EngineProblem {
  return {
    code: 'HWS-COR-004',
    message: `This process is not a member of the group: ${why}`,
    hint: 'Start the engine and wait until it has joined',
    corosyncError: null,
    isRetried: true,
  };
}

/** Corosync went away while we were connected; the group has to be joined anew. */
export function connectionLost(call: string, corosyncError: number): EngineProblem {
  return {
    code: 'HWS-COR-005',
    message: `The connection to Corosync is lost (${call}, error ${corosyncError})`,
    hint: 'Corosync stopped or was restarted; see journalctl -u corosync. The group is joined again when it answers',
    corosyncError,
    isRetried: true,
  };
}

/** An answer of the library that fits no case we know. */
export function unexpectedAnswer(call: string, corosyncError: number): EngineProblem {
  return {
    code: 'HWS-COR-006',
    message: `${call} failed with Corosync error ${corosyncError}`,
    hint: 'See journalctl -u corosync; report it if Corosync is healthy',
    corosyncError,
    isRetried: true,
  };
}

/** A member sent what no version of ours sends; it is left out. */
export function damagedMessage(nodeId: number, why: string): EngineProblem {
  return {
    code: 'HWS-COR-007',
    message: `Node ${nodeId} sent a message that cannot be put together: ${why}`,
    hint: 'Check that all nodes run compatible versions, and that nothing else uses the group',
    corosyncError: null,
    isRetried: true,
  };
}

/** The local Corosync holds the connection and leaves a call without answer. */
export function corosyncSilent(silentMs: number): EngineProblem {
  return {
    code: 'HWS-COR-009',
    message: `Corosync on this node has not answered for ${Math.floor(silentMs / 1000)} s`,
    hint: 'Its process stands still or gets no processor time: ps -o pid,stat,wchan:20,cmd -C corosync; restart it: systemctl restart corosync',
    corosyncError: null,
    isRetried: true,
  };
}

/** More bytes than any message may have. */
export function messageTooLarge(bytes: number, limit: number): EngineProblem {
  return {
    code: 'HWS-COR-008',
    message: `A message of ${bytes} bytes exceeds the limit of ${limit}`,
    hint: 'This is a fault in the program that sent it; please report it',
    corosyncError: null,
    isRetried: false,
  };
}
