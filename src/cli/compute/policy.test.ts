import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const START = resolve(import.meta.dirname, '../start.ts');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-policy-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function policy(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [START, 'compute', 'policy', ...words], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o644 });
  return path;
}

describe('hawser compute policy', () => {
  it('S2.11 shows what can be checked, edited and used, as YAML and as JSON', () => {
    for (const name of ['ping-all', 'three-networks']) {
      for (const format of ['text', 'json']) {
        const shown = policy('show', name, '--output-format', format);
        expect(shown).toMatchObject({ status: 0, stderr: '' });
        const path = written(`${name}.${format}`, shown.stdout);
        const ours = policy('check', name, '--output-format', 'json');
        const theirs = policy('check', path, '--output-format', 'json');
        expect(theirs.status).toBe(0);
        expect(JSON.parse(theirs.stdout).policies[0].table).toEqual(
          JSON.parse(ours.stdout).policies[0].table,
        );
      }
    }
  });

  it('prints the table with every rule, and how many combinations each verdict takes', () => {
    const { status, stdout } = policy('check');
    expect(status).toBe(0);
    expect(stdout).toContain('ping-all: right. 108 combinations of values, each with one verdict: ');
    expect(stdout).toContain('three-networks: right. 2187 combinations');
    expect(stdout).toMatch(/^ {2}all-silent +enabled +down +silent +silent\|none +dead$/m);
    const shares = /ping-all: right\. .*verdict: (.*)$/m.exec(stdout)?.[1] ?? '';
    const sum = [...shares.matchAll(/ (\d+)/g)].reduce((total, [, count]) => total + Number(count), 0);
    expect(sum).toBe(108);
    // All but enabled, down, silent host, silent or no instances leads elsewhere.
    expect(shares).toContain('dead 2');
  });

  it('names everything that is wrong at once, with line and column, and ends with 1', () => {
    const path = written(
      'wrong.yaml',
      `name: mine
samples: { needed: 3, of: 2 }
rules:
  - name: up
    when: { compute-state: up }
    verdict: healty
    why: it is up
  - name: down
    when:
      compute-state: down
      weather: bad
    verdict: dead
`,
    );
    const { status, stderr } = policy('check', path);
    expect(status).toBe(1);
    for (const place of ['2:1', '6:5', '11:7', '8:5'])
      expect(stderr).toContain(`${path}:${place}: The policy cannot be used`);
    expect(stderr).toContain('hawser compute policy show ping-all');
  });

  it('places holes at the rules, and a contradiction and a rash rule where they stand', () => {
    const path = written(
      'rash.yaml',
      `name: mine
samples: { needed: 1, of: 1 }
rules:
  - { name: up, when: { compute-state: up }, verdict: healthy, why: it is up }
  - { name: also-up, when: { compute-state: up }, verdict: suspect, why: it is up }
  - { name: rash, when: { compute-state: [down, unknown] }, verdict: dead, why: it may be down }
  - { name: narrow, when: { power: on, compute-state: down }, verdict: dead, why: no }
`,
    );
    const { status, stdout } = policy('check', path, '--output-format', 'json');
    expect(status).toBe(1);
    const { policies } = JSON.parse(stdout);
    const found = policies[0].problems.map((entry: { code: string; at: { line: number } }) => [
      entry.code,
      entry.at.line,
    ]);
    expect(found).toContainEqual(['HWS-EVD-003', 5]);
    expect(found).toContainEqual(['HWS-EVD-004', 6]);
    const hole = written(
      'hole.yaml',
      'name: p\nsamples: { needed: 1, of: 1 }\nrules:\n  - { name: up, when: { power: on }, verdict: healthy, why: on }\n',
    );
    expect(policy('check', hole)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(
        `${hole}:3:1: The policy p says nothing for: power off | power unknown`,
      ),
    });
  });

  it('tells a file that cannot be read, is no YAML, or may be written by others from a wrong policy', () => {
    const open = written('open.yaml', policy('show', 'ping-all').stdout);
    chmodSync(open, 0o666);
    for (const path of [join(folder, 'none.yaml'), written('no.yaml', 'rules: [\n'), open, folder]) {
      const { status, stderr } = policy('check', path);
      expect(status, path).toBe(66);
      expect(stderr).toContain('HWS-EVD-006');
    }
  });

  it('refuses words nobody knows, and says what was meant', () => {
    expect(policy('show', 'ping-al')).toMatchObject({
      status: 66,
      stderr: expect.stringContaining('ping-all'),
    });
    for (const words of [[], ['chek'], ['show'], ['check', 'a', 'b'], ['check', '--output-format', 'xml']])
      expect(policy(...words).status, words.join(' ')).toBe(64);
  });
});
