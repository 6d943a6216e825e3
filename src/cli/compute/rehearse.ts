import { allInOne, brakesNow } from '../../compute-ha/brakes-now.ts';
import { type Rehearsal, rehearse as runRehearsal } from '../../compute-ha/rehearsal/rehearsal.ts';
import { shutdownIntents } from '../../compute-ha/shutdown-intent.ts';
import { fleetHost } from '../../evacuation/watch/fleet.ts';
import { leaveFor } from '../../evacuation/watch/leave.ts';
import { reserveFor } from '../../evacuation/watch/new-order.ts';
import { alignedRows } from '../../result/columns.ts';
import { accessOf, lookNow, lookWish, strangerText } from './access.ts';
import { argumentsOf, COMMON_OPTIONS_TEXT, EXIT } from './arguments.ts';
import { recordsOf } from './records.ts';
import { durationText } from './time-text.ts';

const USAGE = `usage: hawser compute rehearse HOST
       the response to the loss of a host, step by step, but for what would change anything; says how long each step took
${COMMON_OPTIONS_TEXT}
exit: 0 it would end well, 1 a step failed or brakes would hold, 64 wrong words, 66 no such host, 78 wrong configuration`;

/** `hawser compute rehearse HOST`. */
export async function rehearse(argv: readonly string[]): Promise<number> {
  const given = argumentsOf('rehearse', USAGE, argv, {}, ({ words }) =>
    words.length === 1 ? null : `name one host, not ${words.length}`,
  );
  if (typeof given === 'number') return given;
  const access = await accessOf('rehearse', given);
  if (typeof access === 'number') return access;
  const host = given.words[0] as string;
  const stranger = strangerText(access, [host]);
  if (stranger !== null) {
    process.stderr.write(`hawser compute rehearse: ${stranger}\n`);
    return EXIT.noHost;
  }
  const opened = await recordsOf('rehearse', given);
  if (typeof opened === 'number') return opened;
  const { records, settings } = opened;
  try {
    const { engine } = settings;
    const wish = lookWish(access, 'needed');
    const reserve = reserveFor(host, engine.reserves);
    const order = {
      incident: 'rehearsal',
      host,
      verdict: 'dead',
      remedies: [],
      escalation: 'evacuate',
      evidence: 'a rehearsal',
      reserve: reserve?.host ?? null,
      isReserveTarget: reserve?.isOnlyTarget ?? false,
      selection: engine.selection,
      limits: engine.limits,
    } as const;
    let isHeld = false;
    const rehearsal = await runRehearsal(order, {
      nova: access.nova,
      bmc: access.bmcOf(host),
      judge: async () => {
        const hosts = wish.hosts.filter(({ name }) => name === host);
        const found = await lookNow(access, { ...wish, hosts });
        return found.hosts[0]?.judgement.verdict ?? 'unknown';
      },
      askLeave: async () => {
        const [found, aggregates, intents] = await Promise.all([
          lookNow(access, wish),
          access.nova.aggregates(),
          shutdownIntents(),
        ]);
        const facts = {
          aggregates: aggregates.kind === 'done' ? aggregates.value : allInOne(wish.hosts),
          records: records.incidents.hostRecords(),
          restMs: engine.restMs,
        };
        const fleet = found.hosts.map(({ judgement }) => fleetHost(judgement, facts));
        const given = { vantage: found.vantage, intents, limits: engine.brakes };
        const answer = leaveFor(host, { ...brakesNow(Date.now(), records.operators, given), fleet });
        isHeld = !answer.isReleased;
        return answer;
      },
      countNotices: async () => {
        const { mail, webhooks } = engine.notify.administrators.targets;
        return mail.length + webhooks.length;
      },
      now: Date.now,
    });
    const text = given.format === 'json' ? rehearsalJson(rehearsal) : rehearsalText(rehearsal);
    process.stdout.write(`${text}\n`);
    const isWell = rehearsal.steps.every(({ outcome }) => outcome !== 'failed') && !isHeld;
    return isWell && rehearsal.state.end === 'evacuated' ? EXIT.well : EXIT.notWell;
  } finally {
    records.end();
  }
}

function rehearsalText({ steps, state, tookMs }: Rehearsal): string {
  const rows = steps.map(({ what, outcome, tookMs: ms, words }, i) => [
    String(i + 1),
    outcome === 'left-out' ? 'left out' : outcome === 'failed' ? 'FAILED' : 'done',
    outcome === 'left-out' ? '' : durationText(ms),
    what,
    words,
  ]);
  const instances = [...state.instances.values()];
  const skipped = instances.filter(({ phase }) => phase === 'skipped');
  return [
    `rehearsal of the loss of ${state.order.host}; nothing was changed`,
    ...alignedRows(rows),
    ...skipped.map(({ instance, words }) => `would be left: ${instance.name} (${instance.id}): ${words}`),
    `would end as ${state.end}: ${instances.length - skipped.length} instances evacuated, ${skipped.length} left; the rehearsal took ${durationText(tookMs)}`,
  ].join('\n');
}

function rehearsalJson({ steps, state, tookMs }: Rehearsal): string {
  const instances = [...state.instances.values()].map(({ instance, phase, words }) => ({
    id: instance.id,
    name: instance.name,
    phase,
    words,
  }));
  return JSON.stringify({ host: state.order.host, end: state.end, tookMs, steps, instances }, null, 2);
}
