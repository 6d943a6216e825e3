import type { Rule, RuleCondition } from '../../cib/model/rule.ts';
import { collectPairs } from '../../cib/rules/collect.ts';
import { rulePasses } from '../../cib/rules/evaluate.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';
import { parametersOn } from '../unpack/parameters.ts';
import { ruleInput } from '../unpack/rule-input.ts';

const NO_VALUES: ReadonlyMap<string, string> = new Map();

/** Whether a location rule holds for a resource on a node (spec A3.4, B5.3). */
export function locationRulePasses(
  cluster: Cluster,
  rule: Rule,
  resource: Resource,
  node: ClusterNode,
  submatches: readonly string[] | null,
): boolean {
  return rulePasses(rule, {
    ...ruleInput(cluster, { nodeAttributes: node.attributes }),
    valueSource: {
      parameters:
        readsParameters(rule) || hasRuledParameters(resource)
          ? parametersOfAny(cluster, resource, node)
          : NO_VALUES,
      meta: resource.meta,
    },
    submatches,
  });
}

/**
 * Value of a node attribute as a resource sees it: with meta `container-attribute-target=host` a resource on a guest
 * node reads the attributes of the node that hosts the guest (spec B12.3, A3.4.10).
 */
export function attributeFor(resource: Resource, node: ClusterNode, name: string): string | null {
  if (isGuestNode(node) && resource.meta.get('container-attribute-target')?.toLowerCase() === 'host') {
    return node.connection?.container?.runningOn[0]?.attributes.get(name) ?? null;
  }
  return node.attributes.get(name) ?? null;
}

/** Parameters are costly to evaluate for each node, and few rules ask for them. */
function readsParameters(rule: Rule): boolean {
  return rule.conditions.some(
    (condition: RuleCondition) =>
      (condition.kind === 'attribute' && condition.valueSource === 'param') ||
      (condition.kind === 'rule' && readsParameters(condition)),
  );
}

/** Rules of parameters are evaluated whoever asks: they tell when something will change (spec A3.4.12, observed). */
function hasRuledParameters(resource: Resource): boolean {
  for (let at: Resource | null = resource; at !== null; at = at.parent) {
    if (at.definition.instanceSets.some((set) => set.rules.length > 0)) return true;
  }
  return false;
}

function parametersOfAny(
  cluster: Cluster,
  resource: Resource,
  node: ClusterNode,
): ReadonlyMap<string, string> {
  if (resource.kind === 'primitive') return parametersOn(cluster, resource, node);
  const parameters = new Map<string, string>();
  const input = ruleInput(cluster, { nodeAttributes: node.attributes });
  collectPairs(resource.definition.instanceSets, parameters, input);
  return parameters;
}
