import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TestCluster } from '../cluster/test-cluster.fixture.ts';
import type { PlanAction } from '../shutdown-plan/model/plan.ts';
import { type AskDaemon, HawserPort } from './cluster-port/hawser.ts';
import { claimCluster, readIntent } from './cluster-port/intent.ts';
import type { LocalClusterShutdown } from './local-shutdown.ts';
import { WatcherBench } from './watcher-bench.fixture.ts';

let bench: WatcherBench;

beforeEach(() => {
  bench = new WatcherBench();
});
afterEach(() => bench.close());

async function hashOf(job: LocalClusterShutdown, action: PlanAction): Promise<string> {
  const plan = await job.plan(action);
  if (!plan.ok) throw new Error(plan.problems[0]?.message);
  return plan.value.hash;
}

describe('accepting a request', () => {
  it.each([1, 2, 3])(
    'S0.16 of two confirmations at once one is accepted, and that one begins (%i)',
    async () => {
      bench.writeInventory('n1', 'c2', 'c1');
      for (const host of ['n1', 'c2']) bench.fake(host).power = 'off';
      await bench.watcher().start();
      // Two processes, as far as they know.
      const hash = await hashOf(bench.job(), 'start');
      const answers = await Promise.all(['one', 'other'].map((name) => bench.job().run('start', hash, name)));
      const accepted = answers.flatMap((answer) => (answer.ok ? [answer.value.run] : []));
      const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal.problems[0]?.code]));
      expect([accepted.length, refused]).toEqual([1, ['HWS-SDN-051']]);
      // Without a cluster the start goes no further than to the controllers.
      await bench.until(() => bench.commands.length === 1, 'the other controller is switched on');
      expect([bench.status.run, bench.commands]).toEqual([accepted[0], ['on c2']]);
    },
  );

  it('S0.5 takes a plan once, and only one that was just shown', async () => {
    bench.writeInventory('n1', 'c2', 'c1');
    await bench.watcher({ pollMs: 600_000, boot: { id: 'another-boot', uptimeSeconds: () => 160 } }).start();
    const job = bench.job();
    const hash = await hashOf(job, 'start');
    const clock = vi.spyOn(Date, 'now');
    clock.mockReturnValue(Date.now() + 16 * 60_000);
    const late = await job.run('start', hash, 'me');
    clock.mockRestore();
    expect(late).toMatchObject({
      ok: false,
      refusal: { problems: [{ code: 'HWS-SDN-059' }], plan: { hash } },
    });
    // It was shown again with the refusal, in another process or not.
    await bench.job().plan('start');
    expect(await job.run('start', hash, 'me')).toMatchObject({ ok: true });
    // The watcher refuses what another boot has accepted: nothing is under way, and the world is as it was.
    await bench.until(() => bench.alerts.length === 1, 'it is refused');
    expect(await job.run('start', hash, 'me')).toMatchObject({
      ok: false,
      refusal: { problems: [{ code: 'HWS-SDN-059' }] },
    });
  });
});

describe('accepting a request of a cluster that is claimed', () => {
  let cluster: TestCluster;
  let ask: AskDaemon;

  beforeEach(async () => {
    cluster = new TestCluster();
    await cluster.boot('node1', 'node2', 'node3');
    await cluster.until(() => cluster.isSettled());
    ask = async (request) => {
      const daemon = cluster.cluster.daemons().find(({ name }) => name === 'node1');
      if (daemon === undefined) throw new Error('node1 has no daemon');
      return { ok: true, value: await daemon.request(request), problems: [] };
    };
    bench.writeInventory('node3', 'node2', 'node1');
    // Nothing is carried out: the watcher looks when nobody waits for it.
    await bench.watcher({ pollMs: 600_000, boot: { id: 'this-boot', uptimeSeconds: () => 1e9 } }).start();
  });
  afterEach(() => {
    for (const name of ['node1', 'node2', 'node3'] as const) cluster.powerOff(name);
  });

  const claim = (action: PlanAction, acceptor: string) =>
    claimCluster(new HawserPort(ask), { action, run: 'an-earlier-run', acceptor });
  const attempt = async (action: PlanAction) => {
    const job = bench.job(ask);
    const answer = await job.run(action, await hashOf(job, action), 'me');
    return answer.ok ? answer.value.run : answer.refusal.problems.map(({ code }) => code);
  };

  it('S0.16 takes over what a process of this controller left between claim and hand-over', async () => {
    await claim('shutdown', 'node1');
    const run = await attempt('shutdown');
    expect(await readIntent(new HawserPort(ask))).toMatchObject({
      ok: true,
      value: { action: 'shutdown', run, acceptor: 'node1' },
    });
  });

  it.each(['shutdown', 'start'] as const)(
    'S0.16 refuses a %s while another controller is at it',
    async (action) => {
      await claim('shutdown', 'node2');
      expect(await attempt(action)).toEqual(['HWS-SDN-052']);
    },
  );

  it('S0.16 refuses a start when it is not known whether the other controller is at it', async () => {
    await claim('shutdown', 'node2');
    bench.fake('node2').faults = [{ kind: 'broken' }];
    expect(await attempt('start')).toEqual(['HWS-SDN-052']);
  });

  it('lets a start have the cluster when the controller that shut it down is off', async () => {
    await claim('shutdown', 'node2');
    bench.fake('node2').power = 'off';
    const run = await attempt('start');
    expect(await readIntent(new HawserPort(ask))).toMatchObject({
      ok: true,
      value: { action: 'start', run },
    });
  });

  it('S0.16 a start claims the cluster, too', async () => {
    const run = await attempt('start');
    expect(await readIntent(new HawserPort(ask))).toMatchObject({
      ok: true,
      value: { action: 'start', run, acceptor: 'node1' },
    });
  });
});
