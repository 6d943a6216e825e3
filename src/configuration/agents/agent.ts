/** A parameter of an agent, as far as configurations are checked against it. */
export interface AgentParameter {
  readonly name: string;
  readonly isRequired: boolean;
  readonly isDeprecated: boolean;
  /** Parameters that are to be used instead. */
  readonly replacedBy: readonly string[];
  /** Parameters of one group have to be unique together among the resources of an agent. */
  readonly uniqueGroup: string | null;
}

/** An action of an agent with the options it suggests for an operation, word for word, in their order. */
export interface AgentAction {
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
}

/** What a configuration is checked against: an agent as it describes itself. */
export interface Agent {
  readonly name: AgentName;
  readonly parameters: readonly AgentParameter[];
  readonly actions: readonly AgentAction[];
  /** Whether it says by its standard what it can: agents of OCF 1.1 offer promote and demote if they can be promoted. */
  readonly tellsPromotability: boolean;
  /** A fence agent that has to be called on every node that joins. */
  readonly providesUnfencing: boolean;
}

/** `CLASS:PROVIDER:TYPE` or `CLASS:TYPE`, taken apart. */
export interface AgentName {
  readonly standard: string;
  readonly provider: string | null;
  readonly type: string;
}

export function agentText({ standard, provider, type }: AgentName): string {
  return provider === null ? `${standard}:${type}` : `${standard}:${provider}:${type}`;
}

const STANDARDS = ['lsb', 'nagios', 'ocf', 'service', 'stonith', 'systemd', 'upstart'];

/** A full name of an agent; `null` when it is none. */
export function readAgentName(text: string): AgentName | null {
  const match = /^([^:\s]+)(?::([^:\s]+))?:([^:\s]+(?:@[^\s]*)?)$/.exec(text);
  if (match === null) return null;
  const [, standard = '', provider = null, type = ''] = match;
  if (!STANDARDS.includes(standard) || (standard === 'ocf') !== (provider !== null)) return null;
  return { standard, provider, type };
}
