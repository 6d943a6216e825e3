import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { ruleStanding } from '../constraints/expired.ts';
import { ruleLines } from '../constraints/text/rule-text.ts';
import { pairText } from '../resources/text/resource-lines.ts';

/** What is shown of default values. */
export interface DefaultsView {
  readonly withIds: boolean;
  /** Whether sets whose time is over are shown too. */
  readonly withExpired: boolean;
  /** The time against which rules are judged, seconds since 1970; `null` judges none. */
  readonly now: number | null;
}

const TITLES: Readonly<Record<string, string>> = {
  meta_attributes: 'Meta Attrs',
  instance_attributes: 'Attributes',
};

/** Sets of default values of resources or operations. */
export function defaultsLines(
  configuration: Configuration,
  section: 'rsc_defaults' | 'op_defaults',
  view: DefaultsView,
): readonly string[] {
  const lines = [...(configuration.section(section)?.elements() ?? [])].flatMap((set) => setLines(set, view));
  return lines.length === 0 ? ['No defaults set'] : lines;
}

function setLines(set: XmlElement, { withIds, withExpired, now }: DefaultsView): readonly string[] {
  const title = TITLES[set.name];
  if (title === undefined) return [];
  const rules = [...set.elements('rule')];
  const [rule] = rules;
  const standing = now === null || rule === undefined ? null : ruleStanding(rule, now);
  if (standing === 'expired' && !withExpired) return [];
  const score = set.get('score');
  const pairs = [...set.elements('nvpair')].map((pair) =>
    pairText(pair.get('name') ?? '', pair.get('value') ?? ''),
  );
  return [
    `${title}${standing === null ? '' : ` (${standing})`}: ${set.get('id') ?? ''}${score === null ? '' : ` score=${score}`}`,
    ...pairs.sort().map((line) => `  ${line}`),
    ...rules.flatMap((one) => ruleLines(one, withIds, standing)).map((line) => `  ${line}`),
  ];
}
