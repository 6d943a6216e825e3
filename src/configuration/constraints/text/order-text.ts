import type { XmlElement } from '../../../cib/xml/element.ts';
import { attributePairs, idText } from './attributes.ts';

const SHOWN = ['id', 'first', 'then', 'first-action', 'then-action', 'kind', 'score', 'symmetrical'];

/** `start A then start B (kind:Mandatory)`. */
export function orderLine(constraint: XmlElement, withIds: boolean): string {
  const side = (name: 'first' | 'then'): string =>
    [constraint.get(`${name}-action`), constraint.get(name)].filter((word) => word !== null).join(' ');
  const score = constraint.get('score');
  const kind = constraint.get('kind') ?? 'Mandatory';
  const weight = score !== null && constraint.get('kind') === null ? `score:${score}` : `kind:${kind}`;
  const isOneWay = constraint.get('symmetrical')?.toLowerCase() === 'false';
  const others = attributePairs(constraint, SHOWN);
  return [
    `${side('first')} then ${side('then')} (${weight})`,
    ...(isOneWay ? ['(non-symmetrical)'] : []),
    ...(others.length === 0 ? [] : [`(Options: ${others.join(' ')})`]),
  ]
    .join(' ')
    .concat(idText(constraint, withIds));
}
