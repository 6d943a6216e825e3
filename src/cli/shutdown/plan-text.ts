import type { PlanDifference, PlannedMachine, ShutdownPlan } from '../../shutdown-plan/model/plan.ts';

const KIND_NAMES = {
  compute: 'compute nodes',
  other: 'other machines',
  'remote-controllers': 'other controllers',
  'this-controller': 'this controller',
} as const;

/** The preview (S0.5): batch by batch with names and counts, what will stop, what is not known. */
export function planText(plan: ShutdownPlan): string {
  const { action, cluster, acceptor, counts, batches, stops, warnings, hash } = plan;
  const verb = action === 'shutdown' ? 'Shut down' : 'Switch on';
  const byName = new Map(plan.machines.map((machine) => [machine.name, machine]));
  const lines = [
    `${verb} ${cluster.name} (${cluster.kind ?? 'no running cluster'}) from ${acceptor}`,
    `${amount(counts.machines, 'machine')}: ${counts.on} on, ${counts.off} off, ${counts.unknown} unknown`,
  ];
  for (const { number, kind, waves, count, commanded, quorumAfter } of batches) {
    lines.push(
      '',
      `Batch ${number}: ${KIND_NAMES[kind]}, ${amount(count, 'machine')}, ${commanded} will get a command`,
    );
    for (const [wave, names] of waves.entries()) {
      if (waves.length > 1) lines.push(`  Wave ${wave + 1}`);
      for (const name of names) lines.push(`  ${machineText(byName.get(name) as PlannedMachine, plan)}`);
    }
    const { membersOnline, needed, margin } = quorumAfter;
    const quorum = margin >= 0 ? `${margin} to spare` : 'gone, which does not stop this';
    lines.push(`  Afterwards ${amount(membersOnline, 'voting node')} up, quorum needs ${needed}: ${quorum}`);
  }
  if (stops.length > 0) {
    const nodes = Map.groupBy(stops, ({ node }) => node);
    lines.push('', `${amount(stops.length, 'service')} will stop:`);
    for (const [node, list] of nodes) lines.push(`  ${node}: ${list.map(({ id }) => id).join(', ')}`);
  }
  if (warnings.length > 0) {
    lines.push('', 'To know:');
    for (const { code, message, hint } of warnings) lines.push(`  ${message} [${code}]`, `    ${hint}`);
  }
  lines.push('', `Plan ${hash}`);
  return lines.join('\n');
}

function amount(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function machineText(
  { name, role, bmc, policy, membership, power }: PlannedMachine,
  plan: ShutdownPlan,
): string {
  const seconds = (ms: number | null) => (ms === null ? 'never' : `${ms / 1000} s`);
  const how =
    plan.action === 'shutdown' ? `, soft ${seconds(policy.softMs)}, hard ${seconds(policy.hardMs)}` : '';
  return `${name} (${role}, ${membership}): power ${power}, BMC ${bmc}${how}`;
}

/** What has changed since the plan that was confirmed. */
export function differencesText(differences: readonly PlanDifference[]): string {
  return differences
    .map(
      ({ machine, what, before, after }) => `  ${machine ?? 'the plan'}: ${what} was ${before}, is ${after}`,
    )
    .join('\n');
}
