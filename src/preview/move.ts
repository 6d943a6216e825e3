import type { Cib } from '../cib/model/cib.ts';
import { readCib } from '../cib/read/cib.ts';
import { XmlDocument } from '../cib/xml/document.ts';
import { copyTree } from '../simulator/edit/copy-tree.ts';
import { type Moment, settle } from './settle.ts';
import { nodesOf } from './where.ts';

/** What is to move. */
export interface MovedResource {
  readonly resource: string;
  readonly isPromoted: boolean;
  /** Node it is to be on; `null`: any other than `from`. */
  readonly to: string | null;
  readonly from: string | null;
}

/** What a move that withdraws its own constraint would come to. */
export type MoveForecast =
  | { readonly kind: 'stays'; readonly nodes: readonly string[] }
  /** It moves while the constraint holds, and goes elsewhere again when that is withdrawn. */
  | { readonly kind: 'returns'; readonly nodes: readonly string[] }
  | { readonly kind: 'moves' };

/** Whether a resource is where it was to be moved to. */
export function isMoved(nodes: readonly string[], { to, from }: MovedResource): boolean {
  if (to !== null) return nodes.includes(to);
  return nodes.length > 0 && (from === null || !nodes.includes(from));
}

/** Plays a move through on paper: with the constraint, then without it. `moved` is the CIB with the constraint. */
export function forecastMove(
  moved: Cib,
  constraint: string,
  wanted: MovedResource,
  moment: Moment,
): MoveForecast {
  const there = settle(moved, moment).cluster;
  const nodes = nodesOf(there, wanted.resource, wanted.isPromoted);
  if (!isMoved(nodes, wanted)) return { kind: 'stays', nodes };
  const root = copyTree(there.cib.root);
  const constraints = root.first('configuration')?.first('constraints');
  for (const element of [...(constraints?.elements('rsc_location') ?? [])]) {
    if (element.get('id') === constraint) constraints?.remove(element);
  }
  const afterwards = settle(readCib(new XmlDocument(root)), moment).cluster;
  const final = nodesOf(afterwards, wanted.resource, wanted.isPromoted);
  const isSame = final.length === nodes.length && final.every((node) => nodes.includes(node));
  return isSame ? { kind: 'moves' } : { kind: 'returns', nodes: final };
}
