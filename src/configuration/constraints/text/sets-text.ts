import type { XmlElement } from '../../../cib/xml/element.ts';
import { attributePairs, idText } from './attributes.ts';

/** `set A B sequential=false set C setoptions kind=Optional`. */
export function setsText(constraint: XmlElement, withIds: boolean): string {
  const sets = [...constraint.elements('resource_set')].map((set) => {
    const members = [...set.elements('resource_ref')].map((member) => member.get('id') ?? '');
    return `${['set', ...members, ...attributePairs(set, ['id'])].join(' ')}${idText(set, withIds)}`;
  });
  const options = attributePairs(constraint, ['id']);
  const whole = options.length === 0 ? [] : ['setoptions', ...options];
  return `${[...sets, ...whole].join(' ')}${idText(constraint, withIds)}`;
}
