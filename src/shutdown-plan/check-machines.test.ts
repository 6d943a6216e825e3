import { describe, expect, it } from 'vitest';
import { checkMachines } from './check-machines.ts';
import type { Machine } from './model/machine.ts';

const machine = (name: string, role: Machine['role'], bmc: string): Machine => ({
  name,
  role,
  bmc,
  policy: { softMs: 1000, hardMs: 1000 },
  after: [],
});
const codesOf = (...machines: readonly Machine[]) => checkMachines(machines).map(({ code }) => code);

describe('S0.25 one thing under two spellings', () => {
  it.each([
    ['192.0.2.1:623', '192.0.2.01:623'],
    ['192.0.2.1:623', '192.0.513:623'],
    ['192.0.2.1:623', '0xc0000201:623'],
    ['192.0.2.1:623', '::ffff:192.0.2.1:623'],
    ['192.0.2.1:623', '::ffff:c000:201:623'],
    ['2001:db8::1:623', '2001:db8:0:0:0:0:0:1:623'],
    ['2001:DB8::1:623', '[2001:db8::1]:623'],
    ['bmc1.example:623', 'bmc1.example.:623'],
    ['bmc1.example:623', 'BMC1.Example:623'],
  ])('a BMC at %s is the one at %s', (one, other) => {
    expect(codesOf(machine('c1', 'controller', one), machine('n1', 'compute', other))).toEqual([
      'HWS-SDN-005',
    ]);
  });

  it.each([
    ['192.0.2.1:623', '192.0.2.1:624'],
    ['192.0.2.1:623', '192.0.2.11:623'],
    ['2001:db8::1:623', '2001:db8::1:1:623'],
    ['bmc1.example:623', 'bmc1.example.net:623'],
    ['fe80::1%eth0:623', 'fe80::1%eth1:623'],
  ])('a BMC at %s is not the one at %s', (one, other) => {
    expect(codesOf(machine('c1', 'controller', one), machine('n1', 'compute', other))).toEqual([]);
  });

  it.each([
    ['c1', 'C1'],
    ['c1', 'c1.example'],
    ['c1', 'c1 '],
    ['c1.example', 'C1.example.'],
  ])('a machine %o is the one called %o', (one, other) => {
    const machines = [machine(one, 'controller', 'b1:623'), machine(other, 'compute', 'b2:623')];
    expect(codesOf(...machines)).toEqual(['HWS-SDN-004']);
  });

  it.each([
    ['c1.a.example', 'c1.b.example'],
    ['192.0.2.1', '192.0.2.2'],
    ['192', '192.0.2.2'],
    ['c1', 'c11.example'],
  ])('a machine %o is not the one called %o', (one, other) => {
    const machines = [machine(one, 'controller', 'b1:623'), machine(other, 'compute', 'b2:623')];
    expect(codesOf(...machines)).toEqual([]);
  });
});
