import type { EngineMember, MembershipChange, QuorumState } from '../../src/corosync/engine.ts';
import type { EngineProblem } from '../../src/corosync/problem.ts';

/** What an engine process is asked to do. */
export type EngineCommand =
  | { readonly kind: 'start' | 'facts' | 'leave' | 'close' }
  | { readonly kind: 'send'; readonly base64: string }
  | { readonly kind: 'send-all'; readonly prefix: string; readonly count: number; readonly bytes: number }
  | { readonly kind: 'send-until-busy'; readonly bytes: number; readonly most: number }
  | {
      readonly kind: 'measure';
      readonly count: number;
      readonly bytes: number;
      /** Own messages under way at a time. */
      readonly window: number;
    };

/** What an engine process tells. */
export type EngineReport =
  | { readonly kind: 'delivered'; readonly from: EngineMember; readonly base64: string }
  | { readonly kind: 'membership'; readonly change: MembershipChange }
  | { readonly kind: 'quorum'; readonly state: QuorumState }
  | { readonly kind: 'down'; readonly problem: EngineProblem }
  | { readonly kind: 'silent'; readonly problem: EngineProblem | null }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly why: string };
