import { compareBytes, compareNatural } from '../../result/natural-order.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import type { ClusterNode } from '../../scheduler/model/node.ts';
import { type Clone, leaves, type Primitive, type Resource } from '../../scheduler/model/resource.ts';
import { Role } from '../../scheduler/model/role.ts';
import { limitingRole } from './disabled.ts';
import { isActive, probeFailure, type StatusSettings } from './primitive-status.ts';
import type { CloneStatus, InstanceStatus, StoppedNodes } from './resource-status.ts';

/** What decides how an instance of an anonymous clone is shown. */
interface Summary {
  readonly parts: readonly Primitive[];
  readonly isPending: boolean;
  /** Its activity counts for the instance as a whole; not so for unmanaged members on lost nodes (spec A5.8.3). */
  readonly isPassedOn: boolean;
  readonly isActiveAnywhere: boolean;
  readonly isFullyActive: boolean;
  readonly nodes: ReadonlySet<ClusterNode>;
}

/** A clone as it is shown (spec C6.3.5). `describe` describes one instance. */
export function describeClone(
  cluster: Cluster,
  clone: Clone,
  settings: StatusSettings,
  describe: (instance: Resource) => InstanceStatus | null,
): CloneStatus {
  const instances: InstanceStatus[] = [];
  const individuals: InstanceStatus[] = [];
  const promoted: string[] = [];
  const started: string[] = [];
  let isActiveAnywhere = false;

  for (const child of clone.children) {
    const status = describe(child);
    if (status === null) continue;
    instances.push(status);
    const summary = summarize(child, settings);
    if (summary.isActiveAnywhere) isActiveAnywhere = true;
    if (clone.isUnique) {
      individuals.push(status);
      continue;
    }
    const place = listedPlace(summary);
    if (place === 'individual') individuals.push(status);
    else if (place !== null) (place.isPromoted ? promoted : started).push(place.node.name);
  }

  const listed = promoted.length + started.length;
  const stopped = clone.isUnique || clone.cloneMax <= listed ? [] : stoppedNodes(cluster, clone);
  return {
    kind: 'clone',
    id: clone.id,
    childId: clone.children[0]?.configuredId ?? clone.definition.child?.id ?? '',
    isPromotable: clone.isPromotable,
    isUnique: clone.isUnique,
    isManaged: clone.isManaged,
    isDisabled: limitingRole(clone) !== null,
    isLimitedToUnpromoted: configuredLimit(clone) === Role.Unpromoted,
    isFailed: clone.isFailed,
    ignoresFailure: clone.ignoresFailure,
    targetRole: clone.meta.get('target-role') ?? clone.children[0]?.meta.get('target-role') ?? null,
    isActive: isActiveAnywhere,
    isOrphan: clone.isOrphan,
    instances,
    individuals,
    promotedOn: promoted.sort(compareNatural),
    startedOn: started.sort(compareNatural),
    stoppedOn: stopped,
  };
}

function summarize(instance: Resource, { showPending }: StatusSettings): Summary {
  const parts = leaves(instance);
  const nodes = new Set<ClusterNode>();
  let active = 0;
  for (const part of parts) {
    if (isActive(part)) active++;
    for (const node of part.runningOn) nodes.add(node);
  }
  return {
    parts,
    isPending: showPending && instance.pendingTask !== null,
    isPassedOn: instance.runningOn.length > 0,
    isActiveAnywhere: active > 0,
    isFullyActive: active === parts.length,
    nodes,
  };
}

/** Where an instance of an anonymous clone is shown; `null` when only its absence is. */
function listedPlace(
  summary: Summary,
): 'individual' | { readonly node: ClusterNode; readonly isPromoted: boolean } | null {
  if (summary.isPending) return 'individual';
  if (!summary.isActiveAnywhere || !summary.isPassedOn) return null;
  if (summary.parts.some((part) => part.isOrphan || part.isFailed || !part.isManaged)) return 'individual';
  const [node] = summary.nodes;
  if (!summary.isFullyActive || node === undefined || summary.nodes.size !== 1) return 'individual';
  if (!node.isOnline && node.isUnclean) return 'individual';
  const role = summary.parts.reduce((highest, part) => Math.max(highest, part.role), 0);
  return { node, isPromoted: role > Role.Unpromoted };
}

/** Nodes that could run an instance and do not, by the reason why not. */
function stoppedNodes(cluster: Cluster, clone: Clone): StoppedNodes[] {
  const running = new Set(clone.runningOn);
  const candidates = cluster.nodes.filter((node) =>
    clone.allowed.size > 0 ? clone.allowed.has(node) : clone.knownOn.has(node),
  );
  const isDisabled = configuredLimit(clone) === Role.Stopped;
  const byText = new Map<string, string[]>();
  for (const node of candidates) {
    if (running.has(node)) continue;
    const text = stoppedText(cluster, clone, node, isDisabled);
    const names = byText.get(text);
    if (names === undefined) byText.set(text, [node.name]);
    else names.push(node.name);
  }
  return [...byText]
    .map(([text, names]) => ({ text, names: names.sort(compareNatural) }))
    .sort((a, b) => compareBytes(a.text, b.text));
}

/** The limit that is configured for the clone or, when nothing is, for what is cloned (observed). */
function configuredLimit(clone: Clone): Role | null {
  const [first] = clone.children;
  return limitingRole(clone.meta.has('target-role') || first === undefined ? clone : first);
}

function stoppedText(cluster: Cluster, clone: Clone, node: ClusterNode, isDisabled: boolean): string {
  const [first] = clone.children;
  const failure = first?.kind === 'primitive' ? probeFailure(cluster, first, node) : null;
  if (failure !== null) return `Stopped (${failure})`;
  return isDisabled ? 'Stopped (disabled)' : 'Stopped';
}
