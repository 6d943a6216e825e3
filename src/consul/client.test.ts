import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpClient } from '../openstack/http.ts';
import type { Outcome } from '../openstack/outcome.ts';
import { AskingPace, nextIndex } from './blocking-index.ts';
import { Consul, type HealthView } from './client.ts';
import type { ConsulCluster } from './cluster.ts';
import { ConsulDouble } from './consul-double.fixture.ts';
import { watchHealth } from './health-watch.ts';
import { DEFAULT_LOCK_PACE, SessionLock } from './session-lock.ts';
import { SYSTEM_TIME } from './system-clock.ts';

const PACE = { deadlineMs: 300, mostBehindMs: 2_000 };
const NOBODY = 'http://127.0.0.1:9';

let first: ConsulDouble;
let second: ConsulDouble;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-consul-'));
  first = await new ConsulDouble().open();
  second = await new ConsulDouble(first.state).open();
  first.state.setCheck('cmp1', 'passing');
  first.state.setCheck('cmp2', 'critical');
});
afterEach(async () => {
  await Promise.all([first.close(), second.close()]);
  rmSync(folder, { recursive: true });
});

function consul(more: Partial<ConsulCluster> = {}): Consul {
  const cluster: ConsulCluster = {
    servers: [first.url, second.url],
    token: null,
    datacenter: null,
    consistency: 'consistent',
    caFile: null,
    ...more,
  };
  return new Consul(cluster, httpClient(null), PACE);
}

function statuses(view: Outcome<HealthView>) {
  return view.kind === 'done' ? Object.fromEntries(view.value.statuses) : view.problem.code;
}

describe('health by Consul', () => {
  it('S3.4 is the gossip check of every node, asked consistently, in the datacenter that was named', async () => {
    expect(statuses(await consul({ datacenter: 'dc2' }).health())).toEqual({
      cmp1: 'passing',
      cmp2: 'critical',
    });
    const query = new URL(`http://x${first.seen[0]?.split(' ')[1]}`).searchParams;
    expect([query.has('consistent'), query.get('dc'), query.get('filter')]).toEqual([
      true,
      'dc2',
      'CheckID == "serfHealth"',
    ]);
  });

  it.each(['no-leader', 'silent', 'cut', 'html', 'overloaded'] as const)(
    'passes over a server that is %s, stays with the one that answers, and says why when none does',
    async (misbehaviour) => {
      first.misbehaviour = misbehaviour;
      const client = consul();
      expect(statuses(await client.health())).toMatchObject({ cmp1: 'passing' });
      await client.health();
      expect([first.seen.length, second.seen.length]).toEqual([1, 2]);
      second.misbehaviour = misbehaviour;
      const codes = {
        'no-leader': 'HWS-CSL-003',
        silent: 'HWS-CSL-001',
        cut: 'HWS-CSL-001',
        html: 'HWS-CSL-005',
        overloaded: 'HWS-CSL-004',
      };
      expect(statuses(await client.health())).toBe(codes[misbehaviour]);
    },
  );

  it('passes over a server that cannot be reached', async () => {
    expect(statuses(await consul({ servers: [NOBODY, second.url] }).health())).toMatchObject({
      cmp1: 'passing',
    });
    expect(statuses(await consul({ servers: [NOBODY] }).health())).toBe('HWS-CSL-001');
    expect(statuses(await consul({ servers: [] }).health())).toBe('HWS-CSL-001');
  });

  it('believes no stale answer of a server without leader, or that is behind', async () => {
    const stale = consul({ consistency: 'stale', servers: [first.url] });
    first.lastContactMs = 1_500;
    expect(await stale.health()).toMatchObject({ kind: 'done', value: { behindMs: 1_500 } });
    first.lastContactMs = 2_001;
    expect(statuses(await stale.health())).toBe('HWS-CSL-006');
    first.lastContactMs = 0;
    first.misbehaviour = 'no-leader';
    expect(statuses(await stale.health())).toBe('HWS-CSL-003');
  });

  it('tells a refusal and a list that access rules filtered from one that is empty', async () => {
    const path = join(folder, 'token');
    writeFileSync(path, 'salt-marsh\n', { mode: 0o600 });
    const withToken = consul({ token: { kind: 'file', path } });
    first.token = 'salt-marsh';
    expect(statuses(await withToken.health())).toMatchObject({ cmp1: 'passing' });
    expect(statuses(await consul().health())).toBe('HWS-CSL-002');
    // What one refuses is not asked of the next.
    expect(second.seen).toEqual([]);
    first.hidden = new Set(['cmp1', 'cmp2']);
    expect(await withToken.health()).toMatchObject({ value: { isFiltered: true } });
    first.token = null;
    expect(await consul().health()).toMatchObject({ value: { isFiltered: false } });
    chmodSync(path, 0o644);
    expect(statuses(await withToken.health())).toBe('HWS-PWR-013');
  });

  it('S3.37 gives the members as one agent sees them, whatever the servers agreed on', async () => {
    first.members.set('cmp1', 'failed');
    first.misbehaviour = 'no-leader';
    expect(await consul().members(first.url)).toMatchObject({
      value: {
        states: new Map([
          ['cmp1', 'failed'],
          ['cmp2', 'failed'],
        ]),
      },
    });
    expect(await consul().members(second.url)).toMatchObject({
      value: {
        states: new Map([
          ['cmp1', 'alive'],
          ['cmp2', 'failed'],
        ]),
      },
    });
    expect(await consul().members(NOBODY)).toMatchObject({
      kind: 'failed',
      problem: { code: 'HWS-CSL-001' },
    });
  });
});

describe('a blocking query', () => {
  it('begins anew when the index goes back, and never waits from below 1', () => {
    expect([nextIndex(0, 12), nextIndex(12, 12), nextIndex(12, 11), nextIndex(12, 0)]).toEqual([
      12, 12, 0, 1,
    ]);
    expect(nextIndex(12, Number.NaN)).toBe(1);
  });

  it('is asked at most twice at once, then once a second', () => {
    const pace = new AskingPace(0);
    expect([pace.take(0), pace.take(0), pace.take(0)]).toEqual([0, 0, 1_000]);
    expect(pace.take(10_000)).toBe(0);
  });

  it('S3.4 tells of a change as soon as it comes, once, and of a failure', async () => {
    const stop = new AbortController();
    const seen: unknown[] = [];
    let more = Promise.withResolvers<void>();
    const told = async (count: number) => {
      while (seen.length < count) {
        await more.promise;
        more = Promise.withResolvers<void>();
      }
    };
    const ports = { steady: () => 0, wait: async () => await new Promise<void>((go) => setImmediate(go)) };
    const watching = watchHealth(
      consul({ servers: [first.url] }),
      (view) => {
        seen.push(statuses(view));
        more.resolve();
      },
      stop.signal,
      ports,
      60_000,
    );
    await told(1);
    first.wake();
    first.setCheck('cmp1', 'critical');
    await told(2);
    first.misbehaviour = 'html';
    first.wake();
    await told(3);
    stop.abort();
    await watching;
    expect(seen.slice(0, 3)).toEqual([
      { cmp1: 'passing', cmp2: 'critical' },
      { cmp1: 'critical', cmp2: 'critical' },
      'HWS-CSL-005',
    ]);
  });
});

describe('a lock over HTTP', () => {
  it('is taken by one of two, with the same key, and goes to the other when it is given back', async () => {
    const told: string[] = [];
    const turns = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const pace = { ...DEFAULT_LOCK_PACE, renewEveryMs: 20 };
    const [a, b] = (['a', 'b'] as const).map((name, i) => {
      const tell = (holding: unknown) => {
        told.push(`${name} ${holding === null ? 'lost' : 'held'}`);
        if (holding !== null) turns[i as 0 | 1].resolve();
      };
      const ports = { consul: consul(), ...SYSTEM_TIME, tell, complain: () => undefined };
      return new SessionLock('hawser/compute/engine', name, ports, pace);
    }) as [SessionLock, SessionLock];
    a.start();
    await turns[0].promise;
    b.start();
    const token = a.holding()?.token ?? 0;
    await a.stop();
    await turns[1].promise;
    expect(b.holding()?.token).toBeGreaterThan(token);
    await b.stop();
    expect(told).toEqual(['a held', 'a lost', 'b held', 'b lost']);
    expect(first.state.sessions.size).toBe(0);
  });
});
