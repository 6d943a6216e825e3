import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lab } from './lab.ts';

const PORT = 17_710;
const LIMIT = 120_000;

/** The demonstration with its real agents and processes, as a user starts it. */
describe('the demonstration cluster', { timeout: LIMIT }, () => {
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  let lab: Lab;

  beforeAll(async () => {
    lab = new Lab({
      folder: mkdtempSync(join(tmpdir(), 'hawser-lab-')),
      nodes: 3,
      firstPort: PORT,
      version: 'test',
      say: (line) => {
        lines.push(line);
        for (const watcher of [...watchers]) watcher();
      },
    });
    expect(await lab.start()).toBeNull();
    await said(/promoted pair/);
    await said(/started web/);
  }, LIMIT);

  afterAll(async () => {
    await lab.close();
  });

  /** Resolves with the first line from a place on that matches; the time limit of the test is its deadline. */
  function said(pattern: RegExp, from = 0): Promise<string> {
    return new Promise((resolve) => {
      const watcher = (): void => {
        const line = lines.slice(from).find((one) => pattern.test(one));
        if (line === undefined) return;
        watchers.delete(watcher);
        resolve(line);
      };
      watchers.add(watcher);
      watcher();
    });
  }

  async function web(): Promise<{ node: string; pid: number }> {
    const response = await fetch(`http://127.0.0.1:${PORT + 1}/json`);
    return (await response.json()) as { node: string; pid: number };
  }

  test('serves: address and web on one node, one of the pair promoted through the tools that agents call', async () => {
    const { node } = await web();
    const address = await fetch(`http://127.0.1.10:${PORT}/`);
    expect(await address.text()).toContain(`This address is on ${node}`);
    expect(lines.filter((line) => /promoted pair/.test(line))).toHaveLength(1);
  });

  test('starts a service anew whose process is killed', async () => {
    const before = await web();
    const from = lines.length;
    expect(await lab.answer({ kind: 'kill-service', service: 'web' })).toMatchObject({ kind: 'done' });
    await said(/monitor of web found it not running/, from);
    await said(/started web/, from);
    const after = await web();
    expect(after.node).toBe(before.node);
    expect(after.pid).not.toBe(before.pid);
  });

  test('fences a node that lost power, says why that counts, and recovers its services', async () => {
    const { node } = await web();
    const from = lines.length;
    await lab.answer({ kind: 'kill', node });
    const confirmed = await said(/fencing of .* is confirmed/, from);
    expect(confirmed).toContain(`read ${node} as off`);
    await said(/started web/, from);
    const place = lines.findIndex((line, i) => i >= from && /starting web/.test(line));
    expect(place).toBeGreaterThan(lines.indexOf(confirmed));
    expect((await web()).node).not.toBe(node);
    await lab.answer({ kind: 'boot', node });
    await said(/coordinates .*,.*,/, from);
  });

  test('cuts a node off, fences it from the majority and serves on there', async () => {
    const { node } = await web();
    const from = lines.length;
    await lab.answer({ kind: 'partition', nodes: [node] });
    await said(new RegExp(`fencing of ${node} is confirmed`), from);
    await said(/started web/, from);
    expect((await web()).node).not.toBe(node);
    await lab.answer({ kind: 'heal' });
    await lab.answer({ kind: 'boot', node });
    const view = await lab.answer({ kind: 'lab-status' });
    expect(view.kind === 'lab' ? view.nodes.map(({ power }) => power) : []).toEqual(['on', 'on', 'on']);
  });

  test('refuses what it does not know, with the names it knows', async () => {
    expect(await lab.answer({ kind: 'kill', node: 'node9' })).toEqual({
      kind: 'failed',
      error: 'there is no node node9; nodes are node1, node2, node3',
    });
  });

  test('leaves no process behind', async () => {
    await web();
    await lab.close();
    await expect(web()).rejects.toThrow();
  });
});
