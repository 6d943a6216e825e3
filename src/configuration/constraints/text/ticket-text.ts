import type { XmlElement } from '../../../cib/xml/element.ts';
import { attributePairs, idText } from './attributes.ts';

/** `Promoted A loss-policy=stop ticket=T`. */
export function ticketLine(constraint: XmlElement, withIds: boolean): string {
  const role = constraint.get('rsc-role');
  const words = [
    ...(role === null ? [] : [role]),
    constraint.get('rsc') ?? '',
    ...attributePairs(constraint, ['id', 'rsc', 'rsc-role']),
  ];
  return `${words.join(' ')}${idText(constraint, withIds)}`;
}
