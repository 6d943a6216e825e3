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
    if (resource === null) {
      const isList = this.cluster.tags.has(id);
      reportConstraint(
        this.cluster,
        'error',
        ConstraintProblem.UnknownResource,
        definition.id,
        isList
          ? `Constraint ${definition.id} names ${id}, a tag or template, where one resource is needed`
          : `Constraint ${definition.id} names resource ${id}, which does not exist`,
        'Correct the id or remove the constraint; it has no effect as it is.',
      );
    }
    return resource;
  }

  /** What a tag or template stands for; `null` when the id is a resource or nothing known. */
  listed(id: string): readonly string[] | null {
    if (findResource(this.cluster, id) !== null) return null;
    return this.cluster.tags.get(id) ?? null;
  }

  /**
   * The sets of a constraint with tags and templates replaced, in place, by what they stand for; tags within tags too
   * (spec B5.6).
   */
  expand(sets: readonly ResourceSet[]): readonly ResourceSet[] {
    if (!sets.some((set) => set.resources.some((id) => this.listed(id) !== null))) return sets;
    return sets.map((set) => ({ ...set, resources: set.resources.flatMap((id) => this.#members(id, [])) }));
  }

  /** `open` holds the tags this one was reached through, so that tags containing each other come to an end. */
  #members(id: string, open: readonly string[]): readonly string[] {
    const listed = this.listed(id);
    if (listed === null) return [id];
    if (open.includes(id)) return [];
    return listed.flatMap((member) => this.#members(member, [...open, id]));
  }
}

/** A set as it stands for one side of a constraint without sets: nothing inside it, `role` or `action` moved to it. */
export function unorderedSet(
  id: string,
  resources: readonly string[],
  own: { readonly role?: string | null; readonly action?: string | null },
): ResourceSet {
  return {
    id,
    sequential: 'false',
    requireAll: null,
    ordering: null,
    action: own.action ?? null,
    role: own.role ?? null,
    score: null,
    kind: null,
    symmetrical: null,
    resources,
  };
}
