import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCib } from '../cib/parse.ts';
import type { Problem } from '../result/problem.ts';
import { schedule } from '../scheduler/schedule.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { readTransitionText, type TransitionToKeep, writeTransitionText } from './transition-record.ts';
import { TransitionStore } from './transition-store.ts';

const FOLDER = '/transitions';
const NOW = { epoch: 1_700_000_000, offset: 3600 };

function transition(number: number, cib = `<cib epoch="${number}"/>`): TransitionToKeep {
  return {
    input: {
      number,
      at: 1_700_000_000_000 + number,
      cib,
      reasons: ['db failed on node1 -- again'],
      actions: number,
    },
    dc: number % 2 === 0 ? 'node2' : 'node1',
    effectiveTime: NOW,
    timeZone: 'Europe/Berlin',
    summary: ['Move db node1 -> node2'],
    release: '0.1.0',
  };
}

async function storeOn(disk: SimulatedDisk, most = 100, mostBytes = 1_000_000) {
  const reports: Problem[] = [];
  const store = new TransitionStore(FOLDER, (problem) => reports.push(problem), { most, mostBytes }, disk);
  const opened = await store.open();
  return { store, reports, opened };
}

const numbers = (store: TransitionStore) => store.list().map(({ number }) => number);

describe('the store of past transitions', () => {
  it('gives back what the scheduler was given, also after a restart', async () => {
    const disk = new SimulatedDisk();
    const { store } = await storeOn(disk);
    expect(await store.keep(transition(7))).toBeNull();
    const again = (await storeOn(disk)).store;
    const read = await again.read(1);
    expect(read).toMatchObject({
      ok: true,
      value: {
        cib: '<cib epoch="7"/>',
        record: {
          number: 7,
          dc: 'node1',
          effectiveTime: NOW,
          timeZone: 'Europe/Berlin',
          trigger: ['db failed on node1 -- again'],
          summary: ['Move db node1 -> node2'],
        },
      },
    });
  });

  it('keeps enough to decide again exactly as it was decided then', async () => {
    const cib = `<cib validate-with="pacemaker-3.7" admin_epoch="0" epoch="1" num_updates="0"><configuration><crm_config/><nodes><node id="1" uname="node1"/></nodes>
<resources><primitive id="db" class="ocf" provider="heartbeat" type="Dummy"/></resources><constraints/></configuration>
<status><node_state id="1" uname="node1" in_ccm="true" crmd="online" join="member" expected="member"/></status></cib>`;
    const decide = (text: string, now: typeof NOW) => {
      const parsed = parseCib(text);
      if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
      const settings = {
        keepReasons: false,
        recordScores: false,
        recordUtilization: false,
        localOffset: () => 0,
      };
      return schedule(parsed.value, now, settings).actions.map((action) => action.key);
    };
    const { store } = await storeOn(new SimulatedDisk());
    await store.keep(transition(1, cib));
    const read = await store.read(1);
    if (!read.ok) throw new Error(read.problems[0]?.message);
    expect(read.value.cib).toBe(cib);
    const again = decide(read.value.cib, read.value.record.effectiveTime);
    expect(again.length).toBeGreaterThan(0);
    expect(again).toEqual(decide(cib, NOW));
    expect(decide(writeTransitionText(read.value), NOW)).toEqual(again);
  });

  it('carries any record and any CIB through its text', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), fc.string(), (cib, trigger, dc) => {
        const { input, ...rest } = transition(1);
        const record = {
          sequence: 1,
          number: 1,
          at: input.at,
          effectiveTime: rest.effectiveTime,
          timeZone: 'UTC',
          dc,
          trigger,
          actions: 2,
          summary: trigger,
          release: '1',
          digest: 'd',
          cibBytes: 3,
        };
        const text = writeTransitionText({ record, cib });
        expect(readTransitionText(text)).toEqual({ record, cib });
        expect(text.slice(cib.length + 5, -5)).not.toContain('--');
      }),
    );
  });

  it('lists newest first, and by time, DC and number', async () => {
    const { store } = await storeOn(new SimulatedDisk());
    for (let i = 1; i <= 6; i++) await store.keep(transition(i));
    expect(numbers(store)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(store.list({ limit: 2 }).map(({ number }) => number)).toEqual([6, 5]);
    expect(store.list({ dc: 'node2' }).map(({ number }) => number)).toEqual([6, 4, 2]);
    const at = (i: number) => transition(i).input.at;
    expect(store.list({ since: at(2), before: at(4) }).map(({ number }) => number)).toEqual([3, 2]);
  });

  it('keeps no more than it may, by number and by bytes, but always the newest', async () => {
    const disk = new SimulatedDisk();
    const { store } = await storeOn(disk, 3);
    for (let i = 1; i <= 200; i++) await store.keep(transition(i));
    expect(numbers(store)).toEqual([200, 199, 198]);
    expect(disk.names().filter((name) => name.endsWith('.zst'))).toHaveLength(3);
    const lines =
      disk
        .peek(`${FOLDER}/index.jsonl`)
        ?.split('\n')
        .filter((line) => line !== '') ?? [];
    expect(lines.length).toBeLessThan(140);
    expect(numbers((await storeOn(disk)).store)).toEqual([200, 199, 198]);

    const tight = (await storeOn(new SimulatedDisk(), 100, 10)).store;
    await tight.keep(transition(1));
    await tight.keep(transition(2));
    expect(numbers(tight)).toEqual([2]);
  });

  it('makes its index anew from the files when it is gone, torn or rubbish', async () => {
    for (const damage of ['', '{"sequence":1,"numb', 'rubbish\n{}\nnull\n[1]\n']) {
      const disk = new SimulatedDisk();
      const { store } = await storeOn(disk);
      for (let i = 1; i <= 3; i++) await store.keep(transition(i));
      disk.plant(`${FOLDER}/index.jsonl`, damage);
      const again = await storeOn(disk);
      expect(numbers(again.store)).toEqual([3, 2, 1]);
      await again.store.keep(transition(4));
      expect(numbers((await storeOn(disk)).store)).toEqual([4, 3, 2, 1]);
    }
  });

  it('tells a damaged file from a good one and goes on without it', async () => {
    const disk = new SimulatedDisk();
    const { store } = await storeOn(disk);
    for (let i = 1; i <= 3; i++) await store.keep(transition(i));
    disk.plant(`${FOLDER}/transition-0000000002.xml.zst`, 'rubbish');
    const read = await store.read(2);
    expect(read).toMatchObject({ ok: false, problems: [{ code: 'HWS-STO-010' }] });
    await disk.remove(`${FOLDER}/index.jsonl`);
    const again = await storeOn(disk);
    expect(again.opened).toMatchObject({ ok: true, value: 2, problems: [{ code: 'HWS-STO-010' }] });
    expect(await again.store.read(2)).toMatchObject({ problems: [{ code: 'HWS-STO-009' }] });
  });

  it('loses nothing it said it had kept when the machine dies at any call', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1_000_000), { minLength: 30, maxLength: 30 }), async (choices) => {
        for (let call = 0; ; call++) {
          const disk = new SimulatedDisk();
          const { store } = await storeOn(disk, 2);
          await store.keep(transition(1));
          await store.keep(transition(2));
          disk.dieAt(call);
          const isKept = (await store.keep(transition(3))) === null;
          const isThrough = disk.calls < call;
          let next = 0;
          disk.crash((below) => (choices[next++ % choices.length] as number) % below);
          const { store: again, opened } = await storeOn(disk, 10);
          expect(opened).toMatchObject({ ok: true, problems: [] });
          const found = numbers(again);
          expect(found).toContain(2);
          if (isKept) expect(found).toContain(3);
          for (const { sequence, number } of again.list())
            expect(await again.read(sequence)).toMatchObject({ ok: true, value: { record: { number } } });
          expect(await again.keep(transition(9))).toBeNull();
          expect(numbers(again)[0]).toBe(9);
          if (isThrough) return;
        }
      }),
      { numRuns: 30 },
    );
  });

  it('does not stop anything when the disk is full', async () => {
    const disk = new SimulatedDisk();
    const { store } = await storeOn(disk);
    disk.failing.set('write', new Error('ENOSPC: no space left on device'));
    expect(await store.keep(transition(1))).toMatchObject({ code: 'HWS-STO-011', severity: 'warning' });
    disk.failing.clear();
    expect(await store.keep(transition(2))).toBeNull();
    expect(numbers(store)).toEqual([2]);
  });

  it('writes for the owner’s eyes only, and small', async () => {
    const scratch = await mkdtemp(join(tmpdir(), 'hawser-transitions-'));
    try {
      const folder = join(scratch, 'transitions');
      const store = new TransitionStore(folder, () => undefined);
      await store.open();
      const cib = `<cib>${'<nvpair id="a" name="b" value="c"/>'.repeat(20_000)}</cib>`;
      expect(await store.keep(transition(1, cib))).toBeNull();
      const file = await stat(join(folder, 'transition-0000000001.xml.zst'));
      expect(file.mode & 0o777).toBe(0o600);
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
      expect((await stat(join(folder, 'index.jsonl'))).mode & 0o777).toBe(0o600);
      expect(file.size).toBeLessThan(cib.length / 20);
      expect(await store.read(1)).toMatchObject({ ok: true, value: { cib } });
    } finally {
      await rm(scratch, { recursive: true });
    }
  });
});
