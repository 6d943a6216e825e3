import type { Cib } from '../../cib/model/cib.ts';
import { writeXml } from '../../cib/write.ts';
import { XmlElement } from '../../cib/xml/element.ts';
import type { CibChange, ElementTarget } from '../../controller/model/cib-change.ts';
import type { DateTime } from '../../result/date-time.ts';
import { durationSeconds, parseDuration } from '../../result/duration.ts';
import { Role } from '../../scheduler/model/role.ts';
import { DECISION_ONLY } from '../../scheduler/model/schedule-options.ts';
import { effectiveNow } from '../../scheduler/unpack/effective-time.ts';
import { findResource } from '../../scheduler/unpack/find.ts';
import { unpack } from '../../scheduler/unpack/unpack.ts';
import { localOffset } from '../wall-clock.ts';

const CONSTRAINTS: ElementTarget = {
  by: 'path',
  path: [
    { element: 'configuration', id: null },
    { element: 'constraints', id: null },
  ],
};

/** What an operator wants of a resource's place. */
export interface MoveWish {
  /** Node to prefer, or to avoid; `null`: avoid the one it is on. */
  readonly node: string | null;
  /** Avoid the node instead of preferring it. */
  readonly isBan: boolean;
  /** Only of its promoted role. */
  readonly isPromoted: boolean;
  /** ISO 8601 duration (`PT1H`) after which the constraint counts no longer; `null` for never. */
  readonly lifetime: string | null;
}

/** A move or ban, worked out. */
export interface PlannedMove {
  /** Node that is preferred or avoided. */
  readonly node: string;
  readonly changes: readonly CibChange[];
}

/** Changes that have a resource leave a node or prefer one; earlier wishes of the kind are withdrawn. A text says why not. */
export function planMove(cib: Cib, id: string, wish: MoveWish, clock: DateTime): PlannedMove | string {
  const found = wish.node === null ? nodeOf(cib, id, wish.isPromoted, clock) : { node: wish.node };
  if (typeof found === 'string') return found;
  const { node } = found;
  const isBan = wish.isBan || wish.node === null;
  let end: string | null = null;
  if (wish.lifetime !== null) {
    const duration = parseDuration(wish.lifetime);
    if (duration === null)
      return `${wish.lifetime} is no duration; PT30M is half an hour, PT8H eight hours, P1D a day`;
    end = dateText(clock.epoch + durationSeconds(duration));
  }
  const role = wish.isPromoted ? 'Promoted' : 'Started';
  const constraintId = isBan ? `cli-ban-${id}-on-${node}` : `cli-prefer-${id}`;
  const base = ['id', constraintId, 'rsc', id, 'role', role];
  const score = isBan ? '-INFINITY' : 'INFINITY';
  const constraint =
    end === null
      ? new XmlElement('rsc_location', [...base, 'node', node, 'score', score])
      : new XmlElement('rsc_location', base, [timedRule(isBan, id, node, score, end)]);
  const changes: readonly CibChange[] = [
    ...withdrawn(cib, id, (own) => own.ban === node || (!isBan && own.isPreference)),
    { kind: 'create-element', parent: CONSTRAINTS, xml: writeXml(constraint), position: 'last' },
  ];
  return { node, changes };
}

function timedRule(isBan: boolean, id: string, node: string, score: string, end: string): XmlElement {
  const idOf = (part: string): string =>
    isBan
      ? `cli-ban-${id}-on-${node}-${part}`
      : `cli-prefer-${part === 'lifetime' ? 'lifetime-end' : part}-${id}`;
  const place = ['attribute', '#uname', 'operation', 'eq', 'value', node, 'type', 'string'];
  return new XmlElement(
    'rule',
    ['id', idOf('rule'), 'score', score, 'boolean-op', 'and'],
    [
      new XmlElement('expression', ['id', idOf('expr'), ...place]),
      new XmlElement('date_expression', ['id', idOf('lifetime'), 'operation', 'lt', 'end', end]),
    ],
  );
}

/** A constraint that a move or ban has left. */
interface OwnConstraint {
  readonly isPreference: boolean;
  /** Node that is avoided; `null` for a preference. */
  readonly ban: string | null;
  readonly node: string | null;
}

/** Withdraws what moves and bans of a resource have left; with a node only what is about it. */
export function clearMoves(cib: Cib, id: string, node: string | null): CibChange[] {
  return withdrawn(cib, id, (own) => node === null || own.node === node);
}

function withdrawn(cib: Cib, id: string, isMeant: (own: OwnConstraint) => boolean): CibChange[] {
  const constraints = cib.root.first('configuration')?.first('constraints');
  const changes: CibChange[] = [];
  for (const element of constraints?.elements('rsc_location') ?? []) {
    const own = element.get('id') ?? '';
    const isPreference = own.startsWith('cli-prefer-');
    if (element.get('rsc') !== id || (!isPreference && !own.startsWith('cli-ban-'))) continue;
    const node = element.get('node') ?? nodeOfRule(element);
    if (!isMeant({ isPreference, ban: isPreference ? null : node, node })) continue;
    const target: ElementTarget = { by: 'id', id: own, element: 'rsc_location' };
    changes.push({ kind: 'delete-element', target, isOptional: true });
  }
  return changes;
}

function nodeOfRule(constraint: XmlElement): string | null {
  for (const expression of constraint.first('rule')?.elements('expression') ?? [])
    if (expression.get('attribute') === '#uname') return expression.get('value');
  return null;
}

/** The node a resource is to leave when none is named; a text says why there is none. */
function nodeOf(
  cib: Cib,
  id: string,
  isPromoted: boolean,
  clock: DateTime,
): { readonly node: string } | string {
  const now = effectiveNow(cib, null, clock, localOffset);
  const settings = { ...DECISION_ONLY, localOffset };
  const named = findResource(unpack(cib, now, settings), id);
  // The name of what a clone is made of stands for all its instances.
  const resource = named?.parent?.kind === 'clone' ? named.parent : named;
  const all = resource?.runningOn ?? [];
  const promoted = all.filter((node) =>
    (resource?.children ?? []).some((one) => one.role === Role.Promoted && one.runningOn.includes(node)),
  );
  const running = isPromoted || promoted.length === 1 ? promoted : all;
  const [at] = running;
  const state = isPromoted ? 'is promoted' : 'runs';
  if (at === undefined) return `${id} ${state} nowhere; name the node`;
  if (running.length > 1) return `${id} ${state} on ${running.length} nodes; name the node`;
  return { node: at.name };
}

/** `2026-11-26 16:08:39Z`. */
function dateText(epochSeconds: number): string {
  return `${new Date(epochSeconds * 1000).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
