import { error } from '../../../configuration/report.ts';
import { Catalogue } from '../agents/catalogue.ts';
import { type Call, FAILED } from '../call.ts';
import { tellReports } from '../reports.ts';
import { splitAtKeywords } from '../words/keywords.ts';
import { readPairs, WrongWords } from '../words/pairs.ts';
import { createWith } from './create.ts';
import { groupPlace } from './group-add.ts';
import { readOperations } from './operation-words.ts';

/** `pcs stonith create`. */
export async function stonithCreate(call: Call): Promise<number> {
  const parts = splitAtKeywords(call.words, ['op', 'meta']);
  const [id, agent, ...rest] = parts.first;
  if (id === undefined || agent === undefined) return call.wrong();
  const parameters = readPairs(rest);
  if (parameters instanceof WrongWords) return call.wrong(parameters);
  const operations = readOperations(parts.each('op'));
  if (operations instanceof WrongWords) return call.wrong(operations);
  const meta = readPairs(parts.of('meta') ?? []);
  if (meta instanceof WrongWords) return call.wrong(meta);
  const place = groupPlace(call);
  if (place instanceof WrongWords) return call.wrong(place);
  const group = call.options.get('group');
  if (place !== null && group === undefined) {
    return call.fail(`you cannot use --${place.side} without --group`);
  }
  if (agent.includes(':')) {
    const message = `Invalid stonith agent name '${agent}'. Agent name cannot contain the ':' character, do not use the 'stonith:' prefix. List of agents can be obtained by using command 'pcs stonith list'.`;
    tellReports([error('HWS-CFG-006', message)], call.output);
    return FAILED;
  }
  const surroundings =
    group === undefined ? ({ kind: 'alone' } as const) : ({ kind: 'group', id: group, place } as const);
  const given = { id, agent, parameters, meta, operations, surroundings };
  return await createWith(
    call,
    new Catalogue(),
    given,
    { standard: 'stonith', provider: null, type: agent },
    [],
  );
}
