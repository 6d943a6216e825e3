import type { XmlElement } from '../../cib/xml/element.ts';
import { element } from '../element.ts';
import type { RuleExpression } from './rule-expression.ts';

/** Gives an id that is free: the wanted one, or the wanted one with a number behind it. */
export type FreeId = (wanted: string) => string;

/** Ids that become taken while elements are made which are not in the configuration yet. */
export function takingIds(isTaken: (id: string) => boolean): FreeId {
  const made = new Set<string>();
  return (wanted) => {
    let id = wanted;
    for (let number = 1; isTaken(id) || made.has(id); number++) id = `${wanted}-${number}`;
    made.add(id);
    return id;
  };
}

/** A `<rule>` with its expressions. */
export function ruleElement(
  id: string,
  attributes: Readonly<Record<string, string>>,
  expression: RuleExpression,
  freeId: FreeId,
): XmlElement {
  const isJoined = expression.kind === 'all' || expression.kind === 'any';
  const operator = isJoined ? { 'boolean-op': expression.kind === 'all' ? 'and' : 'or' } : {};
  const rule = element('rule', { id, ...operator, ...attributes });
  const parts = isJoined ? expression.parts : [expression];
  for (const part of parts) rule.children.push(partElement(id, part, freeId));
  return rule;
}

function partElement(ruleId: string, part: RuleExpression, freeId: FreeId): XmlElement {
  if (part.kind === 'all' || part.kind === 'any') {
    return ruleElement(freeId(`${ruleId}-rule`), { score: '0' }, part, freeId);
  }
  const id = freeId(`${ruleId}-expr`);
  switch (part.kind) {
    case 'defined':
      return element('expression', { id, operation: part.operation, attribute: part.attribute });
    case 'compare': {
      const { operation, attribute, type, value } = part;
      return element('expression', { id, operation, attribute, type, value });
    }
    case 'date':
      return element('date_expression', {
        id,
        operation: part.operation,
        [part.operation === 'gt' ? 'start' : 'end']: part.date,
      });
    case 'range':
      return element('date_expression', { id, operation: 'in_range', start: part.start, end: part.end });
    case 'duration': {
      const duration = element('duration', {
        id: freeId(`${id}-duration`),
        ...Object.fromEntries(part.parts),
      });
      return element('date_expression', { id, operation: 'in_range', start: part.start }, [duration]);
    }
    case 'date-spec': {
      const spec = element('date_spec', { id: freeId(`${id}-datespec`), ...Object.fromEntries(part.parts) });
      return element('date_expression', { id, operation: 'date_spec' }, [spec]);
    }
  }
}

/** What a rule says, whatever its ids, score and role, and in whichever order: for finding duplicates. */
export function ruleMeaning(rule: XmlElement): string {
  const parts = [...rule.elements()].map((part) =>
    part.name === 'rule' ? ruleMeaning(part) : partMeaning(part),
  );
  const operator = parts.length > 1 ? (rule.get('boolean-op') ?? 'and') : '';
  return `${operator}(${parts.sort().join('|')})`;
}

function partMeaning(part: XmlElement): string {
  const pairs: string[] = [];
  for (let at = 0; at < part.attributes.length; at += 2) {
    const [name, value] = [part.attributes[at] as string, part.attributes[at + 1] as string];
    if (name !== 'id' && !(name === 'type' && value === 'string')) pairs.push(`${name}=${value}`);
  }
  const inner = [...part.elements()].map(partMeaning);
  return `${part.name}{${pairs.sort().join(',')}}${inner.join('')}`;
}
