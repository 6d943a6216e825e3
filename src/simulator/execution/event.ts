import type { AttributeInjection } from '../edit/fail-count-attributes.ts';

/** What is told about one step that was carried out on paper (spec C6.5). */
export type ExecutionEvent =
  | { readonly kind: 'pseudo'; readonly key: string; readonly node: string | null }
  | {
      readonly kind: 'resource';
      readonly resource: string;
      readonly operation: string;
      readonly node: string;
      readonly intervalMs: number;
    }
  | {
      readonly kind: 'cluster';
      readonly task: string;
      readonly node: string;
      readonly resource: string | null;
    }
  | { readonly kind: 'fencing'; readonly node: string; readonly operation: string }
  | { readonly kind: 'attribute'; readonly injection: AttributeInjection }
  | { readonly kind: 'pretended-failure'; readonly action: number; readonly rc: number };
