import type { Problem } from '../result/problem.ts';
import { bmcIdentity } from './bmc-identity.ts';
import type { Machine } from './model/machine.ts';
import {
  duplicateMachine,
  noController,
  noWayDown,
  orderCycle,
  sameMachine,
  sharedBmc,
  unknownPredecessor,
} from './problem.ts';

/** Everything about a set of machines that cannot be right, whoever described them. */
export function checkMachines(machines: readonly Machine[]): readonly Problem[] {
  const problems: Problem[] = [];
  const byName = new Map<string, Machine>();
  const byBmc = new Map<string, string>();
  for (const machine of machines) {
    const { name, bmc, policy } = machine;
    if (byName.has(name)) problems.push(duplicateMachine(name));
    byName.set(name, machine);
    const identity = bmcIdentity(bmc);
    const sharer = byBmc.get(identity);
    if (sharer !== undefined && sharer !== name) problems.push(sharedBmc(name, sharer, bmc));
    else byBmc.set(identity, name);
    if (policy.softMs === null && policy.hardMs === null) problems.push(noWayDown(name));
  }
  const names = [...byName.keys()];
  for (const [i, name] of names.entries())
    for (const other of names.slice(0, i))
      if (areSameHost(name, other)) problems.push(sameMachine(name, other));
  for (const { name, after } of machines)
    for (const other of after) if (!byName.has(other)) problems.push(unknownPredecessor(name, other));
  if (!machines.some(({ role }) => role === 'controller')) problems.push(noController());
  const cycle = findCycle(byName);
  if (cycle !== null) problems.push(orderCycle(cycle));
  return problems;
}

/** Two spellings of one host name: case does not count, and a name without domain may stand for any with one. */
function areSameHost(one: string, other: string): boolean {
  const [a, b] = [hostName(one), hostName(other)];
  return a === b || a === shortName(b) || b === shortName(a);
}

function hostName(name: string): string {
  return name.trim().toLowerCase().replace(/\.$/, '');
}

/** Numbers are addresses: they have no short form. */
function shortName(name: string): string {
  return /^[\d.]+$/.test(name) ? name : (name.split('.')[0] as string);
}

/** Names along a circle of constraints, the first one again at the end; `null` when there is none. */
function findCycle(machines: ReadonlyMap<string, Machine>): readonly string[] | null {
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (name: string): readonly string[] | null => {
    if (finished.has(name)) return null;
    const start = path.indexOf(name);
    if (start >= 0) return [...path.slice(start), name];
    path.push(name);
    for (const other of machines.get(name)?.after ?? []) {
      const found = visit(other);
      if (found !== null) return found;
    }
    path.pop();
    finished.add(name);
    return null;
  };
  for (const name of machines.keys()) {
    const found = visit(name);
    if (found !== null) return found;
  }
  return null;
}
