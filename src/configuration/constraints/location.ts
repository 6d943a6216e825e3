import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { checkId } from '../ids.ts';
import { hasErrors, lone, type Report } from '../report.ts';
import { checkConstrained } from './constrained-resource.ts';
import { addConstraint, constraintById, constraints, invalidScore, isScore } from './constraint-list.ts';

/** What a location constraint is about: a resource, or all whose id matches a pattern. */
export type Located =
  | { readonly kind: 'resource'; readonly id: string }
  | { readonly kind: 'pattern'; readonly pattern: string };

/** A node with the score that a resource gets there. */
export interface NodeScore {
  readonly node: string;
  readonly score: string;
}

/** Attribute and value by which a constraint names what it is about. */
export function locatedAttributes(located: Located): Readonly<Record<string, string>> {
  return located.kind === 'resource' ? { rsc: located.id } : { 'rsc-pattern': located.pattern };
}

/** The part of a generated id that stands for what a constraint is about: what cannot be in an id is left out. */
export function locatedIdPart(located: Located): string {
  if (located.kind === 'resource') return located.id;
  return located.pattern.replace(/[^\p{L}\p{N}_.·-]/gu, '');
}

export function checkLocated(
  configuration: Configuration,
  located: Located,
  isForced: boolean,
): readonly Report[] {
  return located.kind === 'pattern' ? [] : checkConstrained(configuration, located.id, isForced);
}

/** Scores of a resource on nodes; what was said before about the same nodes goes. */
export function preferNodes(
  configuration: Configuration,
  located: Located,
  nodes: readonly NodeScore[],
  isForced: boolean,
): readonly Report[] {
  const reports = checkLocated(configuration, located, isForced);
  if (hasErrors(reports)) return reports;
  const wrong = nodes.find(({ score }) => !isScore(score));
  if (wrong !== undefined) return [invalidScore(wrong.score)];
  for (const { node, score } of nodes) {
    const wanted = `location-${locatedIdPart(located)}-${node}-${score}`.replace(/[^\p{L}\p{N}_.·-]/gu, '');
    putLocation(configuration, null, wanted, located, { node, score }, {});
  }
  return reports;
}

/** One location constraint with an id of the operator's choice; one that has this id is replaced. */
export function addLocation(
  configuration: Configuration,
  id: string,
  located: Located,
  nodeScore: NodeScore,
  options: Readonly<Record<string, string>>,
  isForced: boolean,
): readonly Report[] {
  const [wrongId] = checkId(id, 'constraint id');
  if (wrongId !== undefined) return [{ ...wrongId, isAlone: true }];
  const reports = checkLocated(configuration, located, isForced);
  if (hasErrors(reports)) return reports;
  if (!isScore(nodeScore.score)) return [invalidScore(nodeScore.score)];
  putLocation(configuration, id, id, located, nodeScore, options);
  return reports;
}

function putLocation(
  configuration: Configuration,
  replaced: string | null,
  wanted: string,
  located: Located,
  { node, score }: NodeScore,
  options: Readonly<Record<string, string>>,
): void {
  const about = locatedAttributes(located);
  for (const old of constraints(configuration, 'rsc_location')) {
    const isSame =
      old.get('node') === node && Object.entries(about).every(([name, value]) => old.get(name) === value);
    if (isSame || old.get('id') === replaced) configuration.remove(old);
  }
  const id = replaced ?? configuration.freeId(wanted);
  addConstraint(configuration, element('rsc_location', { id, ...about, node, score, ...options }));
}

/** Takes away a location constraint. */
export function removeLocation(configuration: Configuration, id: string): readonly Report[] {
  const found = constraintById(configuration, id);
  if (found?.name !== 'rsc_location') {
    return [lone('HWS-CFG-105', `resource location id: ${id} not found.`)];
  }
  configuration.remove(found);
  return [];
}

/** The opposite of a score: what a node is avoided by. */
export function opposite(score: string): string {
  return score.startsWith('-') ? score.slice(1) : `-${score}`;
}

/** Whether a score keeps a resource away. */
export function isNegative(constraint: XmlElement): boolean {
  return (constraint.get('score') ?? '0').startsWith('-');
}
