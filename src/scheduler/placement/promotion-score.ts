import { parseScore } from '../../result/score-text.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { type Primitive, type Resource, topResource } from '../model/resource.ts';

/** Promotion score of an instance on a node; `isDefault` when nobody has set one (spec B12.3). */
export interface PromotionScore {
  readonly value: number;
  readonly isDefault: boolean;
}

const NONE: PromotionScore = { value: 0, isDefault: true };

/** How much the agent wants this instance promoted on the node (spec B12.3, B12.4). */
export function promotionScore(cluster: Cluster, instance: Resource, node: ClusterNode): PromotionScore {
  if (instance.kind !== 'primitive') {
    let value = 0;
    let isDefault = true;
    for (const member of instance.children) {
      const score = promotionScore(cluster, member, node);
      value += score.value;
      isDefault &&= score.isDefault;
    }
    return { value, isDefault };
  }
  if (!appliesOn(instance, node)) return NONE;
  let text = attributeOn(instance, node, promotionAttribute(instance));
  if (text === null && !instance.isUnique)
    text = attributeOn(instance, node, `master-${instance.configuredId}`);
  return text === null ? NONE : { value: parseScore(text), isDefault: false };
}

/** Name of the node attribute in which an agent leaves the promotion score of an instance. */
export function promotionAttribute(primitive: Primitive): string {
  return `master-${primitive.historyName ?? primitive.id}`;
}

/** A node attribute, read from the container's host where the resource asks for that (spec B12.3). */
function attributeOn(primitive: Primitive, node: ClusterNode, name: string): string | null {
  const container = node.connection?.container ?? null;
  if (container === null || primitive.meta.get('container-attribute-target') !== 'host') {
    return node.attributes.get(name) ?? null;
  }
  return container.runningOn[0]?.attributes.get(name) ?? null;
}

/** Whether a score recorded for the node is this instance's (spec B12.4). */
function appliesOn(primitive: Primitive, node: ClusterNode): boolean {
  return isRepresentative(primitive, node) && primitive.allowed.scoreOr(node, -1) >= 0;
}

function isRepresentative(primitive: Primitive, node: ClusterNode): boolean {
  if (!primitive.isUnique) {
    const active = counterpartWhere(primitive, (other) => other.runningOn.includes(node));
    if (active === primitive) return true;
    if (active === null && counterpartWhere(primitive, (other) => other.knownOn.has(node)) !== null)
      return true;
  }
  if (primitive.runningOn.length === 0 && primitive.knownOn.size === 0) return true;
  return primitive.knownOn.has(node) || primitive.runningOn.includes(node);
}

/** The first primitive that stands for the same configured one in any instance of the clone, and fulfils a test. */
function counterpartWhere(primitive: Primitive, test: (other: Primitive) => boolean): Primitive | null {
  for (const instance of topResource(primitive).children) {
    const candidates = instance.kind === 'primitive' ? [instance] : instance.children;
    for (const candidate of candidates) {
      if (candidate.kind !== 'primitive' || candidate.configuredId !== primitive.configuredId) continue;
      if (test(candidate)) return candidate;
    }
  }
  return null;
}
