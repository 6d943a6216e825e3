import type { ConstraintDefinition, ResourceSet } from '../../cib/model/constraint-definition.ts';
import type { Cluster } from '../model/cluster.ts';
import { type Resource, topResource } from '../model/resource.ts';
import { findResource } from '../unpack/find.ts';
import { ConstraintProblem, reportConstraint } from './problem.ts';

/** Finds what the ids in constraints mean (spec B5.1). */
export class References {
  readonly cluster: Cluster;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  /** The resource an id means, or `null`. An id that only history knows an instance by means the whole clone. */
  resource(id: string): Resource | null {
    const found = findResource(this.cluster, id);
    if (found === null) return null;
    return found.id === id ? found : topResource(found);
  }

  /** As `resource`, and reports an id that means nothing. */
  required(id: string, definition: ConstraintDefinition): Resource | null {
    const resource = this.resource(id);
    if (resource === null) this.reportUnknown(id, definition);
    return resource;
  }

  reportUnknown(id: string, definition: ConstraintDefinition): void {
    const isEmptyList = this.cluster.tags.has(id);
    reportConstraint(
      this.cluster,
      'error',
      isEmptyList ? ConstraintProblem.EmptyTag : ConstraintProblem.UnknownResource,
      definition.id,
      isEmptyList
        ? `Constraint ${definition.id} names ${id}, a tag or template that stands for no resource`
        : `Constraint ${definition.id} names resource ${id}, which does not exist`,
      'Correct the id or remove the constraint; what needs that resource has no effect.',
    );
  }

  /** What a tag or template stands for; `null` when that is nothing, or the id is a resource's. */
  listed(id: string): readonly string[] | null {
    if (findResource(this.cluster, id) !== null) return null;
    const members = this.cluster.tags.get(id) ?? null;
    return members === null || members.length === 0 ? null : members;
  }

  /**
   * The sets of a constraint with tags and templates replaced, in place, by what they stand for; tags within tags too
   * (spec B5.6). As soon as anything in any of the sets means nothing, all stay as they are.
   */
  expand(sets: readonly ResourceSet[]): readonly ResourceSet[] {
    if (!sets.some((set) => set.resources.some((id) => this.listed(id) !== null))) return sets;
    const expanded: ResourceSet[] = [];
    for (const set of sets) {
      const resources: string[] = [];
      for (const id of set.resources) if (!this.#collect(id, resources, [])) return sets;
      expanded.push({ ...set, resources });
    }
    return expanded;
  }

  /**
   * Adds what an id stands for; false when it means nothing. `open` holds the tags it was reached through, so that
   * tags containing each other come to an end.
   */
  #collect(id: string, found: string[], open: readonly string[]): boolean {
    const listed = this.listed(id);
    if (listed === null) {
      found.push(id);
      return findResource(this.cluster, id) !== null;
    }
    if (open.includes(id)) return true;
    return listed.every((member) => this.#collect(member, found, [...open, id]));
  }
}
