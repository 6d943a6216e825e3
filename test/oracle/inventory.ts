/** What later parts of a generated CIB may refer to. */
export interface Inventory {
  /** Ids of everything a constraint may name, by kind. */
  readonly primitives: string[];
  readonly groups: string[];
  readonly clones: string[];
  readonly promotables: string[];
  readonly bundles: string[];
  readonly templates: string[];
  /** Members of groups and clones: naming them in a constraint is legal but unusual. */
  readonly members: string[];
  /** Names of remote and guest nodes. */
  readonly remoteNodes: string[];
  /** Leaf ids that get promotion scores. */
  readonly promotableLeaves: string[];
}

export function emptyInventory(): Inventory {
  return {
    primitives: [],
    groups: [],
    clones: [],
    promotables: [],
    bundles: [],
    templates: [],
    members: [],
    remoteNodes: [],
    promotableLeaves: [],
  };
}
