import type { Cluster } from '../scheduler/model/cluster.ts';
import type { ExecutionEvent } from '../simulator/execution/event.ts';
import { type Placement, placements } from './placements.ts';
import type { Settled } from './settle.ts';

/** What becomes of a resource. */
export type Effect =
  | {
      readonly kind: 'start' | 'stop' | 'restart' | 'promote' | 'demote';
      readonly resource: string;
      readonly outer: string;
      readonly node: string;
    }
  | {
      readonly kind: 'move' | 'migrate';
      readonly resource: string;
      readonly outer: string;
      readonly node: string;
      readonly to: string;
    };

/** What becomes of everything that runs in `now` until the cluster is at rest. */
export function effects(now: Cluster, settled: Settled): readonly Effect[] {
  const before = placements(now);
  const after = placements(settled.cluster);
  const ids = new Set([...before.keys(), ...after.keys()]);
  return [...ids].flatMap((id) => effectsOf(before.get(id), after.get(id), settled.events));
}

function effectsOf(
  before: Placement | undefined,
  after: Placement | undefined,
  events: readonly ExecutionEvent[],
): readonly Effect[] {
  const { id, outer, isCloned } = (before ?? after) as Placement;
  const [old, next] = [before?.nodes ?? new Map<string, string>(), after?.nodes ?? new Map<string, string>()];
  const gone = [...old.keys()].filter((node) => !next.has(node));
  const come = [...next.keys()].filter((node) => !old.has(node));
  const base = { resource: id, outer };
  const found: Effect[] = [];
  const isMove = gone.length === 1 && come.length === 1 && !isCloned;
  if (isMove) {
    const kind = happened(events, id, 'migrate_to', gone[0] as string) ? 'migrate' : 'move';
    found.push({ kind, ...base, node: gone[0] as string, to: come[0] as string });
  } else {
    found.push(...gone.map((node): Effect => ({ kind: 'stop', ...base, node })));
    found.push(...come.map((node): Effect => ({ kind: 'start', ...base, node })));
  }
  for (const [node, role] of next) {
    const wasPromoted = old.get(node) === 'Promoted';
    const isPromoted = role === 'Promoted';
    if (isPromoted && !wasPromoted) found.push({ kind: 'promote', ...base, node });
    else if (wasPromoted && !isPromoted) found.push({ kind: 'demote', ...base, node });
    if (old.has(node) && happened(events, id, 'stop', node)) found.push({ kind: 'restart', ...base, node });
  }
  return found;
}

/** Whether an operation of any instance of a primitive was carried out on a node. */
function happened(events: readonly ExecutionEvent[], id: string, operation: string, node: string): boolean {
  return events.some(
    (event) =>
      event.kind === 'resource' &&
      event.operation === operation &&
      event.node === node &&
      (event.resource === id || event.resource.replace(/:\d+$/, '') === id),
  );
}

/** Nodes that are fenced on the way, each once. */
export function fencedNodes({ events }: Settled): readonly string[] {
  const nodes = events.flatMap((event) =>
    event.kind === 'fencing' && event.operation !== 'on' ? [event.node] : [],
  );
  return [...new Set(nodes)];
}
