import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { ShutdownPlan } from './model/plan.ts';

/** What a confirmation is about: everything in a plan but when it was made, what runs where, and wording. */
export type ConfirmedFacts = Pick<ShutdownPlan, 'action' | 'cluster' | 'acceptor' | 'batches' | 'machines'>;

/**
 * SHA-256, hexadecimal, of the confirmed facts. Where services run is not among them: they move by themselves, and the
 * shutdown stops them wherever they are. Nor is what the cluster says when it is to be started: it comes up meanwhile.
 */
export function planHash({ action, cluster, acceptor, batches, machines }: ConfirmedFacts): string {
  const isClusterAsked = action === 'shutdown';
  const facts = [
    action,
    cluster.name,
    isClusterAsked ? cluster.kind : null,
    acceptor,
    batches.map(({ kind, waves }) => [kind, waves]),
    machines.map(({ name, role, bmc, policy, membership, power }) => [
      name,
      role,
      bmc,
      policy.softMs,
      policy.hardMs,
      isClusterAsked ? membership : null,
      power,
    ]),
  ];
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(facts))));
}
