import type { ActionExplanation } from './action.ts';
import { actionName, actionSentence } from './action-sentence.ts';
import { blockerSentence } from './blocker-sentence.ts';
import type { Counterfactual } from './counterfactual.ts';
import type { PlacementExplanation } from './placement.ts';
import { reasonSentence } from './reason-sentence.ts';

/** One explanation as plain data: ids and numbers, and each reason both as data and as a sentence. */
export function placementJson(explanation: PlacementExplanation): unknown {
  return {
    resource: explanation.resource.id,
    runsOn: explanation.runsOn.map((node) => node.name),
    role: explanation.role,
    nextRole: explanation.nextRole,
    assigned: explanation.resource.assigned?.name ?? null,
    choice: explanation.choice.kind,
    scores: explanation.table.map((row) => ({
      node: row.node.name,
      score: row.score,
      addends: row.addends.map((addend) => ({ ...addend, sentence: reasonSentence(addend.reason) })),
    })),
    elsewhere: explanation.elsewhere.map(({ node, blockers }) => ({
      node: node.name,
      blockers: blockers.map((blocker) => ({ kind: blocker.kind, sentence: blockerSentence(blocker) })),
    })),
    actions: explanation.actions.map(actionJson),
  };
}

/** One action as plain data. */
export function actionJson(explanation: ActionExplanation): unknown {
  return {
    id: explanation.action.id,
    key: explanation.action.key,
    node: explanation.action.node?.name ?? null,
    state: explanation.state,
    summary: explanation.summary,
    steps: explanation.steps.map(({ reason }) => reason),
    waitsFor: explanation.waitsFor.map((action) => ({ id: action.id, name: actionName(action) })),
    sentence: actionSentence(explanation),
  };
}

/** The counterfactual as plain data. */
export function counterfactualJson(node: string, answer: Counterfactual): unknown {
  return answer.kind === 'change'
    ? {
        node,
        kind: answer.kind,
        change: { kind: answer.change.kind, what: answer.change.what, command: answer.change.command },
        tried: answer.tried,
      }
    : { node, ...answer };
}
