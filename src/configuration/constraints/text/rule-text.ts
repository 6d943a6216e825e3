import type { XmlElement } from '../../../cib/xml/element.ts';
import type { RuleStanding } from '../expired.ts';
import { attributePairs, idText } from './attributes.ts';

/** A rule with its expressions; how it stands to the present is told where that is asked for. */
export function ruleLines(
  rule: XmlElement,
  withIds: boolean,
  standing: RuleStanding = null,
): readonly string[] {
  const mark = standing === null ? '' : ` (${standing})`;
  const head = `Rule${mark}: ${attributePairs(rule, ['id']).join(' ')}${idText(rule, withIds)}`;
  const parts = [...rule.elements()].flatMap((part) =>
    part.name === 'rule' ? ruleLines(part, withIds) : expressionLines(part, withIds),
  );
  return [head, ...parts.map((line) => `  ${line}`)];
}

function expressionLines(part: XmlElement, withIds: boolean): readonly string[] {
  const id = idText(part, withIds);
  const operation = part.get('operation') ?? '';
  if (part.name === 'expression') {
    const attribute = part.get('attribute') ?? '';
    const words =
      operation === 'defined' || operation === 'not_defined'
        ? [operation, attribute]
        : [attribute, operation, part.get('type'), part.get('value')];
    return [`Expression: ${words.filter((word) => word !== null).join(' ')}${id}`];
  }
  if (part.name === 'op_expression') {
    const interval = part.get('interval');
    return [
      `Expression: op ${part.get('name') ?? ''}${interval === null ? '' : ` interval=${interval}`}${id}`,
    ];
  }
  if (part.name === 'rsc_expression') {
    const agent = ['class', 'provider', 'type'].map((name) => part.get(name) ?? '').join(':');
    return [`Expression: resource ${agent}${id}`];
  }
  const spec = part.first('date_spec');
  if (operation === 'date_spec' && spec !== null) {
    return [`Expression:${id}`, `  Date Spec: ${unitsText(spec, withIds)}`];
  }
  if (operation === 'gt' || operation === 'lt') {
    return [`Expression: date ${operation} ${part.get(operation === 'gt' ? 'start' : 'end') ?? ''}${id}`];
  }
  const duration = part.first('duration');
  const range = ['date in_range', part.get('start'), 'to'].filter((word) => word !== null).join(' ');
  if (duration === null) return [`Expression: ${range} ${part.get('end') ?? ''}${id}`];
  return [`Expression: ${range} duration${id}`, `  Duration: ${unitsText(duration, withIds)}`];
}

const unitsText = (units: XmlElement, withIds: boolean): string =>
  `${attributePairs(units, ['id']).join(' ')}${idText(units, withIds)}`;
