import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Inventory } from './inventory.ts';
import { parseInventory, readInventory } from './read.ts';

const EXAMPLE = readFileSync(resolve(import.meta.dirname, '../../../deploy/inventory.yaml'), 'utf8');
const problemsOf = (text: string) => {
  const result = parseInventory(text, 'inv');
  return result.problems.map(({ code, message }) => `${code} ${message}`);
};
const good = (text: string): Inventory => {
  const result = parseInventory(text, 'inv');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-inventory-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('an inventory', () => {
  it('S0.24 S0.25 gives roles, BMCs, credentials by reference, policies and constraints', () => {
    const inventory = good(EXAMPLE);
    expect(inventory).toMatchObject({ clusterName: 'production', isIpmiOn: false, isOneClickOn: false });
    const find = (name: string) => inventory.machines.find((machine) => machine.name === name);
    expect(find('compute2')).toMatchObject({
      role: 'compute',
      bmc: '10.0.0.22:623',
      policy: { softMs: 300_000, hardMs: 60_000 },
      connection: {
        interface: 'lanplus',
        user: 'ADMIN',
        cipher: 17,
        credential: { kind: 'file', path: '/etc/hawser/bmc-password' },
      },
    });
    expect(find('storage1')).toMatchObject({
      policy: { softMs: 600_000, hardMs: null },
      after: ['compute1', 'compute2'],
    });
    expect(find('backup1')?.policy).toEqual({ softMs: 300_000, hardMs: null });
    expect(inventory.notify.mail).toMatchObject([
      { host: 'mail.example.org', port: 587, encryption: 'starttls' },
    ]);
  });

  it('is read as JSON as well, lan being the default interface (S0.39)', () => {
    const json = JSON.stringify({
      ipmi: true,
      oneClickShutdown: true,
      machines: [
        {
          name: 'c1',
          role: 'controller',
          bmc: { host: 'b1', user: 'u', password: { environment: 'P' } },
          hard: 'never',
        },
      ],
    });
    expect(good(json).machines[0]).toMatchObject({
      connection: { interface: 'lan', credential: { kind: 'environment', variable: 'P' } },
      policy: { softMs: 300_000, hardMs: null },
    });
  });

  it('is told all that is wrong with its fields at once, by place and machine', () => {
    const text = EXAMPLE.replace('ipmi: false', 'ipmi: perhaps')
      .replace('role: foreign', 'role: stranger')
      .replace('10.0.0.22, cipher: 17', '10.0.0.22, cipher: 999, colour: red');
    const problems = problemsOf(text);
    expect(problems.every((line) => line.startsWith('HWS-SDN-003'))).toBe(true);
    expect(problems.some((line) => line.includes('ipmi'))).toBe(true);
    expect(problems.some((line) => line.includes('(backup1).role'))).toBe(true);
    expect(problems.some((line) => line.includes('(compute2).bmc'))).toBe(true);
  });

  it('is told all that is wrong with its meaning at once', () => {
    const text = EXAMPLE.replace('bmc: 10.0.0.12', 'bmc: 10.0.0.11')
      .replace('after: [storage1]', 'after: [storage9]')
      .replace('name: compute1', 'name: compute2')
      .replace('10.0.0.31', '"not a host"')
      .replace('user: ADMIN', 'user: ADMINISTRATOR-OF-IT');
    const codes = new Set(problemsOf(text).map((line) => line.slice(0, 11)));
    expect([...codes].sort()).toEqual(['HWS-PWR-015', 'HWS-SDN-004', 'HWS-SDN-005', 'HWS-SDN-006']);
  });

  it('is told what BMC settings are missing', () => {
    const lines = problemsOf(EXAMPLE.replace(/^ {2}user: ADMIN$/m, ''));
    expect(lines.length).toBe(7);
    expect(lines[0]).toContain('user is missing');
  });

  it('names line and column of what is no YAML, twice the same key included', () => {
    const result = parseInventory('ipmi: true\nipmi: false\nmachines: [', 'inv');
    expect(result.problems).toMatchObject([
      { code: 'HWS-SDN-002', at: { line: 2 } },
      { code: 'HWS-SDN-002', at: { line: 3 } },
    ]);
    expect(
      problemsOf(
        'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d]',
      )[0],
    ).toContain('HWS-SDN-002');
  });

  it('is not read when others can write it', async () => {
    const path = join(folder, 'inventory.yaml');
    expect((await readInventory(path)).problems).toMatchObject([{ code: 'HWS-SDN-001' }]);
    writeFileSync(path, EXAMPLE);
    chmodSync(path, 0o666);
    expect((await readInventory(path)).problems).toMatchObject([{ code: 'HWS-SDN-009' }]);
    chmodSync(path, 0o644);
    expect((await readInventory(path)).ok).toBe(true);
  });
});
