import type { PrimitiveDefinition } from '../../cib/model/resource-definition.ts';
import { collectPairs } from '../../cib/rules/collect.ts';
import type { RuleInput } from '../../cib/rules/evaluate.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Resource } from '../model/resource.ts';
import { ruleInput } from './rule-input.ts';

/**
 * Fills a resource's meta table (spec A3.3, B4.6): XML attributes, own sets, explicit sets of the ancestors, resource
 * defaults, and last whatever else the parent's table holds.
 */
export function unpackMeta(cluster: Cluster, resource: Resource): void {
  const table = resource.meta;
  const definition = resource.definition;
  for (const [name, value] of definition.attributes) table.set(name, value);
  if (resource.instance !== null) table.set('clone', String(resource.instance));

  const input = ruleInput(cluster, { resource: agentOf(resource) });
  collectPairs(definition.metaSets, table, input, {});
  for (let at = resource.parent; at !== null; at = at.parent) {
    collectPairs(at.definition.metaSets, table, input, {});
  }
  collectPairs(cluster.cib.resourceDefaultMetaSets, table, input, {});
  if (resource.parent !== null) {
    for (const [name, value] of resource.parent.meta) if (!table.has(name)) table.set(name, value);
  }
}

/** The agent as rules see it; collective resources have none. */
export function agentOf(resource: Resource): RuleInput['resource'] {
  if (resource.kind !== 'primitive') return { class: null, provider: null, type: null };
  const { class: agentClass, provider, type } = resource.definition as PrimitiveDefinition;
  return { class: agentClass, provider, type };
}
