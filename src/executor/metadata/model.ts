/** A parameter, as the agent's metadata describe it. */
export interface ParameterMetadata {
  readonly name: string;
  readonly shortDescription: string;
  readonly longDescription: string;
  /** `string`, `boolean`, `integer`, `second`, `select` …; empty when not given. */
  readonly type: string;
  readonly default: string | null;
  /** Values to choose from; empty when there is no choice. */
  readonly options: readonly string[];
  readonly isRequired: boolean;
  /** Parameters of one group have to be unique together; `null` when the value need not be unique. */
  readonly uniqueGroup: string | null;
  readonly isReloadable: boolean;
  readonly isPrivate: boolean;
  readonly isDeprecated: boolean;
  /** Older name that this parameter replaces. */
  readonly obsoletes: string | null;
}

/** An action the agent offers, with what it recommends for it. */
export interface ActionMetadata {
  readonly name: string;
  readonly timeoutMs: number | null;
  readonly intervalMs: number | null;
  readonly startDelayMs: number | null;
  /** The times as the agent writes them; configurations take them over word for word. */
  readonly written: {
    readonly timeout: string | null;
    readonly interval: string | null;
    readonly startDelay: string | null;
  };
  /** `OCF_CHECK_LEVEL`. */
  readonly depth: string | null;
  readonly role: string | null;
  /** Fence agents: to be done when a node joins (unfencing). */
  readonly isAutomatic: boolean;
  /** Fence agents: to be run on the target itself. */
  readonly isOnTarget: boolean;
}

/** What an agent says about itself. */
export interface AgentMetadata {
  readonly name: string;
  /** The agent's own version; empty when not given. */
  readonly version: string;
  /** Version of the OCF standard it follows; empty when not given. */
  readonly standardVersion: string;
  readonly shortDescription: string;
  readonly longDescription: string;
  readonly parameters: readonly ParameterMetadata[];
  readonly actions: readonly ActionMetadata[];
}

/** An agent, as resources name it. */
export interface AgentName {
  /** `ocf`, `lsb`, `systemd`, `service`, `nagios` or `stonith`. */
  readonly class: string;
  readonly provider: string | null;
  readonly type: string;
}
