import type { ClientAnswer, ClientRequest } from '../controller/model/request.ts';
import type { EngineStatus } from '../corosync/engine.ts';
import type { Problem } from '../result/problem.ts';

/** A kept scheduler input, without its CIB. */
export interface TransitionEntry {
  /** Names the entry on this node. */
  readonly sequence: number;
  /** Number of the transition in the cluster; two partitions may give the same one. */
  readonly number: number;
  /** Epoch ms. */
  readonly at: number;
  readonly reasons: readonly string[];
  readonly actions: number;
}

/** What can be asked over the daemon's socket: the controller's requests, and what only the daemon knows. */
export type DaemonRequest =
  | ClientRequest
  | { readonly kind: 'about' }
  | { readonly kind: 'transitions' }
  | { readonly kind: 'transition'; readonly sequence: number }
  | { readonly kind: 'metrics' };

/** Where the agents of a node are, and what they are given. */
export interface AgentSettings {
  readonly ocfRoot: string;
  readonly fenceFolders: readonly string[];
  readonly runtimeFolder: string;
  readonly toolsFolder: string | null;
  readonly logFacility: string;
  readonly environment: Readonly<Record<string, string>>;
}

export type DaemonAnswer =
  | ClientAnswer
  | {
      readonly kind: 'about';
      readonly version: string;
      readonly node: string;
      readonly nodeId: number | null;
      readonly pid: number;
      readonly engine: EngineStatus;
      /** How agents are run on this node, so that one can be run by hand as the cluster would. */
      readonly agents: AgentSettings;
    }
  | { readonly kind: 'transitions'; readonly transitions: readonly TransitionEntry[] }
  | { readonly kind: 'transition'; readonly transition: TransitionEntry; readonly cib: string }
  | { readonly kind: 'metrics'; readonly text: string };

/** Stable codes of what can go wrong between a client and the daemon. */
export type DaemonProblemCode =
  | 'HWS-DMN-001' // no daemon there
  | 'HWS-DMN-002' // no permission
  | 'HWS-DMN-003' // no answer in time
  | 'HWS-DMN-004' // a request that is not understood
  | 'HWS-DMN-005' // no such transition
  | 'HWS-DMN-006' // configuration of the daemon
  | 'HWS-DMN-007' // socket cannot be made
  | 'HWS-DMN-008' // metrics cannot be served
  | 'HWS-DMN-009' // the node must not go on
  | 'HWS-DMN-010' // folders cannot be made
  | 'HWS-DMN-011' // a CIB file of CIB_file
  | 'HWS-DMN-012'; // a folder that others may change

export function daemonProblem(code: DaemonProblemCode, message: string, hint: string): Problem {
  return { code, severity: 'error', message, hint, id: null, at: null };
}

/** Where a node's daemon listens unless told otherwise. */
export const DEFAULT_SOCKET = '/run/hawser/hawser.sock';
