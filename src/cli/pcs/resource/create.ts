import { type AgentName, readAgentName } from '../../../configuration/agents/agent.ts';
import { error, note, type Report } from '../../../configuration/report.ts';
import { createResource, type WantedSurroundings } from '../../../configuration/resources/create.ts';
import type { WantedOperation } from '../../../configuration/resources/new-operations.ts';
import { Catalogue } from '../agents/catalogue.ts';
import { validateByAgent } from '../agents/validate.ts';
import { type Call, FAILED } from '../call.ts';
import { tellReports } from '../reports.ts';
import { type KeywordParts, splitAtKeywords } from '../words/keywords.ts';
import { type Pairs, readPairs, WrongWords } from '../words/pairs.ts';
import { groupPlace } from './group-add.ts';
import { readOperations } from './operation-words.ts';

/** What `create` was told, besides its options. */
interface GivenResource {
  readonly id: string;
  readonly agent: string;
  readonly parameters: Pairs;
  readonly meta: Pairs;
  readonly operations: readonly WantedOperation[];
  readonly surroundings: WantedSurroundings;
}

/** `pcs resource create`. */
export async function create(call: Call): Promise<number> {
  const words = withOlderForms(call);
  const parts = splitAtKeywords(words, ['op', 'meta', 'clone', 'promotable', 'bundle']);
  const given = readGiven(call, parts);
  if (given instanceof WrongWords) return call.wrong(given);
  const catalogue = new Catalogue();
  const found = await findAgent(catalogue, given.agent);
  if ('code' in found) {
    tellReports([{ ...found, isAlone: false }], call.output);
    return FAILED;
  }
  return await createWith(call, catalogue, given, found.name, found.reports);
}

/** `--clone` and `--master` as they once were. */
function withOlderForms(call: Call): readonly string[] {
  const older = call.has('clone')
    ? 'clone'
    : call.has('master') || call.has('promoted')
      ? 'promotable'
      : null;
  if (older === null) return call.words;
  const option = older === 'clone' ? '--clone' : '--master';
  const message = `Option '${option}' is deprecated and has been replaced by the keyword '${older}'`;
  call.output.err(`Deprecation Warning: ${message}\n`);
  // The older name of a promotable clone ended in -master; constraints in scripts go by it.
  const keyword = older === 'clone' ? ['clone'] : ['promotable', `${call.words[0]}-master`];
  // What followed `meta` behind the option was meant for the clone.
  const at = call.words.indexOf('meta');
  if (at < 0) return [...call.words, ...keyword];
  const end = call.words.findIndex((word, place) => place > at && word === 'op');
  const stop = end < 0 ? call.words.length : end;
  return [
    ...call.words.slice(0, at),
    ...call.words.slice(stop),
    ...keyword,
    ...call.words.slice(at + 1, stop),
  ];
}

function readGiven(call: Call, parts: KeywordParts): GivenResource | WrongWords {
  const [id, agent, ...rest] = parts.first;
  if (id === undefined || agent === undefined) return new WrongWords();
  const surroundings = readSurroundings(call, parts);
  if (surroundings instanceof WrongWords) return surroundings;
  if (rest.includes('master')) {
    return new WrongWords(
      "missing value of 'master' option",
      "A clone whose instances can be promoted is asked for by the keyword 'promotable' instead of 'master'.",
    );
  }
  const parameters = readPairs(rest);
  if (parameters instanceof WrongWords) return parameters;
  const operations = readOperations(parts.each('op'));
  if (operations instanceof WrongWords) return operations;
  const meta = readPairs(parts.of('meta') ?? []);
  if (meta instanceof WrongWords) return meta;
  return { id, agent, parameters, meta, operations, surroundings };
}

function readSurroundings(call: Call, parts: KeywordParts): WantedSurroundings | WrongWords {
  const group = call.options.get('group');
  const asked = ['clone', 'promotable', 'bundle'].filter((keyword) => parts.of(keyword) !== null);
  if (asked.length + (group === undefined ? 0 : 1) > 1) {
    return new WrongWords('you can specify only one of clone, promotable, bundle or --group');
  }
  const place = groupPlace(call);
  if (place instanceof WrongWords) return place;
  if (group !== undefined) return { kind: 'group', id: group, place };
  if (place !== null) return new WrongWords(`you cannot use --${place.side} without --group`);
  const bundle = parts.of('bundle');
  if (bundle !== null) {
    const [only, ...others] = bundle;
    if (only === undefined || others.length > 0)
      return new WrongWords('you have to specify exactly one bundle');
    return { kind: 'bundle', id: only };
  }
  const keyword = asked[0];
  if (keyword === undefined) return { kind: 'alone' };
  return readClone(parts.of(keyword) ?? [], keyword === 'promotable');
}

/** [ID] [NAME=VALUE]… behind `clone` or `promotable`. */
export function readClone(
  words: readonly string[],
  isPromotable: boolean,
): (WantedSurroundings & { readonly kind: 'clone' }) | WrongWords {
  const [first] = words;
  const id = first !== undefined && !first.includes('=') ? first : null;
  const pairs = readPairs(words.slice(id === null ? 0 : 1));
  if (pairs instanceof WrongWords) return pairs;
  if (!isPromotable) return { kind: 'clone', id, meta: pairs };
  if (pairs.has('promotable')) {
    return new WrongWords('you cannot specify both promotable option and promotable keyword');
  }
  return { kind: 'clone', id, meta: new Map([['promotable', 'true'], ...pairs]) };
}

/** The agent an operator names, in full or by its type. */
async function findAgent(
  catalogue: Catalogue,
  text: string,
): Promise<{ readonly name: AgentName; readonly reports: readonly Report[] } | Report> {
  if (!text.includes(':')) {
    const found = await catalogue.find(text);
    return 'code' in found ? found : { name: found.name, reports: [found.report] };
  }
  const name = readAgentName(text);
  if (name !== null) return { name, reports: [] };
  return error('HWS-CFG-006', agentNameText(text));
}

/** What is wrong with a name of an agent. */
export function agentNameText(text: string): string {
  return (
    `Invalid resource agent name '${text}'. Use standard:provider:type when standard is 'ocf' or standard:type otherwise. ` +
    "List of standards and providers can be obtained by using commands 'pcs resource standards' and 'pcs resource providers'."
  );
}

/** Makes a resource of an agent that was named. */
export async function createWith(
  call: Call,
  catalogue: Catalogue,
  given: GivenResource,
  agentName: AgentName,
  reports: readonly Report[],
): Promise<number> {
  const agent = await catalogue.agent(agentName);
  const all = [...reports];
  if (agentName.standard === 'stonith' && call.group.name === 'resource') {
    const message =
      "Ability of this command to accept fence agent is deprecated and will be removed in a future release. Use 'pcs stonith create' command instead.";
    all.push({ ...note('HWS-CFG-011', message), severity: 'deprecation' });
  }
  if ('code' in agent) all.push(agent);
  return await call.edit((configuration) =>
    createResource(
      configuration,
      {
        ...given,
        agentName,
        agent: 'code' in agent ? null : agent,
        agentReports: all,
        isDisabled: call.has('disabled'),
        withDefaultOperations: !call.has('no-default-ops'),
        validate: call.has('agent-validation')
          ? () => validateByAgent(catalogue, agentName, given.parameters)
          : null,
      },
      call.isForced,
    ),
  );
}
