import { addTicket, removeTicket } from '../../../configuration/constraints/ticket.ts';
import type { Call } from '../call.ts';
import { readPairs, WrongWords } from '../words/pairs.ts';
import { ticketConfig } from './config.ts';

/** `pcs constraint ticket add T [role] A [options]`. */
export function ticketAdd(call: Call): Promise<number> | number {
  const [ticket, ...words] = call.words;
  if (ticket === undefined) return call.fail('Ticket not specified');
  const at = words.findIndex((word) => word.includes('='));
  const named = at < 0 ? words : words.slice(0, at);
  if (named.length === 0 || named.length > 2) {
    return call.fail(`invalid resource specification: '${named.join(' ')}'`);
  }
  const options = readPairs(at < 0 ? [] : words.slice(at));
  if (options instanceof WrongWords) return call.wrong(options);
  const [first = '', second] = named;
  const role = second === undefined ? null : first;
  return call.edit((configuration) =>
    addTicket(configuration, ticket, role, second ?? first, options, call.isForced),
  );
}

/** `pcs constraint ticket remove T A`. */
export function ticketRemove(call: Call): Promise<number> | number {
  const [ticket, resource] = call.words;
  if (ticket === undefined || resource === undefined) return call.wrong();
  return call.edit((configuration) => removeTicket(configuration, ticket, resource));
}

/** `pcs constraint ticket`: shows when nothing else is said. */
export function ticketAlone(call: Call): Promise<number> | number {
  return call.words.length === 0 ? ticketConfig(call) : call.wrong();
}
