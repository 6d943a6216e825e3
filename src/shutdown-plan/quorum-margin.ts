import type { ClusterView } from './model/cluster-view.ts';
import type { PlanAction, PlannedMachine, QuorumMargin } from './model/plan.ts';

/**
 * Voting members online once the given machines were dealt with, against what quorum needs: more than half of those
 * configured, a vote each. Without a cluster to ask, controllers are taken for its members.
 */
export function quorumAfter(
  view: ClusterView | null,
  machines: readonly PlannedMachine[],
  dealtWith: ReadonlySet<string>,
  action: PlanAction,
): QuorumMargin {
  const members = view?.nodes.filter(({ kind }) => kind === 'member');
  const voters =
    members?.map(({ name, isOnline }) => ({ name, isOnline })) ??
    machines.filter(({ role }) => role === 'controller').map(({ name }) => ({ name, isOnline: false }));
  const membersOnline = voters.filter(({ name, isOnline }) =>
    action === 'shutdown' ? isOnline && !dealtWith.has(name) : isOnline || dealtWith.has(name),
  ).length;
  const needed = Math.floor(voters.length / 2) + 1;
  return { membersOnline, needed, margin: membersOnline - needed };
}
