import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineBench } from './engine-bench.fixture.ts';

let bench: EngineBench;
beforeEach(() => {
  bench = new EngineBench();
});
afterEach(async () => {
  await bench.close();
  expect(bench.violations).toEqual([]);
});

const on = (name: string) => [...bench.servers.values()].filter(({ host }) => host === name).length;
const commands = () => [...bench.hosts.values()].flatMap(({ chassis }) => chassis.commands);

describe('the engine', () => {
  it('S2.8 S2.32 S2.34 S2.38 S3.11 evacuates a host that died, and tells administrators and owners', async () => {
    await bench.open(4, 3);
    bench.start();
    await bench.moreRounds(2);
    expect(bench.incidents.list(1)).toEqual([]);
    bench.lose('cmp2', 'hang');
    await bench.until('the end', () => bench.ends()[0] === 'evacuated');
    expect(on('cmp2')).toBe(0);
    expect(bench.host('cmp2').service).toMatchObject({ status: 'disabled', forced_down: true });
    expect(bench.host('cmp2').chassis.commands).toEqual(['off']);
    await bench.until('the mails', () => bench.sent.length === 4);
    expect(bench.subjects('ops@example.org')).toEqual([
      'Hawser: cmp2 is lost and powered off; its instances are being started elsewhere',
      'Hawser: cmp2: all instances that were to be evacuated are active elsewhere',
    ]);
    expect(bench.subjects('user1@example.org')).toEqual([
      'Hawser: 故障通知：您的云主机所在服务器发生故障',
      'Hawser: 您的云主机已恢复运行',
    ]);
    const [, done] = bench.sent.filter(({ to }) => to.includes('user1@example.org'));
    expect(done?.notification.text).toContain('cmp2-vm1');
    expect(done?.notification.text).not.toContain('cmp2-vm2');
    // It stays as it is, mark included, however often it is looked at.
    await bench.moreRounds(3);
    expect(bench.ends()).toEqual(['evacuated']);
    expect(bench.incidents.fenceMarks()).toMatchObject([{ host: 'cmp2', end: 'evacuated' }]);
    expect(commands()).toEqual(['off']);
  });

  it('goes on after its death, wherever that was, and repeats nothing that was done', async () => {
    await bench.open(3, 4);
    bench.settings = { ...bench.settings, limits: { ...bench.settings.limits, parallel: 1 } };
    bench.start();
    bench.lose('cmp1', 'hang');
    await bench.until('an incident', () => bench.incidents.list(1).length > 0);
    const moved = () => [...bench.servers.values()].filter(({ evacuations }) => evacuations > 0).length;
    await bench.restart();
    for (let i = 1; i <= 4; i++) {
      await bench.until(`evacuation ${i}`, () => moved() >= i);
      await bench.restart();
    }
    expect(bench.log.filter((line) => line.includes('goes on with incident')).length).toBeGreaterThan(3);
    await bench.until('the end', () => bench.ends()[0] === 'evacuated');
    expect(bench.ends()).toEqual(['evacuated']);
    expect([...bench.servers.values()].filter(({ evacuations }) => evacuations > 0)).toHaveLength(4);
    await bench.until('the mails', () => bench.subjects('ops@example.org').length === 2);
  });

  it('S2.1 evacuates nothing when the BMC does not confirm, and calls people', async () => {
    await bench.open(3, 2);
    bench.host('cmp3').chassis.faults = [{ kind: 'deaf', to: 'off' }];
    bench.start();
    bench.lose('cmp3', 'hang');
    await bench.until('the end', () => bench.ends()[0] === 'not-powered-off');
    expect(on('cmp3')).toBe(2);
    await bench.until('the mail', () => bench.sent.length > 0);
    expect(bench.subjects('ops@example.org')[0]).toContain('ACT AT ONCE: cmp3 is not known to be off');
    expect(bench.subjects('user1@example.org')).toEqual([]);
  });

  it('fences nothing while its own network is cut, and tells once why', async () => {
    await bench.open(4, 1);
    bench.isGatewayAlive = false;
    bench.start();
    for (const name of ['cmp1', 'cmp2']) bench.lose(name, 'hang');
    await bench.moreRounds(6);
    expect(commands()).toEqual([]);
    expect(bench.incidents.list(1)).toEqual([]);
    expect(bench.subjects('ops@example.org')).toEqual([
      'Hawser: Warning: too little is known of cmp1, cmp2; nothing is done',
    ]);
  });

  it('holds when many are lost at once, says so once, and not again in its next life', async () => {
    await bench.open(5, 1);
    for (const name of ['cmp1', 'cmp2', 'cmp3']) bench.lose(name, 'hang');
    bench.start();
    await bench.until('the mail', () => bench.sent.length > 0);
    await bench.restart();
    await bench.moreRounds(5);
    expect(commands()).toEqual([]);
    expect(bench.subjects('ops@example.org')).toEqual([
      'Hawser: ACT: held, nothing is done about cmp1, cmp2, cmp3',
    ]);
    expect(bench.rounds.last()?.hosts[0]).toMatchObject({
      verdict: 'dead',
      holds: expect.arrayContaining([expect.stringContaining('3 of 5 watched hosts are lost at once')]),
    });
  });

  it('does nothing while disarmed, or while a host is worked at, and acts when that is over', async () => {
    await bench.open(4, 1);
    const wish = { owner: 'ann', reason: 'disk', at: Date.now(), expiresAt: Date.now() + 3_600_000 };
    bench.operators.disarm(null, wish);
    bench.lose('cmp1', 'hang');
    bench.start();
    await bench.moreRounds(4);
    expect(bench.incidents.list(1)).toEqual([]);
    bench.operators.disarm(['cmp1'], wish);
    expect(bench.operators.arm(null, Date.now())).toBe(1);
    await bench.moreRounds(4);
    expect(bench.incidents.list(1)).toEqual([]);
    expect(bench.operators.arm(['cmp1'], Date.now())).toBe(1);
    await bench.until('the end', () => bench.ends()[0] === 'evacuated');
  });

  it('S3.16 S3.17 S3.18 switches a host on that is off, unless the cluster is being shut down', async () => {
    await bench.open(4, 0);
    bench.policy = 'three-networks';
    bench.settings = { ...bench.settings, brakes: { ...bench.settings.brakes, mostBlindShare: 1 } };
    bench.intents = [
      { kind: 'shutting-down', hosts: null, by: 'x', reason: 'the whole cluster', until: null },
    ];
    bench.host('cmp1').chassis.power = 'off';
    bench.start();
    await bench.moreRounds(4);
    expect(commands()).toEqual([]);
    bench.intents = [];
    await bench.until('power', () => bench.host('cmp1').chassis.power === 'on');
    // Its networks are not known here, so it is not seen healthy: people are told, once.
    await bench.until('the end', () => bench.ends()[0] === 'power-on-failed');
    bench.host('cmp1').chassis.power = 'off';
    await bench.moreRounds(4);
    expect(bench.ends()).toEqual(['power-on-failed']);
    expect(commands()).toEqual(['on']);
  });

  it('takes a round that failed for nothing seen', async () => {
    await bench.open(2, 1);
    let failures = 0;
    bench.beforeEcho = async () => {
      failures++;
      throw new Error('no fping');
    };
    bench.lose('cmp1', 'hang');
    bench.start();
    await bench.until('failures', () => failures > 4);
    expect(bench.rounds.last()).toBeNull();
    expect(commands()).toEqual([]);
    bench.beforeEcho = async () => undefined;
    await bench.until('the end', () => bench.ends()[0] === 'evacuated');
  });

  it('leaves rounds out that would pile up', async () => {
    await bench.open(2, 0);
    const gate = Promise.withResolvers<void>();
    let asked = 0;
    bench.beforeEcho = async () => {
      asked++;
      await gate.promise;
    };
    bench.start();
    await bench.until('late rounds', () => bench.log.filter((line) => line.includes('is late')).length > 3);
    expect(asked).toBe(1);
    gate.resolve();
    await bench.until('the round', () => (bench.rounds.last()?.skipped ?? 0) > 3);
  });

  it('records a notice that nobody takes, and responds all the same', async () => {
    await bench.open(3, 1);
    bench.mailProblem = 'no mail server';
    bench.start();
    bench.lose('cmp1', 'power');
    await bench.until('the end', () => bench.ends()[0] === 'evacuated');
    const incident = bench.incidents.list(1)[0]?.incident ?? '';
    await bench.until('the last attempt', () =>
      bench.notices.list(incident).every(({ givenUpAt }) => givenUpAt !== null),
    );
    expect(bench.notices.list(incident)).toHaveLength(4);
    expect(bench.notices.list(incident)[0]).toMatchObject({ attempts: 3, problem: 'no mail server' });
  });

  it('gives a host back that is seen to be back, where that is left to it', async () => {
    await bench.open(3, 1);
    bench.settings = { ...bench.settings, release: 'when-back' };
    bench.start();
    bench.lose('cmp1', 'hang');
    await bench.until('the end', () => bench.ends()[0] === 'evacuated');
    await bench.moreRounds(2);
    expect(bench.host('cmp1').service.status).toBe('disabled');
    Object.assign(bench.host('cmp1'), { isRunning: true });
    bench.host('cmp1').service.state = 'up';
    bench.host('cmp1').chassis.power = 'on';
    await bench.until('the release', () => bench.host('cmp1').service.status === 'enabled');
    expect(bench.host('cmp1').service.forced_down).toBe(false);
    await bench.until(
      'the mail',
      () => bench.subjects('ops@example.org').at(-1) === 'Hawser: cmp1 is in service again',
    );
    expect(bench.incidents.fenceMarks()).toEqual([]);
  });
});
