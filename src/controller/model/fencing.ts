/** What a fence agent is asked to do. `list` asks which hosts the device can reach. */
export type FenceAction = 'off' | 'on' | 'reboot' | 'status' | 'list' | 'monitor';

/** What is wanted of a node. */
export type FenceOperation = 'off' | 'on' | 'reboot';

/** One run of a fence agent, asked of one member. The same object travels in the message and in the effect. */
export interface FenceOrder {
  /** `JOB:STEP`, unique in the life of the DC that gives it. */
  readonly fenceId: string;
  /** Member that runs the agent. */
  readonly executor: number;
  /** Id of the device's resource. */
  readonly device: string;
  /** Type of the agent, `fence_ipmilan`. */
  readonly agent: string;
  readonly action: FenceAction;
  /** Name of the agent's own action where `pcmk_<action>_action` replaces it. */
  readonly agentAction: string;
  /** Name of the node that is fenced; `null` for `list` and `monitor`. */
  readonly target: string | null;
  /** What the device calls the target (`pcmk_host_map`). */
  readonly targetAlias: string | null;
  /**
   * Parameter that names the target to the agent (`pcmk_host_argument`): a name, `none` for no such parameter, or `null`:
   * `plug` if the agent's metadata have it, else `port`, else none. The target's name always goes in `nodename`.
   */
  readonly hostArgument: string | null;
  /** Parameters of the agent, without `pcmk_*`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Wait this long before running the agent (`pcmk_delay_*`, `priority-fencing-delay`). */
  readonly delayMs: number;
}

/** What a fence agent's run came to. */
export interface FenceResult {
  /**
   * `ok`: the agent says it was done. `failed`: it says not, or timed out. `unsupported`: the agent does not know the
   * action, or is not installed.
   */
  readonly outcome: 'ok' | 'failed' | 'unsupported';
  /** Reading of a `status` (exit code 0 = on, 2 = off); `null` for other actions and when it could not be read. */
  readonly power: 'on' | 'off' | null;
  /** Hosts of a `list`: what the device calls them. */
  readonly hosts: readonly string[] | null;
  readonly rc: number | null;
  readonly isTimeout: boolean;
  readonly output: string;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** One fact about a fencing: who found out what, by which means, when. */
export interface FenceEvidence {
  readonly kind: 'agent-answer' | 'power-reading' | 'watchdog-timeout' | 'operator-assertion';
  /** Device; `null` where none was involved. */
  readonly device: string | null;
  /** Node that ran the agent, or that waited; for an assertion the operator's name. */
  readonly witness: string;
  readonly action: FenceAction | null;
  readonly outcome: FenceResult['outcome'];
  readonly power: 'on' | 'off' | null;
  /** Epoch ms. */
  readonly at: number;
  readonly text: string;
}

/** Entry of the fencing history: replicated, newest last. */
export interface FencingRecord {
  readonly id: string;
  readonly target: string;
  readonly operation: FenceOperation;
  /** Devices that were used; the last one is the one that decided. */
  readonly devices: readonly string[];
  /** Names of the members that ran agents. */
  readonly executors: readonly string[];
  /** Who asked: `scheduler`, or a client's name. */
  readonly client: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: 'confirmed' | 'asserted' | 'failed';
  /** Why it failed or what was confirmed, in a sentence. */
  readonly reason: string;
  readonly evidence: readonly FenceEvidence[];
}
