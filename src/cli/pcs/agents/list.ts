import { type AgentName, readAgentName } from '../../../configuration/agents/agent.ts';
import { deprecation } from '../../../configuration/report.ts';
import { type Call, FAILED } from '../call.ts';
import { tellReports } from '../reports.ts';
import { Catalogue } from './catalogue.ts';
import { describeAgent } from './describe.ts';
import { findAgent } from './named-agent.ts';
import { underIndent } from './under-indent.ts';

/** Agents that are asked for their descriptions at the same time. */
const ASKED_AT_ONCE = 4;

/** `pcs resource standards`. */
export async function resourceStandards(call: Call): Promise<number> {
  if (call.words.length > 0) return call.wrong();
  return call.print(...(await new Catalogue().standards()));
}

/** `pcs resource providers`. */
export async function resourceProviders(call: Call): Promise<number> {
  if (call.words.length > 0) return call.wrong();
  return call.print(...(await new Catalogue().providers()));
}

/** `pcs resource agents [STANDARD[:PROVIDER]]`: their types alone. */
export async function resourceAgents(call: Call): Promise<number> {
  const [filter, ...more] = call.words;
  if (more.length > 0) return call.wrong();
  const catalogue = new Catalogue();
  const standards = filter === undefined ? await catalogue.standards() : [filter];
  const types: string[] = [];
  for (const each of standards) {
    const [standard = '', provider = null] = each.split(':');
    for (const name of await catalogue.list(standard, provider)) {
      types.push(name.slice(name.lastIndexOf(':') + 1));
    }
  }
  if (types.length === 0) {
    return call.fail(`No agents found${filter === undefined ? '' : ` for ${filter}`}`);
  }
  return call.print(...types.sort(byLetters));
}

/** `pcs resource list [FILTER] [--nodesc]`. */
export async function resourceList(call: Call): Promise<number> {
  const catalogue = new Catalogue();
  const names: string[] = [];
  for (const standard of await catalogue.standards()) {
    names.push(...[...(await catalogue.list(standard))].sort());
  }
  return await list(call, catalogue, names, 'resource', (name) => name);
}

/** `pcs stonith list [FILTER] [--nodesc]`. */
export async function stonithList(call: Call): Promise<number> {
  const catalogue = new Catalogue();
  const names = [...(await catalogue.list('stonith'))].sort();
  return await list(call, catalogue, names, 'stonith', (name) => name.replace(/^stonith:/, ''));
}

async function list(
  call: Call,
  catalogue: Catalogue,
  all: readonly string[],
  kind: 'resource' | 'stonith',
  shown: (name: string) => string,
): Promise<number> {
  const [filter = '', ...more] = call.words;
  if (more.length > 0) return call.wrong();
  const wanted = all.filter((name) => shown(name).toLowerCase().includes(filter.toLowerCase()));
  if (wanted.length === 0) return call.fail(`No ${kind} agents matching the filter.`);
  if (call.has('nodesc')) return call.print(...wanted.map(shown));
  const lines: string[] = new Array(wanted.length);
  const waiting = [...wanted.entries()];
  const ask = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, name] = next;
      lines[at] = await described(catalogue, name, shown(name), call);
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, ask));
  return call.print(...lines.filter((line) => line !== ''));
}

/** An agent with its short description; empty when it cannot tell one, which is told beside. */
async function described(catalogue: Catalogue, full: string, shown: string, call: Call): Promise<string> {
  const name = readAgentName(full);
  if (name === null) return '';
  const metadata = await catalogue.metadata(name);
  if (typeof metadata === 'string') {
    call.output.err(
      `Warning: Agent '${full}' is not installed or does not provide valid metadata: ${metadata}\n`,
    );
    return '';
  }
  const text = metadata.shortDescription.replace(/\s+/g, ' ').trim();
  return text === '' ? shown : underIndent(`${shown} - ${text}`, shown.length + 3);
}

/** `pcs resource describe AGENT [--full]`. */
export async function resourceDescribe(call: Call): Promise<number> {
  const [agent, ...more] = call.words;
  if (agent === undefined || more.length > 0) return call.wrong();
  const catalogue = new Catalogue();
  const found = await findAgent(catalogue, agent);
  if ('code' in found) {
    tellReports([found], call.output);
    return FAILED;
  }
  tellReports(found.reports, call.output);
  if (found.name.standard === 'stonith') {
    const message =
      "Ability of this command to accept stonith / fence agents is deprecated and will be removed in a future release. Please use 'pcs stonith describe' instead.";
    tellReports([deprecation('HWS-CFG-011', message)], call.output);
  }
  return await describe(call, catalogue, found.name);
}

/** `pcs stonith describe AGENT [--full]`. */
export async function stonithDescribe(call: Call): Promise<number> {
  const [agent, ...more] = call.words;
  if (agent === undefined || more.length > 0) return call.wrong();
  return await describe(call, new Catalogue(), { standard: 'stonith', provider: null, type: agent });
}

async function describe(call: Call, catalogue: Catalogue, name: AgentName): Promise<number> {
  const agent = await catalogue.agent(name);
  if ('code' in agent) {
    tellReports([{ ...agent, isForceable: false }], call.output);
    return FAILED;
  }
  const metadata = await catalogue.metadata(name);
  if (typeof metadata === 'string') throw new Error(`${name.type} told its metadata only once`);
  return call.print(...describeAgent(agent, metadata, call.has('full')));
}

/** As dictionaries sort: capital letters among the small ones. */
function byLetters(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}
