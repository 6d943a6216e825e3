import { addScores } from '../../result/score.ts';
import { parseScore } from '../../result/score-text.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Discovery } from '../model/node-table.ts';
import { Role } from '../model/role.ts';
import { addLocationConstraint } from './location.ts';

const PREFIX = '#health';

/** Turns the health of each node into a location score for every top-level resource (spec B6.7, A2.9). */
export function addHealthConstraints(cluster: Cluster): void {
  if (cluster.options.healthStrategy === 'none') return;
  for (const node of cluster.nodes) {
    const health = nodeHealth(cluster, node);
    if (health === 0) continue;
    const nodes = [{ node, score: health }];
    for (const resource of cluster.resources) {
      if (health < 0 && resource.allowsUnhealthyNodes) continue;
      addLocationConstraint(cluster, {
        id: cluster.options.healthStrategy,
        rule: null,
        isHealth: true,
        resource,
        role: Role.Unknown,
        discovery: Discovery.Always,
        nodes,
      });
    }
  }
}

/** Base plus the values of all attributes whose name begins with `#health` (spec A2.9.2). */
function nodeHealth(cluster: Cluster, node: ClusterNode): number {
  const { healthBase, healthRed, healthYellow, healthGreen } = cluster.options;
  const colours = { red: healthRed, yellow: healthYellow, green: healthGreen };
  let health = healthBase;
  for (const [name, value] of node.attributes) {
    if (name.startsWith(PREFIX)) health = addScores(health, parseScore(value, colours));
  }
  return health;
}
