import type { XmlElement } from '../../../cib/xml/element.ts';
import { attributePairs, idText } from './attributes.ts';

/** `A with B (score:INFINITY) (rsc-role:Started) (with-rsc-role:Promoted)`. */
export function colocationLine(constraint: XmlElement, withIds: boolean): string {
  const score = constraint.get('score');
  const rest = attributePairs(constraint, ['id', 'rsc', 'with-rsc', 'score']);
  const shown = [...(score === null ? [] : [`score=${score}`]), ...rest].map(
    (pair) => `(${pair.replace('=', ':')})`,
  );
  const both = `${constraint.get('rsc') ?? ''} with ${constraint.get('with-rsc') ?? ''}`;
  return `${[both, ...shown].join(' ')}${idText(constraint, withIds)}`;
}
