import type { Cluster } from '../model/cluster.ts';

/** Reads tags; a template is a tag that lists the primitives made from it (spec A3.9, A3.5.5). */
export function unpackTags(cluster: Cluster): void {
  for (const tag of cluster.cib.tags) cluster.tags.set(tag.id, tag.references);
  for (const [id, users] of cluster.cib.templates) cluster.tags.set(id, users);
}
