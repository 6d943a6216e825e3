import type { Cib } from '../../../cib/model/cib.ts';
import { parseCib } from '../../../cib/parse.ts';
import { writeXml } from '../../../cib/write.ts';
import { hasErrors, type Report } from '../../../configuration/report.ts';
import { type BlastRadius, blastRadius, interrupts } from '../../../preview/blast-radius.ts';
import { fencedCib } from '../../../preview/fenced-cib.ts';
import { blastRadiusLines } from '../../../preview/text.ts';
import { localOffset, nowOf } from '../../wall-clock.ts';
import { type Call, FAILED } from '../call.ts';
import type { Gate } from '../target/target.ts';

/** Objects to what would come of a change. */
export interface Judge {
  readonly judge: (radius: BlastRadius) => readonly Report[];
  /** How what would come of it is shown with `--simulate`; `null` as for all commands. */
  readonly lines: ((radius: BlastRadius) => readonly string[]) | null;
}

const NOTHING_CHANGED = 'Nothing was changed.';

/** Shows what would come of a change, asks where somebody can answer, and lets the judge speak. */
export function gateOf(call: Call, judge: Judge | null): Gate {
  return async (before, after) => {
    const [old, next] = [parseCib(before), parseCib(after)];
    // What cannot be scheduled cannot be shown; the change itself is checked elsewhere.
    if (!old.ok || !next.ok) return call.has('simulate') ? { kind: 'keep', reports: [] } : { kind: 'go' };
    const radius = radiusOf(old.value, next.value);
    if (call.has('simulate')) {
      call.print(...(judge?.lines ?? shown)(radius));
      return { kind: 'keep', reports: [] };
    }
    const reports = judge?.judge(radius) ?? [];
    if (hasErrors(reports)) return { kind: 'keep', reports };
    return (await agrees(call, radius)) ? { kind: 'go' } : { kind: 'keep', reports: [] };
  };
}

/**
 * Shows what would come of losing a node, because it is fenced or leaves, or asks; answers with an exit code when it is
 * not to be done.
 */
export async function weighLoss(call: Call, node: string, isFenced: boolean): Promise<number | null> {
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const cib = parseCib(writeXml(configuration.root));
  if (!cib.ok) return null;
  const radius = radiusOf(cib.value, fencedCib(cib.value, node));
  const others = radius.fenced.filter((one) => one !== node);
  const seen = { ...radius, fenced: isFenced ? [node, ...others] : others };
  if (call.has('simulate')) return call.print(...shown(seen));
  return (await agrees(call, seen)) ? null : FAILED;
}

function radiusOf(before: Cib, after: Cib): BlastRadius {
  return blastRadius(before, after, {
    now: nowOf(before),
    localOffset,
  });
}

function shown(radius: BlastRadius): readonly string[] {
  return [...blastRadiusLines(radius), NOTHING_CHANGED];
}

/** Asks when something that runs would stop and somebody is there to answer. */
async function agrees(call: Call, radius: BlastRadius): Promise<boolean> {
  if (!call.asksFirst || call.question === null || !interrupts(radius)) return true;
  call.output.err(`${blastRadiusLines(radius).join('\n')}\n`);
  if (await call.question('Go on?')) return true;
  call.output.err(`${NOTHING_CHANGED}\n`);
  return false;
}
