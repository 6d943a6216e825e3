import type { NvpairSet } from '../../cib/model/nvpair-set.ts';
import type { Rule } from '../../cib/model/rule.ts';
import { collectPairs } from '../../cib/rules/collect.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive, Resource } from '../model/resource.ts';
import { ruleInput } from './rule-input.ts';

/**
 * Instance parameters of a primitive on a node, or as far as they do not depend on one (spec A3.3). Kept per primitive;
 * one table serves all nodes unless a rule asks for node attributes.
 */
export function parametersOn(
  cluster: Cluster,
  primitive: Primitive,
  node: ClusterNode | null,
): ReadonlyMap<string, string> {
  primitive.parametersVary ??= sources(cluster, primitive).some(dependsOnNode);
  const key = primitive.parametersVary ? node : null;
  let table = primitive.parameters.get(key);
  if (table === undefined) {
    table = evaluate(cluster, primitive, key);
    primitive.parameters.set(key, table);
  }
  return table;
}

/**
 * Evaluates the rules of a primitive's instance parameters, so that the moment the earliest of them changes becomes
 * known even when no action ever asks for a parameter (spec A3.4.12).
 */
export function noteParameterRules(cluster: Cluster, primitive: Primitive): void {
  if (sources(cluster, primitive).some((set) => set.rules.length > 0)) parametersOn(cluster, primitive, null);
}

/** Whether any rule of a set compares node attributes. */
function dependsOnNode(set: NvpairSet): boolean {
  return set.rules.some(comparesAttributes);
}

function evaluate(cluster: Cluster, primitive: Primitive, node: ClusterNode | null): Map<string, string> {
  const table = new Map<string, string>();
  const input = ruleInput(cluster, { nodeAttributes: node?.attributes ?? null });
  for (let at: Resource | null = primitive; at !== null; at = at.parent) {
    collectPairs(at.definition.instanceSets, table, input, {});
  }
  collectPairs(cluster.cib.resourceDefaultInstanceSets, table, input, {});
  return table;
}

/** All sets that may contribute, nearest first. */
function sources(cluster: Cluster, primitive: Primitive): NvpairSet[] {
  const sets: NvpairSet[] = [];
  for (let at: Resource | null = primitive; at !== null; at = at.parent)
    sets.push(...at.definition.instanceSets);
  sets.push(...cluster.cib.resourceDefaultInstanceSets);
  return sets;
}

function comparesAttributes(rule: Rule): boolean {
  return rule.conditions.some(
    (condition) =>
      condition.kind === 'attribute' || (condition.kind === 'rule' && comparesAttributes(condition)),
  );
}
