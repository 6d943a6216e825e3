import { expect, it } from 'vitest';
import type { LabCluster } from './lab-cluster.ts';
import type { LabNode } from './lab-node.ts';
import { DATABASE, WEB } from './lab-plan.ts';
import { STORY_MS, stories } from './stories.ts';

/** A property of the cluster as each node's CIB has it; `null` where it is not set or the node does not answer. */
async function recheckIntervals(lab: LabCluster): Promise<readonly (string | null)[]> {
  const views = await Promise.all(lab.nodes.map((node) => node.view()));
  return views.map(
    (view) => /name="cluster-recheck-interval" value="(\w+)"/.exec(view?.xml ?? '')?.[1] ?? null,
  );
}

function setRecheckInterval(node: LabNode, value: string) {
  return node.tool('crm_attribute', '-n', 'cluster-recheck-interval', '-v', value);
}

function orders(lab: LabCluster): string[] {
  return lab.nodes.flatMap(({ bmc }) => bmc.commands.filter((command) => command === 'set power 0'));
}

stories('a cluster whose network breaks', (lab) => {
  it('goes on without the node that is cut off, and takes it back', { timeout: STORY_MS }, async () => {
    const alone = await lab().hostOf('web-server');
    const [first, second] = lab().others(alone.name) as [LabNode, LabNode];
    lab().lab.partition([first.nodeId, second.nodeId]);
    await lab().until(
      'the web server to answer from the majority',
      () => (lab().probe.web ?? alone.name) !== alone.name,
    );
    expect(alone.bmc.commands).toContain('set power 0');
    // It boots while it is still cut off: alone it has no quorum and must start nothing.
    await lab().until(
      'the node that is alone to be up',
      async () => (await alone.status())?.phase === 'ready',
    );
    expect(await alone.status()).toMatchObject({ isQuorate: false });
    expect(alone.host.processes('nginx')).toEqual([]);
    lab().lab.heal();
    await lab().settles();
  });

  it('stops everything where nobody has a majority, and fences nobody', { timeout: STORY_MS }, async () => {
    lab().lab.partition();
    await lab().until('nobody to answer for a service address', () =>
      [WEB, DATABASE].every(({ address }) => lab().probe.owner(address) === null),
    );
    await lab().until('all services to have ended', () =>
      lab().nodes.every(
        ({ host }) => host.processes('nginx').length + host.processes('postgres').length === 0,
      ),
    );
    expect(orders(lab())).toEqual([]);
    lab().lab.heal();
    await lab().settles();
    await lab().until('the web server to answer again', () => lab().probe.web !== null);
  });

  it('survives a link that carries one way only', { timeout: STORY_MS }, async () => {
    const host = await lab().hostOf('web-server');
    const [other] = lab().others(host.name) as [LabNode];
    lab().lab.cutOneWay(host.nodeId, other.nodeId);
    // The two cannot be members of one ring, and Corosync goes on trying: all that is promised is that nothing runs twice.
    await lab().until('a daemon to have lost quorum or a member', async () => {
      const statuses = await Promise.all(lab().nodes.map((node) => node.status()));
      return statuses.some((status) => status !== null && (!status.isQuorate || status.members.length < 3));
    });
    const { arpRounds } = lab().probe.effort;
    await lab().until(
      'the probe to have looked another 200 times',
      () => lab().probe.effort.arpRounds > arpRounds + 200,
    );
    lab().lab.heal();
    await lab().settles();
    await lab().until('the web server to answer', () => lab().probe.web !== null);
  });

  it('takes changes from the majority only, and all hold them when the network is whole', {
    timeout: STORY_MS,
  }, async () => {
    const [alone, first, second] = lab().nodes as [LabNode, LabNode, LabNode];
    // It has to live on for this: its BMC takes orders and does nothing.
    alone.bmc.breakWith('deaf-off');
    lab().lab.partition([first.nodeId, second.nodeId]);
    await lab().until('the minority to know', async () => (await alone.status())?.isQuorate === false);
    await lab().until('the majority to know', async () => (await first.status())?.members.length === 2);
    const refused = await setRecheckInterval(alone, '77s');
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain('quorum');
    expect((await setRecheckInterval(first, '88s')).status).toBe(0);
    expect(await recheckIntervals(lab())).toEqual(['60s', '88s', '88s']);
    lab().lab.heal();
    await lab().until('all to hold what the majority has decided', async () => {
      return (await recheckIntervals(lab())).every((value) => value === '88s');
    });
    alone.bmc.repair('deaf-off');
    await lab().settles();
    await lab().restoreConfiguration();
  });

  it('gives a node that was away the configuration of the others', { timeout: STORY_MS }, async () => {
    const away = lab().nodes[2] as LabNode;
    away.startsClusterAtBoot = false;
    await away.losePower();
    await lab().until('its host to be on again', () => away.host.isOn);
    expect((await setRecheckInterval(lab().nodes[0] as LabNode, '91s')).status).toBe(0);
    expect((await setRecheckInterval(lab().nodes[1] as LabNode, '92s')).status).toBe(0);
    away.startCluster();
    await lab().settles();
    expect(await recheckIntervals(lab())).toEqual(['92s', '92s', '92s']);
    await lab().restoreConfiguration();
  });

  it('finishes what a DC has begun that died on the way', { timeout: STORY_MS }, async () => {
    const dc = await lab().dc();
    const from = await lab().hostOf('database-server');
    const [witness] = lab().others(dc.name) as [LabNode];
    const to = [witness, ...lab().others(dc.name)].find(({ name }) => name !== from.name) as LabNode;
    await lab().does(witness, 'resource', 'move-with-constraint', 'database', to.name);
    await lab().until('the database to be on its way', async () => {
      const transition = (await dc.status())?.transition;
      return transition?.inFlight.some((action) => action.startsWith('database-server_')) === true;
    });
    await dc.losePower();
    await lab().until(
      `the database to run on ${to.name}`,
      async () => (await lab().where('database-server')).join() === to.name,
    );
    await lab().until('the database to answer', async () => (await lab().sql('select 1')) === '1');
    await lab().settles();
    expect((await lab().dc()).name).not.toBe(dc.name);
    await lab().does(witness, 'resource', 'clear', 'database', '--wait');
  });

  it('comes back whole when all hosts have lost their power', { timeout: STORY_MS }, async () => {
    expect((await setRecheckInterval(lab().nodes[0] as LabNode, '93s')).status).toBe(0);
    await Promise.all(lab().nodes.map((node) => node.losePower()));
    await lab().until('silence', () => lab().probe.web === null);
    await Promise.all(lab().nodes.map((node) => node.ensureOn()));
    await lab().settles();
    await lab().until('the web server to answer again', () => lab().probe.web !== null);
    expect(await recheckIntervals(lab())).toEqual(['93s', '93s', '93s']);
    await lab().restoreConfiguration();
  });
});
