/**
 * Why a number was added to (or put in place of) a resource's score on a node. One variant for every rule that
 * touches a score; sentences are made of these in `explain/`.
 */
export type ScoreReason =
  | { readonly kind: 'node-base-score' }
  | { readonly kind: 'location'; readonly constraint: string; readonly rule: string | null }
  | { readonly kind: 'node-health' }
  | { readonly kind: 'stickiness'; readonly resource: string }
  | {
      readonly kind: 'failure-threshold';
      readonly resource: string;
      readonly failures: number;
      readonly threshold: number;
    }
  | { readonly kind: 'colocation'; readonly constraint: string; readonly with: string }
  | {
      readonly kind: 'dependent-preference';
      readonly constraint: string;
      readonly dependent: string;
      readonly through: string;
    }
  | { readonly kind: 'exclusive-discovery' }
  | { readonly kind: 'shutdown-lock'; readonly node: string }
  | { readonly kind: 'ticket'; readonly ticket: string; readonly constraint: string }
  | {
      readonly kind: 'failed-operation';
      readonly operation: string;
      readonly effect: 'stop-failed' | 'hard-error' | 'fatal-error' | 'masked-probe' | 'migrate' | 'stop';
    }
  | { readonly kind: 'orphan' }
  | { readonly kind: 'multiply-active' }
  | { readonly kind: 'unmanaged-active' }
  | { readonly kind: 'target-role' }
  | { readonly kind: 'promotion-score'; readonly attribute: string }
  | {
      readonly kind: 'instance-limit';
      readonly cause: 'node-unavailable' | 'orphan' | 'parent-banned' | 'node-full' | 'clone-max';
    }
  | { readonly kind: 'capacity'; readonly needs: string }
  | {
      readonly kind: 'remote-node';
      readonly cause:
        | 'connection-on-remote'
        | 'fence-device-on-remote'
        | 'nested-guest'
        | 'container-host-only';
    }
  | { readonly kind: 'bundle'; readonly cause: 'replica-node' | 'other-node' | 'own-node' }
  | { readonly kind: 'nonnegative-limit' }
  | { readonly kind: 'rolled-back'; readonly constraint: string };

/** Why an action has the state it has, recorded at the moment its state changed. */
export type ActionReason =
  | { readonly kind: 'created'; readonly cause: string }
  | { readonly kind: 'required'; readonly cause: string }
  | { readonly kind: 'optional'; readonly cause: string }
  | { readonly kind: 'required-by-order'; readonly by: number; readonly constraint: string | null }
  | { readonly kind: 'unrunnable'; readonly cause: string }
  | { readonly kind: 'unrunnable-by-order'; readonly by: number; readonly constraint: string | null }
  | { readonly kind: 'unrunnable-by-colocation'; readonly constraint: string; readonly with: string };
