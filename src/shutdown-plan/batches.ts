import type { Problem } from '../result/problem.ts';
import type { Machine } from './model/machine.ts';
import type { BatchKind, PlanAction } from './model/plan.ts';
import { acceptorGoesLast } from './problem.ts';

/** Machines of one batch, wave by wave. */
export interface Batch {
  readonly kind: BatchKind;
  readonly waves: readonly (readonly string[])[];
}

export interface BatchOrder {
  readonly batches: readonly Batch[];
  readonly warnings: readonly Problem[];
}

/** A shutdown's order (S0.19–S0.21); machines that are neither go between those who use them and those who vote. */
const KINDS: readonly BatchKind[] = ['compute', 'other', 'remote-controllers', 'this-controller'];

/**
 * Puts machines in order: batches by role, a constraint `after` can move a machine to a later batch or wave, never to an
 * earlier one, and the acceptor is last whatever is said. A start takes the same order backwards. Expects machines that
 * `checkMachines` found nothing about.
 */
export function orderBatches(machines: readonly Machine[], acceptor: string, action: PlanAction): BatchOrder {
  const byName = new Map(machines.map((machine) => [machine.name, machine]));
  const warnings: Problem[] = [];
  const ranks = new Map<string, number>();
  const waves = new Map<string, number>();
  const predecessors = ({ name, after }: Machine): Machine[] =>
    name === acceptor
      ? []
      : after.filter((other) => other !== acceptor).map((other) => byName.get(other) as Machine);
  const rankOf = (machine: Machine): number => {
    const known = ranks.get(machine.name);
    if (known !== undefined) return known;
    const rank = Math.max(baseRank(machine, acceptor), ...predecessors(machine).map(rankOf));
    ranks.set(machine.name, rank);
    return rank;
  };
  const waveOf = (machine: Machine): number => {
    const known = waves.get(machine.name);
    if (known !== undefined) return known;
    const inBatch = predecessors(machine).filter((other) => rankOf(other) === rankOf(machine));
    const wave = Math.max(-1, ...inBatch.map(waveOf)) + 1;
    waves.set(machine.name, wave);
    return wave;
  };
  const table: string[][][] = KINDS.map(() => []);
  for (const machine of machines) {
    if (machine.name !== acceptor && machine.after.includes(acceptor))
      warnings.push(acceptorGoesLast(machine.name, acceptor));
    const batch = table[rankOf(machine)] as string[][];
    const wave = waveOf(machine);
    while (batch.length <= wave) batch.push([]);
    (batch[wave] as string[]).push(machine.name);
  }
  const batches = table
    .map((found, rank): Batch => ({ kind: KINDS[rank] as BatchKind, waves: found }))
    .filter(({ waves: found }) => found.length > 0);
  if (action === 'shutdown') return { batches, warnings };
  const reversed = batches.map(({ kind, waves: found }) => ({ kind, waves: found.toReversed() }));
  return { batches: reversed.toReversed(), warnings };
}

function baseRank({ name, role }: Machine, acceptor: string): number {
  if (name === acceptor) return 3;
  return role === 'compute' ? 0 : role === 'controller' ? 2 : 1;
}
