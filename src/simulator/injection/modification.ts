import type { AttributeInjection } from '../edit/fail-count-attributes.ts';

export type NodeChange = 'Online' | 'Offline' | 'Failing';
export type TicketChange = 'Granting' | 'Revoking' | 'Standby' | 'Activating';

/** One synthetic event as it is told (spec C6.6). */
export type Modification =
  | { readonly kind: 'node'; readonly change: NodeChange; readonly node: string }
  | { readonly kind: 'ticket'; readonly change: TicketChange; readonly ticket: string }
  | { readonly kind: 'operation'; readonly specification: string }
  | { readonly kind: 'attribute'; readonly injection: AttributeInjection };
