import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestCluster } from '../../cluster/test-cluster.fixture.ts';
import type { ClientRequest } from '../../controller/model/request.ts';
import { readMonitorXml } from './crm-mon.ts';
import { disarmCluster, rearmCluster } from './disarm.ts';
import { HawserPort } from './hawser.ts';
import { claimCluster, readIntent, releaseCluster } from './intent.ts';
import { PacemakerPort } from './pacemaker.ts';
import { type ClusterPort, propertyOf } from './port.ts';

const INTENT = { action: 'shutdown', run: 'run-1', acceptor: 'node1' } as const;
const now = () => 1;
const NOT_CALLED_OFF = new AbortController().signal;

const property = async (port: ClusterPort, name: string) => {
  const properties = await port.properties();
  if (!properties.ok) throw new Error(properties.why);
  return propertyOf(properties.value, name);
};

const changed = async (port: ClusterPort) => ({
  action: await property(port, 'stonith-action'),
  stopped: await property(port, 'stop-all-resources'),
  maintenance: await property(port, 'maintenance-mode'),
});

/** What both kinds of cluster have to do. The cluster has `stonith-action=off` or `reboot` set and nothing else of it. */
function contract(open: () => ClusterPort, isSerial = false): void {
  it('S0.16 lets exactly one of several claim the cluster, and tells who has it', async () => {
    const port = open();
    const claim = (run: string) => claimCluster(port, { ...INTENT, run, acceptor: `node-${run}` });
    const runs = ['a', 'b', 'c'];
    const claims: Awaited<ReturnType<typeof claim>>[] = [];
    if (isSerial) for (const run of runs) claims.push(await claim(run));
    else claims.push(...(await Promise.all(runs.map(claim))));
    expect(claims.filter((claim) => claim.ok && claim.value).length).toBe(1);
    expect(claims.filter((claim) => claim.ok && !claim.value).length).toBe(2);
    const intent = await readIntent(port);
    expect(intent).toMatchObject({ ok: true, value: { action: 'shutdown' } });
    await releaseCluster(port);
    expect(await readIntent(port)).toEqual({ ok: true, value: null });
    expect(await releaseCluster(port)).toEqual({ ok: true, value: null });
  });

  it('disarms: fencing cannot switch on, services stop, nothing acts; and gives back exactly what was', async () => {
    const port = open();
    const before = await changed(port);
    await claimCluster(port, INTENT);
    const notes = await disarmCluster(port, 0, now, NOT_CALLED_OFF);
    expect(notes.every(({ problem }) => problem === null)).toBe(true);
    expect(await changed(port)).toEqual({ action: 'off', stopped: before.stopped, maintenance: 'true' });
    // Once more, as after a crash of the watcher.
    await disarmCluster(port, 0, now, NOT_CALLED_OFF);
    const armed = await rearmCluster(port, now);
    expect(armed.map(({ problem }) => problem)).toEqual([null]);
    expect(await changed(port)).toEqual(before);
    expect(await readIntent(port)).toEqual({ ok: true, value: null });
    // Nothing to give back.
    expect(await rearmCluster(port, now)).toEqual([]);
  });
}

describe('a Hawser cluster', () => {
  let cluster: TestCluster;
  let port: HawserPort;
  beforeAll(async () => {
    cluster = new TestCluster();
    await cluster.boot('node1', 'node2', 'node3');
    await cluster.until(() => cluster.isSettled());
    const daemon = cluster.cluster.daemons().find(({ name }) => name === 'node1');
    port = new HawserPort(async (request: ClientRequest) => {
      if (daemon === undefined) throw new Error('node1 has no daemon');
      return { ok: true, value: await daemon.request(request), problems: [] };
    });
  });
  afterAll(() => {
    for (const name of ['node1', 'node2', 'node3']) cluster.powerOff(name);
  });

  it('S0.25 is seen with its nodes, quorum and what runs where', async () => {
    const view = await port.view();
    expect(view).toMatchObject({
      ok: true,
      value: { kind: 'hawser', self: 'node1', isQuorate: true, name: null },
    });
    if (!view.ok) return;
    expect(view.value.nodes).toEqual(
      ['node1', 'node2', 'node3'].map((name) => ({ name, kind: 'member', isOnline: true })),
    );
    expect(view.value.running.map(({ id }) => id).sort()).toEqual(['address', 'database', 'power', 'web']);
  });

  contract(() => port);

  it('stops its services in order and lets a node that is lost lie: no fencing, no recovery', async () => {
    await claimCluster(port, INTENT);
    const notes = await disarmCluster(port, 20_000, now, NOT_CALLED_OFF);
    expect(notes.map(({ text }) => text)).toContain('all services of the cluster have stopped');
    for (const id of ['address', 'web', 'database']) expect(cluster.on(id)).toEqual([]);
    cluster.powerOff('node3');
    await cluster.until(() => cluster.isIdle() && cluster.cluster.daemons().length === 2);
    const status = await port.view();
    expect(status).toMatchObject({ ok: true, value: { running: [] } });
    const daemon = cluster.cluster.daemons()[0];
    const answer = await daemon?.request({ kind: 'status' });
    expect(answer).toMatchObject({ kind: 'status', status: { fencing: [], runningFencing: [] } });
    await cluster.boot('node3');
    await cluster.until(() => cluster.isIdle() && cluster.cluster.daemons().length === 3);
    await rearmCluster(port, now);
    await cluster.until(() => cluster.isSettled());
  });
});

const TOOLS = ['crm_mon', 'cibadmin', 'crm_attribute'];
const hasTools = TOOLS.every((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0);

describe.runIf(hasTools)('a Pacemaker cluster through its own tools', () => {
  let folder: string;
  const before = { ...process.env };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hawser-port-'));
    writeFileSync(join(folder, 'crm_node'), '#!/bin/sh\necho node1\n', { mode: 0o755 });
    const nodes = [1, 2, 3].map((id) => `<node id="${id}" uname="node${id}"/>`).join('');
    const states = [1, 2]
      .map(
        (id) =>
          `<node_state id="${id}" uname="node${id}" in_ccm="true" crmd="online" join="member" expected="member"/>`,
      )
      .join('');
    writeFileSync(
      join(folder, 'cib.xml'),
      `<cib crm_feature_set="3.15.0" validate-with="pacemaker-3.8" epoch="1" num_updates="1" admin_epoch="0" have-quorum="1" dc-uuid="1"><configuration><crm_config><cluster_property_set id="cib-bootstrap-options"><nvpair id="n" name="cluster-name" value="prod"/><nvpair id="s" name="stonith-action" value="reboot"/></cluster_property_set></crm_config><nodes>${nodes}</nodes><resources/><constraints/></configuration><status>${states}</status></cib>`,
    );
    process.env.CIB_file = join(folder, 'cib.xml');
    process.env.PATH = `${folder}:${process.env.PATH}`;
  });
  afterAll(() => {
    process.env.PATH = before.PATH;
    delete process.env.CIB_file;
    rmSync(folder, { recursive: true });
  });

  it('S0.25 is seen with its nodes and quorum', async () => {
    expect(await new PacemakerPort().view()).toEqual({
      ok: true,
      value: {
        kind: 'pacemaker',
        name: 'prod',
        self: 'node1',
        isQuorate: true,
        dc: 'node1',
        nodes: [
          { name: 'node1', kind: 'member', isOnline: true },
          { name: 'node2', kind: 'member', isOnline: true },
          { name: 'node3', kind: 'member', isOnline: false },
        ],
        running: [],
      },
    });
  });

  // On a file the tools do not wait for each other, as the daemon of a running cluster makes them.
  contract(() => new PacemakerPort(), true);

  it('S0.9 says why when it is not there', async () => {
    delete process.env.CIB_file;
    const view = await new PacemakerPort().view();
    process.env.CIB_file = join(folder, 'cib.xml');
    expect(view).toMatchObject({ ok: false, why: expect.stringContaining('crm_mon') });
  });
});

describe('what crm_mon prints', () => {
  const text = `<pacemaker-result api-version="2.25"><summary>
    <current_dc present="true" name="a" with_quorum="false"/></summary><nodes>
    <node name="a" type="member" online="true"/><node name="far" type="remote" online="true"/>
    <node name="guest" type="remote" online="true" id_as_resource="box"/></nodes><resources>
    <group id="g"><resource id="ip" active="true"><node name="a"/></resource></group>
    <clone id="c"><resource id="x:0" active="true"><node name="a"/></resource><resource id="x:1" active="false"/></clone>
    <bundle id="b"><replica id="0"><resource id="box" active="true"><node name="far"/></resource></replica></bundle>
    </resources><status code="0" message="OK"/></pacemaker-result>`;

  it('is read with remote nodes, without guests, and with what runs in groups, clones and bundles', () => {
    expect(readMonitorXml(text, 'a', null)).toMatchObject({
      ok: true,
      value: {
        isQuorate: false,
        nodes: [
          { name: 'a', kind: 'member' },
          { name: 'far', kind: 'remote' },
        ],
        running: [
          { id: 'ip', node: 'a' },
          { id: 'x:0', node: 'a' },
          { id: 'box', node: 'far' },
        ],
      },
    });
  });

  it('is refused when it is something else', () => {
    for (const other of ['', '<a/>', text.replace('code="0"', 'code="102"')])
      expect(readMonitorXml(other, 'a', null).ok).toBe(false);
  });
});
