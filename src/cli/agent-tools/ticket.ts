import { writeXml } from '../../cib/write.ts';
import type { XmlElement } from '../../cib/xml/element.ts';
import type { CibChange } from '../../controller/model/cib-change.ts';
import { isTrue } from '../../result/boolean.ts';
import { openDoor } from './door.ts';
import { type ToolArguments, toolOptions } from './options.ts';
import { type AgentTool, complain, print, TOOL_EXIT, toolProblems } from './tool.ts';

/** `crm_ticket`: tickets of a cluster of clusters, as a ticket manager (Booth) and its agents set and read them. */
export const crmTicket: AgentTool = {
  options: toolOptions(
    't,ticket=',
    'l,info',
    'L,details',
    'w,raw',
    'q,query-xml',
    'c,constraints',
    'g,grant',
    'r,revoke',
    's,standby',
    'a,activate',
    'G,get-attr=',
    'S,set-attr=',
    'D,delete-attr=',
    'C,cleanup',
    'd,default=',
    'v,attr-value=',
    'n,set-name=',
    'i,nvpair=',
    'f,force',
    'Q,quiet',
    'V,verbose',
  ),
  run: async (given) => {
    const { values } = given;
    const door = openDoor();
    const read = await door.read();
    if (!read.ok) return toolProblems(read.problems);
    const ticket = values.get('ticket') ?? null;
    const states = [
      ...(read.value.cib.root.first('status')?.first('tickets')?.elements('ticket_state') ?? []),
    ].filter((state) => ticket === null || state.get('id') === ticket);
    for (const [word, tell] of LISTS) {
      if (!values.has(word)) continue;
      if (ticket !== null && states.length === 0) return unknown(ticket);
      for (const state of states) print(tell(state));
      return TOOL_EXIT.ok;
    }
    if (ticket === null) return complain(TOOL_EXIT.usage, 'crm_ticket: name a ticket with -t');
    const state = states[0] ?? null;
    if (values.has('constraints')) {
      const constraints = read.value.cib.root.first('configuration')?.first('constraints');
      const own = [...(constraints?.elements('rsc_ticket') ?? [])].filter(
        (one) => one.get('ticket') === ticket,
      );
      if (own.length === 0) return complain(TOOL_EXIT.noSuch, `crm_ticket: nothing depends on ${ticket}`);
      print(`Constraints XML:\n\n${own.map((one) => writeXml(one).trimEnd()).join('\n')}`);
      return TOOL_EXIT.ok;
    }
    const wanted = values.get('get-attr');
    if (wanted !== undefined) {
      const value = state?.get(wanted) ?? values.get('default') ?? null;
      if (value === null) return TOOL_EXIT.noSuch;
      print(value);
      return TOOL_EXIT.ok;
    }
    const changes = changesOf(given, ticket, state);
    if (typeof changes === 'string') return complain(TOOL_EXIT.usage, `crm_ticket: ${changes}`);
    const refusal = values.has('force') ? null : refusalOf(ticket, state, changes);
    if (refusal !== null) return complain(TOOL_EXIT.insufficientRights, `crm_ticket: ${refusal}`);
    const problems = await door.change(changes, read.value);
    return problems.length === 0 ? TOOL_EXIT.ok : toolProblems(problems);
  },
};

const LISTS: readonly (readonly [string, (state: XmlElement) => string])[] = [
  ['info', (state) => stateLine(state, false)],
  ['details', (state) => stateLine(state, true)],
  ['raw', (state) => state.get('id') ?? ''],
  ['query-xml', (state) => `State XML:\n\n${writeXml(state).trimEnd()}`],
];

/** `T\tgranted           last-granted='…'`. */
function stateLine(state: XmlElement, withDetails: boolean): string {
  const granted = isTrue(state.get('granted') ?? 'false') ? 'granted' : 'revoked';
  const standby = isTrue(state.get('standby') ?? 'false') ? ' [standby]' : '          ';
  const at = state.get('last-granted');
  const last = at === null ? null : `last-granted='${dateText(Number(at))}'`;
  const front = `${state.get('id') ?? ''}\t${granted}${standby} `;
  if (!withDetails) return `${front}${last ?? ''}`.trimEnd();
  const values: string[] = [];
  const { attributes } = state;
  for (let i = 0; i < attributes.length; i += 2) {
    const name = attributes[i] as string;
    if (name === 'id' || name === 'standby') continue;
    values.push(name === 'last-granted' && last !== null ? last : `${name}=${attributes[i + 1]}`);
  }
  return `${front}(${values.join(', ')})`;
}

/** `Sun Sep 13 12:26:40 2020`, local time. */
function dateText(epochSeconds: number): string {
  const [day, month, date, year, time] = new Date(epochSeconds * 1000).toString().split(' ');
  return `${day} ${month} ${String(Number(date)).padStart(2)} ${time} ${year}`;
}

function changesOf(
  { values, ordered }: ToolArguments,
  ticket: string,
  state: XmlElement | null,
): readonly CibChange[] | string {
  if (values.has('cleanup')) return [{ kind: 'delete-ticket', ticket }];
  const set: Record<string, string | null> = {};
  if (values.has('grant')) {
    set.granted = 'true';
    set['last-granted'] = String(Math.floor(Date.now() / 1000));
  }
  if (values.has('revoke')) set.granted = 'false';
  if (values.has('standby')) set.standby = 'true';
  if (values.has('activate')) set.standby = 'false';
  let name: string | null = null;
  for (const [option, value] of ordered) {
    if (option === 'set-attr') name = value;
    else if (option === 'delete-attr') set[value] = null;
    else if (option === 'attr-value') {
      if (name === null) return '-v needs the name of the attribute before it: -S NAME -v VALUE';
      set[name] = value;
      name = null;
    }
  }
  if (name !== null) return `-S ${name} needs a value: -v VALUE`;
  if (Object.keys(set).length === 0) return 'say what to do';
  if (set.granted === 'true' && state !== null && isTrue(state.get('granted') ?? 'false'))
    delete set['last-granted'];
  return [{ kind: 'ticket', ticket, values: set }];
}

/** Granting and revoking by hand may lead to two sites that run the same: it needs a word more. */
function refusalOf(ticket: string, state: XmlElement | null, changes: readonly CibChange[]): string | null {
  for (const change of changes) {
    const wanted = change.kind === 'ticket' ? change.values.granted : undefined;
    const isGranted = isTrue(state?.get('granted') ?? 'false');
    if (wanted === 'true' && !isGranted)
      return `${ticket} may be granted to another site: what needs it would run twice. If you know that it is not, say --force`;
    if (wanted === 'false' && isGranted)
      return `revoking ${ticket} does what the loss-policy of its constraints says (crm_ticket -t ${ticket} -c). If that is wanted, say --force`;
    if (change.kind === 'delete-ticket' && isGranted)
      return `${ticket} is granted to this site; forgetting it does what the loss-policy of its constraints says. If that is wanted, say --force`;
  }
  return null;
}

function unknown(ticket: string): number {
  return complain(TOOL_EXIT.noSuch, `crm_ticket: there is no ticket ${ticket}`);
}
