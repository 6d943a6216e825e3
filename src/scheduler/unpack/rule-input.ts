import type { RuleInput } from '../../cib/rules/evaluate.ts';
import type { Cluster } from '../model/cluster.ts';

/** What is in play while rules of name/value sets are evaluated (spec A3.1); what is left out is not. */
export interface RuleSubject {
  readonly nodeAttributes?: ReadonlyMap<string, string> | null;
  readonly resource?: RuleInput['resource'];
  readonly operation?: RuleInput['operation'];
}

/** Input for rules of name/value sets: no role, literal values (spec A3.4). */
export function ruleInput(cluster: Cluster, subject: RuleSubject): RuleInput {
  return {
    now: cluster.now,
    localOffset: (epoch) => cluster.localOffset(epoch),
    nodeAttributes: subject.nodeAttributes ?? null,
    resource: subject.resource ?? null,
    operation: subject.operation ?? null,
    recheck: (epoch) => cluster.noteRecheck(epoch),
    valueSource: null,
    submatches: null,
  };
}
