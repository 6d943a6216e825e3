import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { until } from '../../../test/lab/namespace-lab.ts';
import { Lab } from '../../daemon/lab/lab.ts';
import { labNodeSocket } from '../../daemon/lab/lab-protocol.ts';
import { main } from '../main.ts';
import { capture } from '../pcs/pcs.fixture.ts';

const PORT = 17_730;
const folder = mkdtempSync(join(tmpdir(), 'hawser-cli-'));
let lab: Lab;

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line against a node of the demonstration. */
async function hawser(line: string, node = 'node1'): Promise<Said> {
  let out = '';
  let err = '';
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  vi.stubEnv('HAWSER_SOCKET', labNodeSocket(node, folder));
  try {
    return { code: await main(line.split(' ')), out, err };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
    vi.unstubAllEnvs();
  }
}

/** Where a resource runs, by the status. */
async function placeOf(resource: string): Promise<string | null> {
  const { out } = await hawser('status');
  return new RegExp(`\\* ${resource}\\t.*Started (node\\d)`).exec(out)?.[1] ?? null;
}

beforeAll(async () => {
  lab = new Lab({ folder, nodes: 3, firstPort: PORT, version: 'test', say: () => {} });
  expect(await lab.start()).toBeNull();
  await until('the services to run', async () => {
    const { out } = await hawser('status');
    return /web\t.*Started/.test(out) && /Promoted: \[ node\d \]/.test(out);
  });
}, 60_000);

afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('commands on a live cluster', () => {
  it('run an agent by hand on the node that is asked, as the cluster would, and say that the cluster is not told', async () => {
    const place = (await placeOf('web')) as string;
    const there = await hawser('resource debug-monitor web', place);
    expect(there.code).toBe(0);
    expect(there.out).toContain(`Runs ocf:hawser:web by hand on ${place}: monitor of web, at most 10 s`);
    expect(there.out).toContain('The cluster is not told');
    expect(there.out).toContain(`port=${PORT + 1}`);
    const other = place === 'node1' ? 'node2' : 'node1';
    expect((await hawser('resource debug-monitor web', other)).out).toContain('Ended with 7 (not running)');
  });

  it('do not run by hand what would run twice, or what the cluster would take for a failure, unless forced', async () => {
    const place = (await placeOf('web')) as string;
    const other = place === 'node1' ? 'node2' : 'node1';
    const start = await hawser('resource debug-start web', other);
    expect(start).toMatchObject({ code: 1, out: '' });
    expect(start.err).toContain(`web runs on ${place}: to start it here as well may destroy its data`);
    const stop = await hawser('resource debug-stop web', place);
    expect(stop.code).toBe(1);
    expect(stop.err).toContain('pcs node maintenance');
  });

  it('move a resource for a time, name the node that is left, and clear that again', async () => {
    const place = (await placeOf('web')) as string;
    const moved = await hawser('resource move-with-constraint web lifetime=PT1H --wait');
    expect(moved).toMatchObject({ code: 0, err: expect.stringContaining('until: ') });
    expect(await placeOf('web')).not.toBe(place);
    expect((await hawser('cib show')).out).toMatch(/date_expression id="cli-ban-web-on-node\d-lifetime"/);
    expect((await hawser('resource clear web')).code).toBe(0);
    expect((await hawser('cib show')).out).not.toContain('cli-ban-web');
    expect((await hawser('resource ban web lifetime=soon')).err).toContain('Invalid duration');
  });

  it('move a resource by a wish that ends by itself, and restart it', async () => {
    const place = (await placeOf('web')) as string;
    const { out } = await hawser('status');
    const group = await hawser('pcs resource move site');
    expect(group, group.err).toMatchObject({ code: 0 });
    expect(await placeOf('web')).not.toBe(place);
    expect((await hawser('cib show')).out).not.toContain('cli-');
    expect(await hawser(`pcs resource move site ${place}`)).toMatchObject({ code: 0 });
    expect(await placeOf('web')).toBe(place);
    expect(out).not.toContain('cli-');
    const restarted = await hawser('pcs resource restart web');
    expect(restarted, restarted.err).toMatchObject({ code: 0, out: 'web successfully restarted\n' });
    expect(await placeOf('web')).toBe(place);
    expect((await hawser('cib show')).out).not.toContain('cli-');
  });

  it('ban a promoted role from the node that has it', async () => {
    const before = /Promoted: \[ (node\d) \]/.exec((await hawser('status')).out)?.[1];
    const banned = await hawser('resource ban pair-clone --promoted --wait');
    expect(banned.err).toContain(`prevent pair-clone from being promoted on ${before}`);
    await until('another to be promoted', async () => {
      const after = /Promoted: \[ (node\d) \]/.exec((await hawser('status')).out)?.[1];
      return after !== undefined && after !== before;
    });
    await hawser('resource clear pair-clone --wait');
  });

  it('show what would come of a change, and ask on a terminal before something stops', async () => {
    const place = (await placeOf('web')) as string;
    const asked: string[] = [];
    const answering = (answer: boolean) => async (text: string) => {
      asked.push(text);
      return answer;
    };
    const asOn = async (line: string, answer: boolean | null): Promise<Said> => {
      vi.stubEnv('HAWSER_SOCKET', labNodeSocket('node1', folder));
      try {
        return await capture(line.split(' '), answer === null ? null : answering(answer));
      } finally {
        vi.unstubAllEnvs();
      }
    };
    const isEnabled = async (): Promise<boolean> => !(await hawser('cib show')).out.includes('"Stopped"');

    const simulated = await asOn('resource disable web --simulate', true);
    expect(simulated.out).toMatch(new RegExp(`  stop     web .*on ${place}\n`));
    const refused = await asOn('resource disable web', false);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(`on ${place}`) });
    expect(refused.err).toContain('Nothing was changed.');
    expect(asked).toEqual(['Go on?']);
    const fencing = await asOn(`stonith fence ${place} --simulate`, true);
    expect(fencing.out).toContain(`  fence    ${place}\n`);
    expect(fencing.out).toMatch(/Quorum: kept, 2 of 2 needed votes/);
    expect((await asOn(`stonith fence ${place}`, false)).err).toContain('Nothing was changed.');
    expect(await asOn('resource meta web priority=1', false)).toMatchObject({ code: 0 });
    expect(asked).toHaveLength(2);
    expect(await isEnabled()).toBe(true);

    expect(await asOn('resource disable web -y --wait', false)).toMatchObject({ code: 0, err: '' });
    expect(await isEnabled()).toBe(false);
    expect(await asOn('resource enable web --wait', false)).toMatchObject({ code: 0 });
    const unsafe = await asOn('resource disable address --safe', null);
    expect(unsafe).toMatchObject({
      code: 1,
      err: expect.stringMatching(/an effect on other resources: web\b/),
    });
    expect(await isEnabled()).toBe(true);
    expect(await asOn('resource disable web --safe --wait', null)).toMatchObject({ code: 0 });
    expect(await asOn('resource enable web --wait', null)).toMatchObject({ code: 0 });
    expect(asked).toHaveLength(2);
  });

  it('S1.66 show the failures that count, and forget them, as pcs does', async () => {
    const place = (await placeOf('web')) as string;
    const failed = `agent-tool attrd_updater -n fail-count-web#monitor_10000 -U 2 -N ${place}`;
    expect(await hawser(failed)).toMatchObject({ code: 0 });
    await until('the failures to count', async () => {
      const { out } = await hawser('pcs resource failcount show web');
      return out === `${place}: web monitor every 10 s: 2\n`;
    });
    expect((await hawser('pcs resource cleanup nothing')).err).toContain("'nothing' does not exist");
    expect((await hawser('pcs resource cleanup web node=nowhere')).err).toContain("Node 'nowhere'");
    expect(await hawser(`pcs resource cleanup web node=${place}`)).toMatchObject({ code: 0, err: '' });
    await until('the failures to be forgotten', async () => {
      return (await hawser('pcs resource failcount')).out === 'No failures count.\n';
    });
  });

  it('take a past decision again, as it was and with a change', async () => {
    const dc = /Current DC: (node\d)/.exec((await hawser('status')).out)?.[1] as string;
    const list = JSON.parse((await hawser('history list --output-format json', dc)).out) as {
      sequence: number;
    }[];
    const { sequence } = list[0] as { sequence: number };
    const asItWas = await hawser(`history replay ${sequence}`, dc);
    expect(asItWas).toMatchObject({ code: 0 });
    expect(asItWas.out).not.toContain('Fence (');
    const changed = await hawser(`history replay ${sequence} -- -f node2`, dc);
    expect(changed.out).toMatch(/Fence \(off\) node2/);
    vi.stubEnv('EDITOR', 'sed -i s/7731/7799/');
    expect((await hawser(`history replay ${sequence} --edit`, dc)).code).toBe(0);
    expect((await hawser('history replay nine')).code).toBe(64);
  });

  it('tell of a fencing who read what, through which device, when', async () => {
    await lab.answer({ kind: 'kill', node: 'node3' });
    await until('the fencing', async () => (await hawser('stonith history')).out.includes('confirmed'));
    const { out } = await hawser('stonith history show node3');
    expect(await hawser('pcs stonith history show node3')).toMatchObject({ code: 0, out });
    expect(out).toMatch(
      /off of node3 confirmed: node\d read node3 as off through power \(asked for by scheduler/,
    );
    expect(out).toMatch(/node\d through power: the agent says off was done/);
    expect(out).toMatch(/node\d through power: power is off/);
  });
});
