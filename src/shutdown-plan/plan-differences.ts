import type { PlanDifference, PlannedMachine, ShutdownPlan } from './model/plan.ts';

/** In what two plans differ, as far as a confirmation is concerned. Empty exactly when their hashes are the same. */
export function planDifferences(before: ShutdownPlan, after: ShutdownPlan): readonly PlanDifference[] {
  const differences: PlanDifference[] = [];
  const compare = (machine: string | null, what: string, one: string, other: string) => {
    if (one !== other) differences.push({ machine, what, before: one, after: other });
  };
  compare(null, 'action', before.action, after.action);
  compare(null, 'cluster', clusterText(before), clusterText(after));
  compare(null, 'acceptor', before.acceptor, after.acceptor);
  const oldPlaces = places(before);
  const newPlaces = places(after);
  const found = new Map(after.machines.map((machine) => [machine.name, machine]));
  for (const machine of before.machines) {
    const { name } = machine;
    const now = found.get(name);
    found.delete(name);
    if (now === undefined) {
      compare(name, 'presence', 'in the plan', 'not in the plan');
      continue;
    }
    compare(name, 'role', machine.role, now.role);
    compare(name, 'bmc', machine.bmc, now.bmc);
    compare(name, 'policy', policyText(machine), policyText(now));
    if (after.action === 'shutdown') compare(name, 'membership', machine.membership, now.membership);
    compare(name, 'power', machine.power, now.power);
    compare(name, 'batch', oldPlaces.get(name) ?? 'none', newPlaces.get(name) ?? 'none');
  }
  for (const name of found.keys()) compare(name, 'presence', 'not in the plan', 'in the plan');
  // Same machines in another sequence.
  if (differences.length === 0 && before.hash !== after.hash)
    differences.push({ machine: null, what: 'sequence', before: before.hash, after: after.hash });
  return differences;
}

function clusterText({ action, cluster }: ShutdownPlan): string {
  if (action === 'start') return cluster.name;
  return `${cluster.name} (${cluster.kind ?? 'no cluster'})`;
}

function policyText({ policy: { softMs, hardMs } }: PlannedMachine): string {
  const part = (ms: number | null) => (ms === null ? 'never' : `${ms / 1000} s`);
  return `soft ${part(softMs)}, hard ${part(hardMs)}`;
}

function places({ batches }: ShutdownPlan): Map<string, string> {
  const found = new Map<string, string>();
  for (const { number, waves } of batches)
    for (const [wave, names] of waves.entries())
      for (const name of names) found.set(name, `batch ${number}, wave ${wave + 1}`);
  return found;
}
