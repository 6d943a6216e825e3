/** What a controller waits for. Nothing is waited for without a deadline: the table of waits is the proof. */
export interface Wait {
  /** Names the wait; a second one of the same name replaces the first. */
  readonly id: string;
  /** In words, for the status. */
  readonly what: string;
  /** Epoch ms. */
  readonly since: number;
  readonly deadline: number;
  readonly end: WaitEnd;
}

/** What is done when the deadline has come. */
export type WaitEnd =
  | { readonly kind: 'synchronization' }
  | { readonly kind: 'copy' }
  | { readonly kind: 'start-up' }
  | { readonly kind: 'process-return'; readonly nodeId: number }
  | { readonly kind: 'stranger' }
  | { readonly kind: 'upkeep' }
  | { readonly kind: 'standing' }
  | { readonly kind: 'foundation' }
  | { readonly kind: 'operation'; readonly transitionKey: string }
  | { readonly kind: 'own-order'; readonly transition: number; readonly actionId: number }
  | { readonly kind: 'departure'; readonly nodeId: string }
  | { readonly kind: 'request'; readonly requestId: string }
  | { readonly kind: 'dampening'; readonly attribute: string }
  | { readonly kind: 'recheck' }
  | { readonly kind: 'fencing-step'; readonly target: string; readonly step: number }
  | { readonly kind: 'fencing-retry'; readonly target: string }
  | { readonly kind: 'persist'; readonly effectId: number }
  | { readonly kind: 'persist-retry' }
  | { readonly kind: 'pledge' }
  | { readonly kind: 'probe' }
  | { readonly kind: 'self-fencing' }
  | { readonly kind: 'own-shutdown' };
