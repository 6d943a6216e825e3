import { expect, it } from 'vitest';
import type { FencingRecord } from '../../../src/controller/model/fencing.ts';
import type { LabCluster } from './lab-cluster.ts';
import type { LabNode } from './lab-node.ts';
import { DATABASE, WEB } from './lab-plan.ts';
import { STORY_MS, stories } from './stories.ts';

/** What the others have on record about fencing this node since then, oldest first. */
async function fencingOf(lab: LabCluster, target: LabNode, since: number): Promise<readonly FencingRecord[]> {
  for (const node of lab.others(target.name)) {
    const status = await node.status();
    if (status?.isQuorate !== true) continue;
    return status.fencing.filter((record) => record.target === target.name && record.endedAt >= since);
  }
  return [];
}

/** Puts both services on one host. */
async function gather(lab: LabCluster): Promise<LabNode> {
  const host = await lab.hostOf('database-server');
  await lab.does(host, 'resource', 'move-with-constraint', 'web', host.name, '--wait');
  await lab.does(host, 'resource', 'clear', 'web', '--wait');
  await lab.until(`the web server to answer from ${host.name}`, () => lab.probe.web === host.name);
  return host;
}

/** The first answer of the web server since then from another host than this, or from this one after it was switched on. */
async function recovered(lab: LabCluster, victim: LabNode, since: number): Promise<number> {
  const isNewLife = (at: number): boolean => victim.host.bootedAt > since && at >= victim.host.bootedAt;
  const found = () =>
    lab.probe.answers.find(({ at, from }) => at >= since && (from !== victim.name || isNewLife(at)));
  await lab.until(
    `the web server to answer again without ${victim.name} as it was`,
    () => found() !== undefined,
  );
  return found()?.at as number;
}

stories('a cluster whose hosts die', (lab) => {
  it('recovers the services of a host without power, once its BMC says that it is off', {
    timeout: STORY_MS,
  }, async () => {
    await lab().sql('create table if not exists kept (what text)');
    const victim = await gather(lab());
    expect(await lab().sql("insert into kept values ('before the loss') returning what")).toBe(
      'before the loss',
    );
    const lost = Date.now();
    await victim.losePower();
    const answeredAt = await recovered(lab(), victim, lost);
    lab().noteOutage('a host lost its power', lost);
    await lab().until('the database to answer', async () => (await lab().sql('select 1')) === '1');
    expect(await lab().sql('select what from kept')).toContain('before the loss');
    // Its BMC switches it on again, and it comes back as a member.
    await lab().settles();
    const record = (await fencingOf(lab(), victim, lost)).at(-1);
    expect(record).toMatchObject({ outcome: 'confirmed', devices: [`bmc${victim.nodeId}`] });
    const off = record?.evidence.find(({ power }) => power === 'off');
    expect(off?.at).toBeLessThan(answeredAt);
  });

  it('fences a host that stands still', { timeout: STORY_MS }, async () => {
    const victim = await gather(lab());
    const frozen = Date.now();
    victim.host.freeze();
    await recovered(lab(), victim, frozen);
    lab().noteOutage('a host stood still', frozen);
    expect(victim.bmc.commands).toContain('set power 0');
    await lab().settles();
    expect((await fencingOf(lab(), victim, frozen)).at(-1)).toMatchObject({ outcome: 'confirmed' });
  });

  it('does not believe a BMC that takes the order and leaves the host on', {
    timeout: STORY_MS,
  }, async () => {
    const victim = await gather(lab());
    victim.bmc.breakWith('deaf-off');
    const frozen = Date.now();
    victim.host.freeze();
    await lab().until(
      'a fencing to have failed',
      async () => (await fencingOf(lab(), victim, frozen)).length > 0,
    );
    expect(victim.bmc.commands).toContain('set power 0');
    for (const record of await fencingOf(lab(), victim, frozen)) expect(record.outcome).toBe('failed');
    for (const other of lab().others(victim.name)) {
      expect(other.host.processes('nginx')).toEqual([]);
      expect(other.host.processes('postgres')).toEqual([]);
    }
    expect(lab().probe.hasAnsweredSince(frozen + 2000)).toBe(false);
    victim.bmc.repair('deaf-off');
    await recovered(lab(), victim, frozen);
    await lab().settles();
  });

  it('waits for the operator when the BMC died with its host, and says so', {
    timeout: STORY_MS,
  }, async () => {
    const victim = await gather(lab());
    const [witness] = lab().others(victim.name) as [LabNode];
    victim.startsClusterAtBoot = false;
    const lost = Date.now();
    await victim.losePowerWithBmc();
    await lab().until(
      'a fencing to have failed',
      async () => (await fencingOf(lab(), victim, lost)).length > 0,
    );
    for (const other of lab().others(victim.name)) expect(other.host.processes('nginx')).toEqual([]);
    for (const { address } of [WEB, DATABASE]) expect(lab().probe.owner(address)).toBeNull();
    expect(await lab().does(witness, 'status')).toContain(`hawser stonith confirm ${victim.name}`);
    expect((await witness.hawser('stonith', 'confirm', victim.name)).status).not.toBe(0);
    await lab().does(witness, 'stonith', 'confirm', victim.name, '--force');
    await recovered(lab(), victim, lost);
    expect((await fencingOf(lab(), victim, lost)).at(-1)).toMatchObject({ outcome: 'asserted' });
    expect(await lab().does(witness, 'stonith', 'history', 'show', victim.name)).toContain('root');
  });

  it('adopts the services of a daemon that was killed', { timeout: STORY_MS }, async () => {
    const host = await gather(lab());
    const running = ['nginx', 'postgres'].map((name) => host.host.processes(name));
    const killed = Date.now();
    await host.killDaemon();
    // As systemd does.
    host.startDaemon();
    await lab().settles();
    expect(['nginx', 'postgres'].map((name) => host.host.processes(name))).toEqual(running);
    expect(lab().probe.isServedOnlyBy(host.name, killed)).toBe(true);
    expect(host.host.isOn && host.bmc.commands).not.toContain('set power 0');
    await lab().does(host, 'resource', 'cleanup', '--wait');
  });

  it('fences a host whose daemon does not come back', { timeout: STORY_MS }, async () => {
    const victim = await gather(lab());
    const killed = Date.now();
    await victim.killDaemon();
    await recovered(lab(), victim, killed);
    lab().noteOutage('a daemon did not come back', killed);
    await lab().settles();
    expect((await fencingOf(lab(), victim, killed)).at(-1)).toMatchObject({ outcome: 'confirmed' });
  });

  it('fences a host whose Corosync was killed', { timeout: STORY_MS }, async () => {
    const victim = await gather(lab());
    const killed = Date.now();
    await victim.killCorosync();
    await recovered(lab(), victim, killed);
    lab().noteOutage('Corosync was killed', killed);
    await lab().settles();
    expect((await fencingOf(lab(), victim, killed)).at(-1)).toMatchObject({ outcome: 'confirmed' });
  });
});
