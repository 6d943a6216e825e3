import type { MachineRole } from '../../src/shutdown-plan/model/machine.ts';

export interface LabMachine {
  readonly name: string;
  readonly role: MachineRole;
  /** Further fields of its entry in the inventory. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Twelve machines of every role; the first controller is the one that is asked. */
export function twelveMachines(controllers: readonly [string, string, string]): readonly LabMachine[] {
  return [
    ...controllers.map((name) => ({ name, role: 'controller' as const })),
    ...['n1', 'n2', 'n3', 'n4', 'n5', 'n6'].map((name) => ({ name, role: 'compute' as const })),
    { name: 's1', role: 'other', more: { after: ['s2'] } },
    { name: 's2', role: 'other' },
    { name: 'f1', role: 'foreign' },
  ];
}

/** The order in which a shutdown of them has to go, wave by wave. */
export function wavesDown([first, second, third]: readonly [string, string, string]) {
  return [['n1', 'n2', 'n3', 'n4', 'n5', 'n6'], ['s2', 'f1'], ['s1'], [second, third], [first]] as const;
}
