import type { Nvpair, NvpairSet } from '../../cib/model/nvpair-set.ts';
import type { OperationDefinition, PrimitiveDefinition } from '../../cib/model/resource-definition.ts';
import { parseIntervalMs } from '../../result/interval.ts';

/** A primitive nobody configured but a guest node or bundle implies (spec A4.6.1, A7.6.4). */
export function impliedPrimitive(primitive: {
  readonly id: string;
  readonly provider: string;
  readonly type: string;
  readonly meta?: NvpairSet | null;
  readonly parameters?: NvpairSet | null;
  readonly operations: readonly OperationDefinition[];
}): PrimitiveDefinition {
  const { id, provider, type } = primitive;
  return {
    kind: 'primitive',
    id,
    class: 'ocf',
    provider,
    type,
    template: null,
    written: null,
    attributes: new Map([
      ['id', id],
      ['class', 'ocf'],
      ['provider', provider],
      ['type', type],
    ]),
    metaSets: primitive.meta ? [primitive.meta] : [],
    instanceSets: primitive.parameters ? [primitive.parameters] : [],
    utilizationSets: [],
    operations: primitive.operations,
    element: null,
  };
}

/** A set without rules; pairs without a value are left out. */
export function impliedSet(id: string, pairs: readonly (readonly [string, string | null])[]): NvpairSet {
  const kept: Nvpair[] = [];
  for (const [name, value] of pairs) if (value !== null) kept.push({ name, value });
  return { id, score: 0, rules: [], pairs: kept };
}

/** An `<op>` as it would be written; `id` is made from the resource's, the name and the interval. */
export function impliedOperation(
  resource: string,
  name: string,
  interval: string,
  timeout: string | null,
): OperationDefinition {
  const id = `${resource}-${name}-${interval}`;
  const attributes = new Map([
    ['id', id],
    ['interval', interval],
    ['name', name],
  ]);
  if (timeout !== null) attributes.set('timeout', timeout);
  return {
    id,
    name,
    intervalMs: parseIntervalMs(interval),
    enabled: true,
    role: null,
    attributes,
    metaSets: [],
    instanceSets: [],
  };
}
