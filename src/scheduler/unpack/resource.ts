import type { ResourceDefinition } from '../../cib/model/resource-definition.ts';
import { collectPairs } from '../../cib/rules/collect.ts';
import { parseLeadingInteger } from '../../result/integer.ts';
import type { Cluster } from '../model/cluster.ts';
import { Bundle, Clone, Group, Primitive, type Resource } from '../model/resource.ts';
import { startAllowedNodes } from './allowed-nodes.ts';
import { unpackBundle } from './bundle.ts';
import { checkCapabilities, unpackClone } from './clone.ts';
import { unpackGroup } from './group.ts';
import { unpackMeta } from './meta.ts';
import { applyMeta } from './resource-settings.ts';
import { ruleInput } from './rule-input.ts';

/**
 * Makes a resource and everything below it from its definition (spec A7.2). The caller appends it to the list and calls
 * `registerTree`. `null` when it is invalid.
 */
export function unpackResource(
  cluster: Cluster,
  definition: ResourceDefinition,
  parent: Resource | null,
  instance: number | null = null,
): Resource | null {
  const resource = makeResource(definition, parent, instance);
  unpackMeta(cluster, resource);
  applyMeta(cluster, resource);
  if (!unpackVariant(cluster, resource)) return null;
  startAllowedNodes(cluster, resource);
  readUtilization(cluster, resource);
  return resource;
}

function makeResource(
  definition: ResourceDefinition,
  parent: Resource | null,
  instance: number | null,
): Resource {
  const id = instance === null ? definition.id : `${definition.id}:${instance}`;
  switch (definition.kind) {
    case 'primitive':
      return new Primitive(definition, id, parent, instance);
    case 'group':
      return new Group(definition, id, parent, instance);
    case 'clone':
      return new Clone(definition, parent);
    case 'bundle':
      return new Bundle(definition);
  }
}

/** Each variant's own part: children, counts. Returns whether the resource is valid. */
function unpackVariant(cluster: Cluster, resource: Resource): boolean {
  switch (resource.kind) {
    case 'primitive':
      return checkCapabilities(cluster, resource);
    case 'group':
      unpackGroup(cluster, resource);
      return true;
    case 'clone':
      return unpackClone(cluster, resource);
    case 'bundle':
      return unpackBundle(cluster, resource);
  }
}

/** Own sets only: utilization is not inherited (spec A3.3). */
function readUtilization(cluster: Cluster, resource: Resource): void {
  const sets = resource.definition.utilizationSets;
  if (sets.length === 0) return;
  const table = new Map<string, string>();
  collectPairs(sets, table, ruleInput(cluster, {}), {});
  for (const [name, value] of table) resource.utilization.set(name, parseLeadingInteger(value) ?? 0);
}
