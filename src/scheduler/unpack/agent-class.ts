/** What agents of a class can do (spec A7.4.5). */
export interface AgentCapabilities {
  /** Instances can be told apart, so that several may run on one node. */
  readonly unique: boolean;
  readonly promotable: boolean;
}

const NEITHER: AgentCapabilities = { unique: false, promotable: false };

/** Capabilities of an agent class; unknown classes have none. */
export function capabilitiesOf(agentClass: string | null): AgentCapabilities {
  switch (agentClass) {
    case 'ocf':
      return { unique: true, promotable: true };
    case 'stonith':
      return { unique: true, promotable: false };
    default:
      return NEITHER;
  }
}
