/** One thing that was tried with an agent. */
export interface AgentCheck {
  /** Stable name: `stop-when-stopped`. */
  readonly id: string;
  /** What should be so, as a sentence. */
  readonly claim: string;
  /** `skipped`: not tried, since an earlier check went wrong or the agent does not offer the action. */
  readonly verdict: 'passed' | 'failed' | 'warning' | 'skipped';
  readonly expected: string;
  readonly actual: string;
  /** What a cluster would make of it; empty when passed. */
  readonly consequence: string;
}

/** What was found out about an agent. */
export interface AgentReport {
  /** `CLASS:PROVIDER:TYPE`. */
  readonly agent: string;
  readonly checks: readonly AgentCheck[];
  /** No check failed. */
  readonly isConforming: boolean;
  /** Statements of the agent that cannot both be true. */
  readonly contradictions: readonly string[];
}
