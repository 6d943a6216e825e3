import { comparableLines, firstDifference } from '../conformance/compare.ts';
import { decideCase } from '../conformance/decide-case.ts';
import { askPeer, type PeerDecision, type PeerFailure } from './peer.ts';

export type Verdict =
  | { readonly kind: 'agree'; readonly peer: PeerDecision }
  | { readonly kind: 'refused'; readonly peer: PeerFailure }
  | {
      readonly kind: 'disagree';
      readonly peer: PeerDecision;
      readonly aspect: string;
      readonly difference: string;
    };

const ASPECTS = ['scores', 'graph', 'summary', 'dot'] as const;

/** Lets both decide the same CIB and compares them. */
export function judge(cib: string): Verdict {
  const peer = askPeer(cib);
  if (!('summary' in peer)) return { kind: 'refused', peer };
  let ours: ReturnType<typeof decideCase>;
  try {
    ours = decideCase({
      name: '',
      xml: cib,
      summary: '',
      scores: '',
      graph: '',
      dot: '',
      errors: '',
      dateTime: null,
    });
  } catch (error) {
    const text =
      error instanceof Error
        ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' | ')
        : String(error);
    return { kind: 'disagree', peer, aspect: 'crash', difference: text };
  }
  for (const aspect of ASPECTS) {
    const own = aspect === 'summary' ? withoutErrors(ours) : ours[aspect];
    const difference = firstDifference(comparableLines(aspect, peer[aspect]), comparableLines(aspect, own));
    if (difference !== null) return { kind: 'disagree', peer, aspect, difference };
  }
  return { kind: 'agree', peer };
}

/** Standard error is not compared: the peer writes its configuration warnings to its log. */
function withoutErrors(decision: ReturnType<typeof decideCase>): string {
  return decision.output;
}
