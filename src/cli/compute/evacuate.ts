import { type EvacuationPlan, planEvacuation } from '../../evacuation/model/plan.ts';
import { type ReserveHost, reserveFor } from '../../evacuation/watch/new-order.ts';
import { alignedRows } from '../../result/columns.ts';
import { complain } from '../live/connection.ts';
import { accessOf, strangerText } from './access.ts';
import { argumentsOf, COMMON_OPTIONS_TEXT, EXIT } from './arguments.ts';

const USAGE = `usage: hawser compute evacuate HOST --plan
       what would be evacuated if the host were given up, in which order, and what would be left and why; changes nothing
${COMMON_OPTIONS_TEXT}
exit: 0, 1 Nova does not list the instances, 64 wrong words, 66 no such host, 78 wrong configuration`;

/** `hawser compute evacuate HOST --plan`. */
export async function evacuate(argv: readonly string[]): Promise<number> {
  const given = argumentsOf('evacuate', USAGE, argv, { plan: { type: 'boolean' } }, ({ words, own }) => {
    if (words.length !== 1) return `name one host, not ${words.length}`;
    return own.plan === true ? null : 'say --plan: it is the engine that evacuates, when the host is lost';
  });
  if (typeof given === 'number') return given;
  const access = await accessOf('evacuate', given);
  if (typeof access === 'number') return access;
  const host = given.words[0] as string;
  const stranger = strangerText(access, [host]);
  if (stranger !== null) {
    process.stderr.write(`hawser compute evacuate: ${stranger}\n`);
    return EXIT.noHost;
  }
  const servers = await access.nova.serversOn(host);
  if (servers.kind !== 'done') {
    complain('compute evacuate', [servers.problem]);
    return EXIT.notWell;
  }
  const { selection, reserves, limits } = access.settings.engine;
  const plan = planEvacuation(
    servers.value.map(({ instance }) => instance),
    selection,
  );
  const reserve = reserveFor(host, reserves);
  const text = planText(host, plan, reserve, limits.parallel);
  const json = (): string => JSON.stringify({ host, reserve, parallel: limits.parallel, ...plan }, null, 2);
  process.stdout.write(`${given.format === 'json' ? json() : text}\n`);
  return EXIT.well;
}

function planText(
  host: string,
  { evacuated, left }: EvacuationPlan,
  reserve: ReserveHost | null,
  parallel: number,
): string {
  const where =
    reserve === null
      ? 'wherever Nova’s scheduler puts them'
      : reserve.isOnlyTarget
        ? `all to ${reserve.host}, which is enabled first`
        : `wherever Nova’s scheduler puts them; ${reserve.host} is enabled first`;
  const rows = evacuated.map(({ name, id, status }, i) => [`  ${i + 1}`, name, id, status]);
  return [
    `${host}: ${evacuated.length} instances would be evacuated, ${parallel} at a time, ${where}`,
    ...alignedRows(rows),
    ...(left.length === 0 ? [] : [`${left.length} would be left:`]),
    ...alignedRows(left.map(({ instance, why }) => [`  ${instance.name}`, instance.id, why])),
  ].join('\n');
}
