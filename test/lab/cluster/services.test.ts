import { expect, it } from 'vitest';
import type { LabNode } from './lab-node.ts';
import { DATABASE, WEB } from './lab-plan.ts';
import { STORY_MS, stories } from './stories.ts';

/** Failures of a resource that count, as an operator asks for them. */
async function failures(node: LabNode, resource: string): Promise<string> {
  return (await node.hawser('resource', 'failcount', 'show', resource)).stdout;
}

stories('a cluster whose services fail', (lab) => {
  it('starts a web server again whose processes were killed', { timeout: STORY_MS }, async () => {
    const host = await lab().hostOf('web-server');
    const killed = Date.now();
    expect(host.killProcesses('nginx')).toBeGreaterThan(0);
    await lab().until('the failure to count', async () => (await failures(host, 'web-server')).includes('1'));
    await lab().until('the web server to answer again', () => lab().probe.hasAnsweredSince(killed));
    await lab().settles();
    lab().noteOutage('the web server was killed', killed);
    expect(await lab().where('web-server')).toEqual([host.name]);
    expect(lab().probe.isServedOnlyBy(host.name, killed)).toBe(true);
  });

  it('forgets a failure on cleanup, and touches nothing that runs', { timeout: STORY_MS }, async () => {
    const host = await lab().hostOf('web-server');
    expect(host.killProcesses('nginx')).toBeGreaterThan(0);
    await lab().until('the failure to show', async () => {
      return (await lab().does(host, 'status')).includes('web-server_monitor_1000');
    });
    await lab().settles();
    const running = host.host.processes('nginx');
    const cleaned = Date.now();
    await lab().does(host, 'resource', 'cleanup', 'web-server', '--wait');
    expect(await failures(host, 'web-server')).not.toMatch(/[1-9]/);
    expect(await lab().does(host, 'status')).not.toContain('Failed Resource Actions');
    expect(host.host.processes('nginx')).toEqual(running);
    expect(lab().probe.isServedOnlyBy(host.name, cleaned)).toBe(true);
  });

  it('recovers a database whose processes were killed, with all that it had acknowledged', {
    timeout: STORY_MS,
  }, async () => {
    await lab().sql('create table if not exists kept (what text)');
    expect(await lab().sql("insert into kept values ('before the kill') returning what")).toBe(
      'before the kill',
    );
    const host = await lab().hostOf('database-server');
    expect(host.killProcesses('postgres')).toBeGreaterThan(0);
    await lab().until('the failure to count', async () =>
      (await failures(host, 'database-server')).includes('1'),
    );
    await lab().until('the database to answer', async () => (await lab().sql('select 1')) === '1');
    expect(await lab().sql('select what from kept')).toContain('before the kill');
    await lab().settles();
    await lab().does(host, 'resource', 'cleanup', '--wait');
  });

  it('recovers what an agent reports as failed, a promoted instance included', {
    timeout: STORY_MS,
  }, async () => {
    const promoted = lab().node((await lab().promoted('pair')) ?? '');
    // Their state files are all that these services are.
    promoted.host.run(['sh', '-c', 'rm /run/Stateful-pair-one.state /run/Dummy-everywhere-one.state']);
    await lab().until('both failures to count', async () => {
      return (
        (await failures(promoted, 'pair-one')).includes('1') &&
        (await failures(promoted, 'everywhere-one')).includes('1')
      );
    });
    await lab().settles();
    expect(await lab().promoted('pair')).not.toBeNull();
    expect(await lab().where('everywhere')).toEqual(['node1', 'node2', 'node3']);
    await lab().does(promoted, 'resource', 'cleanup', '--wait');
  });

  it('moves services on request, without a moment on two hosts', { timeout: STORY_MS }, async () => {
    const from = await lab().hostOf('web-server');
    const [to] = lab().others(from.name) as [LabNode];
    const asked = Date.now();
    await lab().does(from, 'resource', 'move-with-constraint', 'web', to.name, '--wait');
    await lab().until(`the web server to answer from ${to.name}`, () => lab().probe.web === to.name);
    lab().noteOutage('the web server was moved', asked);
    expect(await lab().where('web')).toEqual([to.name]);
    expect(from.host.processes('nginx')).toEqual([]);
    await lab().does(from, 'resource', 'clear', 'web', '--wait');
    expect(await lab().where('web')).toEqual([to.name]);
  });

  it('empties a node that goes on standby, and uses it again after', { timeout: STORY_MS }, async () => {
    const host = await lab().hostOf('web-server');
    const other = lab().others(host.name)[0] as LabNode;
    const asked = Date.now();
    await lab().does(other, 'node', 'standby', host.name, '--wait');
    for (const resource of ['web', 'database', 'everywhere', 'pair', 'bmc1', 'bmc2', 'bmc3']) {
      expect(await lab().where(resource), resource).not.toContain(host.name);
    }
    await lab().until(
      'the web server to answer from elsewhere',
      () => (lab().probe.web ?? host.name) !== host.name,
    );
    lab().noteOutage('a node went on standby', asked);
    await lab().does(other, 'node', 'unstandby', host.name, '--wait');
    expect(await lab().where('everywhere')).toContain(host.name);
  });

  it('moves the web server from a host that no longer reaches its clients', {
    timeout: STORY_MS,
  }, async () => {
    const host = await lab().hostOf('web-server');
    lab().setClientCable(host, false);
    await lab().until(
      'the web server to answer from elsewhere',
      () => (lab().probe.web ?? host.name) !== host.name,
    );
    lab().setClientCable(host, true);
    await lab().until('the host to reach its clients again', async () => {
      return (await host.tool('attrd_updater', '-n', 'pingd', '-Q')).stdout.includes('value="1"');
    });
    await lab().settles();
    for (const address of [WEB.address, DATABASE.address]) expect(lab().probe.owner(address)).not.toBeNull();
  });
});
