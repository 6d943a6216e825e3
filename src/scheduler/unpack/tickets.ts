import { isTrue } from '../../result/boolean.ts';
import { parseLeadingInteger } from '../../result/integer.ts';
import type { Cluster } from '../model/cluster.ts';

/** Reads the states of tickets (spec A1.14, A4.2). */
export function unpackTickets(cluster: Cluster): void {
  for (const { id, attributes } of cluster.cib.ticketStates) {
    const state = new Map<string, string>();
    for (const [name, value] of attributes) if (name !== 'id') state.set(name, value);
    const granted = parseLeadingInteger(attributes.get('last-granted') ?? '');
    cluster.tickets.set(id, {
      id,
      isGranted: isTrue(attributes.get('granted') ?? null),
      isStandby: isTrue(attributes.get('standby') ?? null),
      lastGranted: granted ?? -1,
      state,
    });
  }
}
