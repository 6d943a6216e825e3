import { formatScore } from '../result/score.ts';
import type { ClusterNode } from '../scheduler/model/node.ts';
import { actionSentence } from './action-sentence.ts';
import { blockerSentence } from './blocker-sentence.ts';
import type { Counterfactual } from './counterfactual.ts';
import type { Choice, InstancesExplanation, NodeBlockers, PlacementExplanation } from './placement.ts';
import { reasonSentence } from './reason-sentence.ts';
import type { Addend, ScoreRow } from './score-table.ts';

const names = (nodes: readonly ClusterNode[]): string => nodes.map((node) => node.name).join(', ');

/** One explanation as lines for a terminal. With `full` the score table and every blocker are shown. */
export function renderPlacement(explanation: PlacementExplanation, full: boolean): readonly string[] {
  const { resource } = explanation;
  const now =
    explanation.runsOn.length === 0
      ? 'runs nowhere'
      : `is ${explanation.role} on ${names(explanation.runsOn)}`;
  const then =
    resource.assigned === null
      ? 'will run nowhere'
      : `will be ${explanation.nextRole} on ${resource.assigned.name}`;
  const lines = [`${resource.id} ${now} and ${then}: ${choiceSentence(explanation.choice)}`];
  for (const action of explanation.actions) {
    if (action.state === 'cannot-run' || full) lines.push(`  ${actionSentence(action)}`);
  }
  if (full && explanation.table.length > 0) {
    lines.push('  scores');
    for (const row of explanation.table) lines.push(...renderRow(row));
  }
  if (full || (resource.assigned === null && explanation.runsOn.length === 0)) {
    lines.push(...renderElsewhere(explanation.elsewhere));
  }
  return lines;
}

/** A clone or bundle as lines: where its instances are, what keeps them from other nodes, with `full` each of them. */
export function renderInstances(explanation: InstancesExplanation, full: boolean): readonly string[] {
  const { resource, placed, spare } = explanation;
  const lines = [`${resource.id}: ${placed.length} instances${spare === 0 ? '' : `, ${spare} spare`}`];
  for (const instance of placed)
    lines.push(...renderPlacement({ ...instance, elsewhere: [] }, full).map((line) => `  ${line}`));
  lines.push(...renderElsewhere(explanation.elsewhere));
  return lines;
}

/** Nodes with the same blockers share a line. */
function renderElsewhere(elsewhere: readonly NodeBlockers[]): readonly string[] {
  const byText = new Map<string, ClusterNode[]>();
  for (const { node, blockers } of elsewhere) {
    const text =
      blockers.length === 0 ? 'nothing keeps it from there' : blockers.map(blockerSentence).join('; ');
    const known = byText.get(text);
    if (known === undefined) byText.set(text, [node]);
    else known.push(node);
  }
  return [...byText].map(([text, nodes]) => `  not on ${names(nodes)}: ${text}`);
}

function renderRow(row: ScoreRow): readonly string[] {
  const head = `    ${row.node.name}: ${formatScore(row.score)}`;
  return row.addends.length === 0
    ? [head]
    : [head, ...row.addends.map((addend) => `      ${addendText(addend)}`)];
}

function addendText(addend: Addend): string {
  const number =
    addend.operation === 'set'
      ? `= ${formatScore(addend.value)}`
      : `${addend.value < 0 ? '-' : '+'} ${formatScore(Math.abs(addend.value))}`;
  return `${number}  ${reasonSentence(addend.reason)}`;
}

function choiceSentence(choice: Choice): string {
  switch (choice.kind) {
    case 'only-candidate':
      return 'no other node can take it';
    case 'highest-score':
      return `highest score (${formatScore(choice.score)}, next best ${formatScore(choice.next)})`;
    case 'tie':
      return `equal score ${formatScore(choice.score)} with ${names(choice.equals)}; ${choice.isCurrent ? 'it is there already' : 'fewest resources placed there so far, then by name'}`;
    case 'stays-unmanaged':
      return 'it is not managed, so it is left as it is';
    case 'without-choice':
      return 'placed there without a choice between nodes';
    case 'no-node':
      return 'no node can take it';
    case 'to-be-stopped':
      return 'target-role says Stopped';
  }
}

/** The answer to "what would place it there" as lines. */
export function renderCounterfactual(
  resource: string,
  node: string,
  answer: Counterfactual,
): readonly string[] {
  switch (answer.kind) {
    case 'already-there':
      return [`${resource} is placed on ${node} already`];
    case 'change':
      return [
        `smallest change that places ${resource} on ${node}: ${answer.change.what}`,
        ...(answer.change.command === null ? [] : [`  ${answer.change.command}`]),
        `  tried and verified (${answer.tried} schedules)`,
      ];
    case 'none':
      return [
        `no single change places ${resource} on ${node}: ${answer.tried} were tried${answer.exhausted ? '' : ', more are possible'}`,
      ];
  }
}
