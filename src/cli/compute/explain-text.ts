import type { HostExplanation } from '../../compute-ha/explain-host.ts';
import type { ResponseOrder } from '../../evacuation/model/order.ts';
import { holdText } from '../../evidence/brakes/hold-text.ts';
import { evidenceText } from '../../evidence/evidence-text.ts';
import { durationText, momentText } from './time-text.ts';

/** An explanation for people; `now` is epoch ms. */
export function explanationText(explanation: HostExplanation, now: number): string {
  const { settled, order, holds } = explanation;
  return [
    evidenceText(settled),
    roundLine(explanation, now),
    ...(order === null
      ? ['nothing would follow from this']
      : ['what would follow, when enough samples say so:', ...stepLines(order, settled.needed, settled.of)]),
    ...(holds.length > 0
      ? ['held back:', ...holds.map((hold) => `  ${holdText(hold)}`)]
      : order === null
        ? []
        : ['no brake holds it back']),
    ...recordLines(explanation),
  ].join('\n');
}

function roundLine({ round, settled }: HostExplanation, now: number): string {
  if (round === null) return 'the engine has not run a round on this machine';
  const age = durationText(now - round.at);
  const own = round.hosts.find(({ host }) => host === settled.latest.host);
  if (own === undefined) return `the engine’s last round, ${age} ago, did not watch it`;
  const unsettled =
    own.verdict === own.single ? '' : ` (${own.single}, ${own.agreeing} of ${own.needed} samples)`;
  const held = own.holds.length === 0 ? '' : `; held: ${own.holds.join('; ')}`;
  const late = now - round.at > LATE_ROUNDS * round.intervalMs ? '; IT IS LATE: does the engine run?' : '';
  return `the engine’s last round, ${age} ago: ${own.verdict}${unsettled}${held}${late}`;
}

const LATE_ROUNDS = 3;

/** What a response would do, step by step. */
function stepLines(order: ResponseOrder, needed: number, of: number): readonly string[] {
  const { limits, remedies, escalation, reserve, isReserveTarget, verdict } = order;
  const samples = `${needed} of the last ${of} samples say the same: an incident begins`;
  const rechecks = `the host is judged ${limits.rechecks} times more, ${durationText(limits.recheckMs)} apart; healed: it ends`;
  const tried =
    verdict === 'recover'
      ? [`${remedies.join(', then ')} is tried, each for ${durationText(limits.remedyMs)}`]
      : [];
  const evacuation =
    escalation === 'page'
      ? ['people are called; the host is not given up']
      : [
          'the brakes are asked once more',
          'Nova: disabled, and forced down',
          'BMC: off, and confirmed by a reading; if it is not, people are called and nothing is evacuated',
          'Nova agrees that the service is down',
          ...(reserve === null
            ? []
            : [`the reserve host ${reserve} is enabled${isReserveTarget ? ', and the only target' : ''}`]),
          `its instances are evacuated, ${limits.parallel} at a time, and each is seen active elsewhere`,
        ];
  return [samples, rechecks, ...tried, ...evacuation].map((line, i) => `  ${i + 1}. ${line}`);
}

function recordLines({ record, mark, disarming }: HostExplanation): readonly string[] {
  const latest =
    record === null ? [] : [`last incident: ${momentText(record.beganAt)}, ${record.end ?? 'under way'}`];
  const fenced =
    mark === null
      ? []
      : [`fenced since ${momentText(mark.at)} (${mark.end}): hawser compute release ${mark.host}`];
  const disarmed = disarming === null ? [] : [`disarmed until ${momentText(disarming.expiresAt)}`];
  return [...latest, ...fenced, ...disarmed];
}

/** The same for programs. */
export function explanationJson(explanation: HostExplanation): string {
  const { settled, look, order, holds, round, record, mark, disarming } = explanation;
  const { latest } = settled;
  return JSON.stringify(
    {
      host: latest.host,
      at: new Date(latest.at).toISOString(),
      verdict: settled.verdict,
      singleVerdict: latest.verdict,
      rule: latest.rule.name,
      why: latest.rule.why,
      readings: latest.readings,
      beyond: look.beyond,
      wouldFollow: order,
      holds: holds.map((hold) => ({ ...hold, text: holdText(hold) })),
      round,
      record,
      fenced: mark,
      disarming,
    },
    null,
    2,
  );
}
