import type { XmlElement } from '../../cib/xml/element.ts';
import { type Agent, agentText } from '../agents/agent.ts';
import { checkChangedParameters } from '../agents/check-parameters.ts';
import type { Configuration } from '../configuration.ts';
import { type Pairs, updatePairs } from '../nvpairs.ts';
import { lone, type Report, weigh } from '../report.ts';
import { unpromotableText } from './clone.ts';
import { canBePromoted, isTrue } from './create.ts';
import { otherSort, type ResourceSort } from './messages.ts';
import { guestNodeReports } from './meta.ts';
import { placeOperation } from './operations.ts';
import { findResource, isClone, membersOf, withInner } from './resource-tree.ts';

/** Changes of a resource that are wanted. */
export interface WantedUpdate {
  readonly id: string;
  readonly parameters: Pairs;
  readonly meta: Pairs;
  /** Operations in the place of the first of their name. */
  readonly operations: readonly { readonly name: string; readonly options: Pairs }[];
}

/** The agent of a resource, or what there is to say when it is not known. */
export type AgentOf = (resource: XmlElement) => Promise<Agent | Report>;

/** Changes parameters, meta attributes and operations of a resource; of a clone, its meta attributes. */
export async function updateResource(
  configuration: Configuration,
  wanted: WantedUpdate,
  sort: ResourceSort,
  agentOf: AgentOf,
  validate: ((resource: XmlElement, values: Pairs) => Promise<readonly Report[]>) | null,
  isForced: boolean,
): Promise<readonly Report[]> {
  const resource = findResource(configuration, wanted.id);
  if (resource === null || ['group', 'bundle'].includes(resource.name)) {
    return [lone('HWS-CFG-002', `Unable to find resource: ${wanted.id}`)];
  }
  if (isClone(resource)) return await updateClone(configuration, resource, wanted, agentOf);
  const other = otherSort([resource], sort, 'update');
  const reports: Report[] = other === null ? [] : [other];
  const agent = await agentOf(resource);
  const alone = (report: Report): Report => ({ ...report, isAlone: report.severity === 'error' });
  if ('code' in agent) reports.push(...(wanted.parameters.size > 0 ? [alone(agent)] : []));
  else {
    const checked = checkChangedParameters(configuration, agent, resource, wanted.parameters, false);
    reports.push(...checked.map(alone));
  }
  reports.push(...guestNodeReports(wanted.meta).map(alone));
  if (failed(reports, isForced)) return reports;
  if (validate !== null) {
    reports.push(...(await validate(resource, wanted.parameters)).map(alone));
    if (failed(reports, isForced)) return reports;
  }
  updatePairs(configuration, resource, 'instance_attributes', wanted.parameters);
  for (const { name, options } of wanted.operations) {
    const problems = placeOperation(configuration, resource, name, options, { isForced, isUpdate: true });
    reports.push(...problems);
    if (failed(problems, isForced)) return reports;
  }
  updatePairs(configuration, resource, 'meta_attributes', wanted.meta);
  return reports;
}

function failed(reports: readonly Report[], isForced: boolean): boolean {
  return weigh(reports, isForced).some(({ severity }) => severity === 'error');
}

async function updateClone(
  configuration: Configuration,
  clone: XmlElement,
  wanted: WantedUpdate,
  agentOf: AgentOf,
): Promise<readonly Report[]> {
  if (wanted.operations.length > 0) {
    return [lone('HWS-CFG-004', 'op settings must be changed on base resource, not the clone')];
  }
  const pairs = new Map([...wanted.parameters, ...wanted.meta]);
  if (isTrue(pairs.get('promotable'))) {
    const problem = await promotionProblem(clone, agentOf);
    if (problem !== null) return [problem];
  }
  updatePairs(configuration, clone, 'meta_attributes', pairs);
  return [];
}

/** Why what is in a clone cannot be promoted; `null` when nothing is against it. */
async function promotionProblem(clone: XmlElement, agentOf: AgentOf): Promise<Report | null> {
  for (const resource of membersOf(clone).flatMap(withInner)) {
    if (resource.name !== 'primitive') continue;
    const agent = await agentOf(resource);
    if ('code' in agent || canBePromoted(agent)) continue;
    const message = unpromotableText(agentText(agent.name), resource.get('id'));
    return { ...lone('HWS-CFG-018', message), isForceable: true };
  }
  return null;
}
