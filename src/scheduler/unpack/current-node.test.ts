import { expect, it } from 'vitest';
import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';
import { configuredCluster, nodeElements } from './cluster-fixture.ts';
import { activeNodes, currentNode } from './current-node.ts';

function running(requires: string, unclean: readonly number[]): { resource: Resource; nodes: ClusterNode[] } {
  const cluster = configuredCluster({
    nodes: nodeElements(3),
    resources: `<primitive id="r" class="ocf" provider="heartbeat" type="Dummy"><meta_attributes id="m">
      <nvpair id="q" name="requires" value="${requires}"/></meta_attributes></primitive>`,
  });
  const resource = cluster.resources[0] as Resource;
  cluster.nodes.forEach((node, i) => {
    node.isOnline = true;
    node.isUnclean = unclean.includes(i);
  });
  resource.runningOn.push(...cluster.nodes);
  return { resource, nodes: cluster.nodes };
}

it('is the first active node of a resource that needs fencing, clean or not', () => {
  const { resource, nodes } = running('fencing', [0]);
  expect(currentNode(resource)).toBe(nodes[0]);
  expect(activeNodes(resource)).toEqual({ all: 3, clean: 2, effective: 3 });
});

it('is the first clean one for others, or the first if there is none', () => {
  const { resource, nodes } = running('quorum', [0]);
  expect(currentNode(resource)).toBe(nodes[1]);
  expect(activeNodes(resource).effective).toBe(2);
  const dirty = running('nothing', [0, 1, 2]);
  expect(currentNode(dirty.resource)).toBe(dirty.nodes[0]);
});

it('is the source of a live migration that is under way', () => {
  const { resource, nodes } = running('fencing', []);
  resource.partialSource = nodes[2] ?? null;
  expect(currentNode(resource)).toBe(nodes[2]);
});

it('is nothing for an inactive resource', () => {
  const { resource } = running('fencing', []);
  resource.runningOn = [];
  expect(currentNode(resource)).toBeNull();
});
