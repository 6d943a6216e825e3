import type { BlastRadius } from './blast-radius.ts';
import type { Effect } from './effects.ts';

/** A blast radius as lines for people; empty sections are left out. */
export function blastRadiusLines(radius: BlastRadius): readonly string[] {
  const lines = [
    ...radius.fenced.map((node) => `  fence    ${node}`),
    ...radius.effects.map((effect) => `  ${effectText(effect)}`),
  ];
  return [
    ...(lines.length === 0 ? ['Nothing would start, stop or move.'] : ['What it would do:', ...lines]),
    ...section('Redundancy:', redundancyLines(radius)),
    ...quorumLines(radius),
    ...section('On its way already, whatever you do:', radius.anyway.map(effectText)),
    ...(radius.isAtRest
      ? []
      : ['The cluster would not come to rest: resources go on being moved or restarted.']),
  ];
}

/** `move     web (of g)  node1 → node2`. */
function effectText(effect: Effect): string {
  const name = effect.outer === effect.resource ? effect.resource : `${effect.resource} (of ${effect.outer})`;
  const place = 'to' in effect ? `${effect.node} → ${effect.to}` : `on ${effect.node}`;
  return `${effect.kind.padEnd(8)} ${name}  ${place}`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function redundancyLines({ fewer, noTakeover, knowsTakeover }: BlastRadius): readonly string[] {
  return [
    ...fewer.map(
      ({ resource, before, after }) => `${resource} would have ${after} instead of ${before} instances`,
    ),
    ...noTakeover.map(
      ({ resource, node }) => `${resource} on ${node} could be taken over by no other node any more`,
    ),
    ...(knowsTakeover
      ? []
      : ['what other nodes could take over was not tried out: the cluster is too large for that']),
  ];
}

function quorumLines({ votes: { before, after }, isQuorate }: BlastRadius): readonly string[] {
  if (!isQuorate) return ['Quorum: there is none now.'];
  if (before.present === after.present && before.needed === after.needed) return [];
  const verdict = after.present >= after.needed ? 'kept' : 'LOST';
  const margin = after.present === after.needed ? ', without a vote to spare' : '';
  return [
    `Quorum: ${verdict}, ${after.present} of ${after.needed} needed votes${margin} (now ${before.present})`,
  ];
}
