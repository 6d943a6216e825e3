import type { Agent } from '../configuration/agents/agent.ts';
import type { Configuration } from '../configuration/configuration.ts';

/** What is checked: a configuration, and what is known around it. */
export interface LintSubject {
  readonly configuration: Configuration;
  /** Seconds since 1970, for what ends by itself. */
  readonly now: number;
  /** What agents say of themselves, by full name (`ocf:heartbeat:IPaddr2`); those that are not known are missing. */
  readonly agents: ReadonlyMap<string, Agent>;
  /** Units that this machine starts at boot, by id of the resource that manages them. */
  readonly bootUnits: ReadonlyMap<string, string>;
}
