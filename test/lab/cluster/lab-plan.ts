import type { Cable } from '../lab-switch.ts';
import { ringAddress } from '../namespace-lab.ts';

/** Names and addresses of the lab: hosts node1 … node3, their BMCs, a client that probes, and the service addresses. */

/** Network of clients, services and BMCs. Partitions cut the cluster's own network only: the hardest case. */
export const CLIENT_NETWORK = 'clients';
export const CLIENT_DEVICE = 'eth1';
export const WEB = { address: '10.78.0.50', port: 80 };
export const DATABASE = { address: '10.78.0.51', port: 5432 };
export const PROBE = { name: 'client', address: '10.78.0.90' };
/** Sender addresses of ARP requests, one a round: `10.78.200.N`. */
export const ARP_SENDERS = '10.78.200';

export function bmcAddress(nodeId: number): string {
  return `10.78.0.${100 + nodeId}`;
}

/** Hardware address of a host in the clients' network: tells who answers for a service address. */
export function hardwareAddress(nodeId: number): string {
  return `02:78:00:00:00:0${nodeId}`;
}

export function clientCable(nodeId: number): Cable {
  return {
    port: clientPort(nodeId),
    device: CLIENT_DEVICE,
    address: `10.78.0.${nodeId}/16`,
    network: CLIENT_NETWORK,
    hardwareAddress: hardwareAddress(nodeId),
  };
}

export function clientPort(nodeId: number): string {
  return `client${nodeId}`;
}

/** Shell lines that teach a host the names of all hosts, itself included: their addresses on Corosync's network. */
export function hostNames(nodeIds: readonly number[]): string[] {
  const lines = ['127.0.0.1 localhost', ...nodeIds.map((nodeId) => `${ringAddress(nodeId)} node${nodeId}`)];
  return [`printf '${lines.join('\\n')}\\n' > /run/hosts`, 'mount --bind /run/hosts /etc/hosts'];
}
