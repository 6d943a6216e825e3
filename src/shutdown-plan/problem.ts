import type { Problem } from '../result/problem.ts';

function problem(
  code: string,
  severity: Problem['severity'],
  message: string,
  hint: string,
  id: string | null = null,
): Problem {
  return { code, severity, message, hint, id, at: null };
}

// Inventory

export function duplicateMachine(name: string): Problem {
  return problem(
    'HWS-SDN-004',
    'error',
    `The inventory names ${name} more than once`,
    'Keep one entry',
    name,
  );
}

export function sameMachine(name: string, other: string): Problem {
  return problem(
    'HWS-SDN-004',
    'error',
    `The inventory names one machine in two ways, ${other} and ${name}`,
    'Keep one entry, under the name that the cluster uses; machines of one name in two domains need both domains written',
    name,
  );
}

export function sharedBmc(name: string, other: string, bmc: string): Problem {
  return problem(
    'HWS-SDN-005',
    'error',
    `${name} and ${other} have the same BMC, ${bmc}`,
    'Correct the address of one of them: commands would reach the wrong machine',
    name,
  );
}

export function unknownPredecessor(name: string, after: string): Problem {
  return problem(
    'HWS-SDN-006',
    'error',
    `${name} is to go off after ${after}, which the inventory does not name`,
    'Correct the name, or remove it from “after”',
    name,
  );
}

export function orderCycle(names: readonly string[]): Problem {
  return problem(
    'HWS-SDN-007',
    'error',
    `These machines wait for each other: ${names.join(' after ')}`,
    'Remove one of the constraints',
    names[0] ?? null,
  );
}

export function noController(): Problem {
  return problem(
    'HWS-SDN-008',
    'error',
    'The inventory has no machine of the role controller',
    'Name the controllers: one of them takes the request and goes off last',
  );
}

export function noWayDown(name: string): Problem {
  return problem(
    'HWS-SDN-010',
    'error',
    `The policy of ${name} allows neither a soft nor a hard power-off`,
    'Allow one of them: soft and hard are seconds, or never',
    name,
  );
}

/** The acceptor goes last whatever else is wanted. */
export function acceptorGoesLast(name: string, acceptor: string): Problem {
  return problem(
    'HWS-SDN-011',
    'warning',
    `${name} goes off before ${acceptor}, not after it: ${acceptor} takes this request and goes last`,
    'Ask another controller, if the order matters',
    name,
  );
}

// Gates

/** S0.24: the first of the two switches. */
export function ipmiSwitchedOff(inventory: string): Problem {
  return problem(
    'HWS-SDN-030',
    'error',
    'IPMI is switched off in the inventory',
    `Set ipmi: true in ${inventory} when every machine’s BMC is set up (hawser power check)`,
  );
}

/** S0.24: the second. */
export function oneClickSwitchedOff(inventory: string): Problem {
  return problem(
    'HWS-SDN-031',
    'error',
    'One-click shutdown is switched off in the inventory',
    `Set oneClickShutdown: true in ${inventory} on every controller`,
  );
}

/** S0.1, S0.9. */
export function noCluster(why: string): Problem {
  return problem(
    'HWS-SDN-032',
    'error',
    `No running cluster was found on this machine: ${why}`,
    'Start it (systemctl start hawser, or pcs cluster start); without a cluster use hawser power node by node',
  );
}

/** S0.1. */
export function notQuorate(self: string): Problem {
  return problem(
    'HWS-SDN-033',
    'error',
    `The cluster as ${self} sees it has no quorum`,
    'Ask a controller in the part that has it, or repair the cluster; hawser power works node by node in any case',
  );
}

export function notAController(self: string): Problem {
  return problem(
    'HWS-SDN-034',
    'error',
    `${self} is not a controller in the inventory`,
    'Ask one of the controllers: it has to go off last',
    self,
  );
}

export function watcherNotRunning(): Problem {
  return problem(
    'HWS-SDN-035',
    'error',
    'The shutdown watcher of this machine does not run',
    'systemctl enable --now hawser-shutdown-watcher, on every controller',
  );
}

/** S0.11. */
export function noPowerTool(why: string): Problem {
  return problem(
    'HWS-SDN-036',
    'error',
    `IPMI is not deployed on this machine: ${why}`,
    'Install ipmitool. Machines without IPMI are fenced by other agents (fence_redfish, fence_ilo…), but cannot be shut down as a whole',
  );
}

/** S0.3. */
export function noBmcAnswers(count: number): Problem {
  return problem(
    'HWS-SDN-037',
    'error',
    `None of the ${count} BMCs gave a reading`,
    'Check network and credentials: hawser power check says what is wrong with each',
  );
}

/** A member that nothing would switch off. */
export function missingFromInventory(name: string): Problem {
  return problem(
    'HWS-SDN-038',
    'error',
    `The cluster has the node ${name}, which the inventory does not name: it would stay on`,
    'Add it to the inventory',
    name,
  );
}

export function unknownToCluster(name: string): Problem {
  return problem(
    'HWS-SDN-040',
    'warning',
    `${name} is in the inventory, but the cluster does not know it`,
    'Give it the role foreign if it is no member, or correct its name',
    name,
  );
}

export function proofTooOld(names: readonly string[], days: number): Problem {
  return problem(
    'HWS-SDN-041',
    'warning',
    `The way to the BMC was not proved within ${days} days for ${names.join(', ')}`,
    'hawser power check',
  );
}

export function unreadableBmc(name: string, why: string): Problem {
  return problem(
    'HWS-SDN-042',
    'warning',
    `Whether ${name} is on is not known: ${why}`,
    'It will be asked again in its turn; see hawser power check',
    name,
  );
}

/** A BMC that says off of a node that takes part in the cluster is probably another machine's. */
export function contradictingBmc(name: string, bmc: string): Problem {
  return problem(
    'HWS-SDN-043',
    'warning',
    `The BMC ${bmc} says that ${name} is off, but the cluster sees ${name} online`,
    'Check that the address is that of its own BMC: as things stand it would be left on, or another machine be switched off',
    name,
  );
}

// Requests

export function planChanged(count: number): Problem {
  return problem(
    'HWS-SDN-050',
    'error',
    `The cluster is not what was confirmed: ${count} ${count === 1 ? 'difference' : 'differences'}`,
    'Look at the new plan and confirm that one',
  );
}

// Runs

export function stillNotAsWanted(name: string, wanted: 'on' | 'off'): Problem {
  const state = wanted === 'off' ? 'still reads on' : 'still reads off';
  return problem(
    'HWS-SDN-080',
    'error',
    `Everything allowed was done, and ${name} ${state}`,
    wanted === 'off'
      ? 'Switch it off by hand, or allow a hard power-off in its policy'
      : 'Switch it on by hand',
    name,
  );
}

export function cameBackOn(name: string): Problem {
  return problem(
    'HWS-SDN-081',
    'warning',
    `${name} was off and is on again: something has switched it on`,
    'Look for fencing or power restore policies outside of Hawser; it is taken down once more',
    name,
  );
}

export function gateStayedClosed(gate: 'quorum' | 'nodes', text: string): Problem {
  return problem(
    'HWS-SDN-082',
    'error',
    gate === 'quorum'
      ? `The controllers are on, but the cluster has not become healthy: ${text}`
      : `All machines are on, but not all nodes are in the cluster: ${text}`,
    gate === 'quorum'
      ? 'Repair the controllers, then start again; the other machines were left as they are'
      : 'Look at the nodes that are missing',
  );
}
