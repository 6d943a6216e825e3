import type { Cib } from '../cib/model/cib.ts';
import { readCib } from '../cib/read/cib.ts';
import type { XmlElement } from '../cib/xml/element.ts';
import type { DateTime } from '../result/date-time.ts';
import { ActionFlag } from '../scheduler/model/action.ts';
import type { Cluster } from '../scheduler/model/cluster.ts';
import { leaves, type Resource } from '../scheduler/model/resource.ts';
import { Role } from '../scheduler/model/role.ts';
import { DECISION_ONLY } from '../scheduler/model/schedule-options.ts';
import { schedule } from '../scheduler/schedule.ts';
import { findResource } from '../scheduler/unpack/find.ts';
import { candidateChanges } from './candidate-change.ts';
import type { SingleChange } from './single-change.ts';

/** What the search is about. */
export interface CounterfactualQuestion {
  readonly cib: Cib;
  readonly cluster: Cluster;
  readonly resource: Resource;
  readonly node: string;
  readonly now: DateTime;
  /** At most this many schedules are tried. */
  readonly budget: number;
}

/** The answer: one change that was tried and works, or none within reach. */
export type Counterfactual =
  | { readonly kind: 'already-there' }
  | { readonly kind: 'change'; readonly change: SingleChange; readonly tried: number }
  | { readonly kind: 'none'; readonly tried: number; readonly exhausted: boolean };

/**
 * Looks for the smallest single change (one constraint, one attribute, one failure cleared, one node state) that places
 * a resource on a node. Candidates are tried in order of how little they change; each is verified by scheduling the
 * changed CIB, so the answer is a proof and not a guess.
 */
export function findSmallestChange(question: CounterfactualQuestion): Counterfactual {
  if (runsOn(question.cluster, question.resource.id, question.node)) return { kind: 'already-there' };
  let tried = 0;
  for (const change of candidateChanges(
    question.cib.root,
    question.cluster,
    question.resource,
    question.node,
  )) {
    if (tried >= question.budget) return { kind: 'none', tried, exhausted: false };
    tried++;
    if (places(change, question)) return { kind: 'change', change, tried };
  }
  return { kind: 'none', tried, exhausted: true };
}

function places(change: SingleChange, question: CounterfactualQuestion): boolean {
  const root: XmlElement = change.apply(question.cib.root);
  const cluster = schedule(readCib(root), question.now, DECISION_ONLY);
  return runsOn(cluster, question.resource.id, question.node);
}

/** Some primitive below the resource is meant to run on the node, and nothing it needs there is unable to run. */
function runsOn(cluster: Cluster, id: string, node: string): boolean {
  const resource = findResource(cluster, id);
  if (resource === null) return false;
  return leaves(resource).some(
    (leaf) =>
      leaf.assigned?.name === node &&
      leaf.nextRole > Role.Stopped &&
      leaf.actions.every(
        (action) =>
          action.isOptional ||
          action.isRunnable ||
          action.has(ActionFlag.Pseudo) ||
          action.node?.name !== node ||
          action.task !== 'start',
      ),
  );
}
