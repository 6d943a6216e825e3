import type { Configuration } from '../../configuration/configuration.ts';

/** What completion can ask about the machine and the cluster. None of it fails: what is not known is not offered. */
export interface Sources {
  /** The configuration a command would work on. */
  readonly configuration: () => Promise<Configuration | null>;
  /** Full names of agents of resources (`ocf:heartbeat:IPaddr2`). */
  readonly agents: () => Promise<readonly string[]>;
  /** Types of fence agents (`fence_ipmilan`). */
  readonly fenceAgents: () => Promise<readonly string[]>;
  /** Names of the parameters of an agent, by its full name. */
  readonly parameters: (agent: string) => Promise<readonly string[]>;
}
