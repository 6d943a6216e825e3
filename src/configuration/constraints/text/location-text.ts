import type { XmlElement } from '../../../cib/xml/element.ts';
import type { Configuration } from '../../configuration.ts';
import { constraints } from '../constraint-list.ts';
import { isConstraintExpired, isRuleExpired } from '../expired.ts';
import { isNegative } from '../location.ts';
import { idText } from './attributes.ts';
import { ruleLines } from './rule-text.ts';

/** What is shown of location constraints. */
export interface LocationView {
  readonly withIds: boolean;
  /** Whether constraints that can never apply again are shown too. */
  readonly withExpired: boolean;
  /** The time against which rules are judged, seconds since 1970. */
  readonly now: number;
}

/** What a constraint is about, as headings name it; patterns come first. */
function heading(constraint: XmlElement): string {
  const pattern = constraint.get('rsc-pattern');
  return pattern === null ? `Resource: ${constraint.get('rsc') ?? ''}` : `Resource pattern: ${pattern}`;
}

const hasRules = (constraint: XmlElement): boolean => constraint.first('rule') !== null;

/** Scores and rules of each resource; of those named, when some are. */
export function locationsByResource(
  configuration: Configuration,
  view: LocationView,
  headings: readonly string[] | null,
): readonly string[] {
  const lines: string[] = [];
  for (const [head, all] of byHeading(constraints(configuration, 'rsc_location'))) {
    if (headings !== null && !headings.includes(head)) continue;
    const plain = all.filter((one) => !hasRules(one));
    const shown = [
      ...scoreLines(
        'Enabled on:',
        plain.filter((one) => !isNegative(one)),
        nodeText,
        view,
      ),
      ...scoreLines('Disabled on:', plain.filter(isNegative), nodeText, view),
      ...rulesLines(all.filter(hasRules), view),
    ];
    if (shown.length > 0) lines.push(head, ...shown.map((line) => `  ${line}`));
  }
  return lines;
}

/** Resources of each node, and all rules; nodes only those named, when some are. */
export function locationsByNode(
  configuration: Configuration,
  view: LocationView,
  nodes: readonly string[] | null,
): readonly string[] {
  const all = constraints(configuration, 'rsc_location');
  const names = [...new Set(all.map((one) => one.get('node') ?? ''))].sort();
  const lines: string[] = [];
  for (const name of names) {
    if (nodes !== null && !nodes.includes(name)) continue;
    const here = all.filter((one) => (one.get('node') ?? '') === name);
    const shown = [
      ...scoreLines(
        'Allowed to run:',
        here.filter((one) => !isNegative(one)),
        heading,
        view,
      ),
      ...scoreLines('Not allowed to run:', here.filter(isNegative), heading, view),
    ];
    lines.push(`Node: ${name}`, ...shown.map((line) => `  ${line}`));
  }
  for (const [head, withRules] of byHeading(all.filter(hasRules))) {
    lines.push(head, ...rulesLines(withRules, view).map((line) => `  ${line}`));
  }
  return lines;
}

/** Constraints by what they are about: patterns first, then resources, each in the order of their names. */
function byHeading(all: readonly XmlElement[]): readonly (readonly [string, readonly XmlElement[]])[] {
  const groups = new Map<string, XmlElement[]>();
  for (const one of all) groups.set(heading(one), [...(groups.get(heading(one)) ?? []), one]);
  const rank = (head: string): string => `${head.startsWith('Resource pattern: ') ? 0 : 1}${head}`;
  return [...groups].sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
}

const nodeText = (constraint: XmlElement): string => `Node: ${constraint.get('node') ?? ''}`;

function scoreLines(
  title: string,
  all: readonly XmlElement[],
  name: (constraint: XmlElement) => string,
  { withIds }: LocationView,
): readonly string[] {
  if (all.length === 0) return [];
  const lines = all.map((one) => {
    const role = one.get('role');
    const discovery = one.get('resource-discovery');
    const parts = [
      name(one),
      `(score:${one.get('score') ?? '0'})`,
      ...(role === null ? [] : [`(role:${role})`]),
      ...(discovery === null ? [] : [`(resource-discovery=${discovery})`]),
    ];
    return `  ${parts.join(' ')}${idText(one, withIds)}`;
  });
  return [title, ...lines];
}

function rulesLines(all: readonly XmlElement[], view: LocationView): readonly string[] {
  const id = (one: XmlElement): string => one.get('id') ?? '';
  return [...all]
    .sort((a, b) => (id(a) < id(b) ? -1 : 1))
    .flatMap((one) => {
      const isExpired = isConstraintExpired(one, view.now);
      if (isExpired && !view.withExpired) return [];
      const discovery = one.get('resource-discovery');
      const mark = isExpired ? ' (expired)' : '';
      const suffix = discovery === null ? '' : ` (resource-discovery=${discovery})`;
      const rules = [...one.elements('rule')].flatMap((rule) =>
        ruleLines(rule, view.withIds, view.withExpired && isRuleExpired(rule, view.now) ? 'expired' : null),
      );
      return [`Constraint${mark}: ${id(one)}${suffix}`, ...rules.map((line) => `  ${line}`)];
    });
}

/** A constraint with its rules, as duplicates are told. */
export function constraintWithRulesLines(constraint: XmlElement): readonly string[] {
  const rules = [...constraint.elements('rule')].flatMap((rule) => ruleLines(rule, true));
  return [`Constraint: ${constraint.get('id') ?? ''}`, ...rules.map((line) => `  ${line}`)];
}
