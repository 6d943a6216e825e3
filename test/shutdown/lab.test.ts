import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ShutdownPlan } from '../../src/shutdown-plan/model/plan.ts';
import type { MachineReport } from '../../src/shutdown-plan/model/report.ts';
import { BMC_ACCOUNTS, hasBmcParts } from '../lab/bmc-simulators.ts';
import { twelveMachines } from './machines.ts';
import { ProcessListWatch } from './process-list-watch.ts';
import { hasPacemakerTools, ShutdownLab, until, WRONG_PASSWORD } from './shutdown-lab.ts';

// Whole clusters go down and up; a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

const MACHINES = twelveMachines(['c1', 'c2', 'c3']);

/** Simulators and watcher start within a second; a busy machine may take longer. */
const LAB_MS = 60_000;

describe.runIf(hasBmcParts() && hasPacemakerTools())('twelve machines with real BMC simulators', () => {
  let lab: ShutdownLab;
  beforeAll(async () => {
    lab = await ShutdownLab.start(MACHINES);
  }, LAB_MS);
  afterAll(() => lab.stop(), LAB_MS);

  const machine = (name: string) =>
    lab.report.machines.find((candidate) => candidate.name === name) as MachineReport;

  it('S0.15 S0.23 refuses while no watcher runs, and says so by code', async () => {
    const { code, err } = await lab.hawser('cluster', 'shutdown', '--plan');
    expect([code, err]).toEqual([3, expect.stringContaining('HWS-SDN-035')]);
    await lab.startWatcher();
  });

  it('S0.3 S0.5 shows the plan with the BMCs that cannot be read', async () => {
    lab.bmc('n1').power = 'off';
    lab.bmc('n2').power = 'off';
    lab.bmc('n3').freeze();
    lab.bmc('n5').breakWith('deaf-soft');
    lab.bmc('n6').breakWith('deaf-soft');
    lab.bmc('n6').breakWith('deaf-off');
    const wrong = { bmc: { password: { file: join(lab.folder, 'wrong-password') } } };
    const inventory = JSON.parse(readFileSync(lab.inventory, 'utf8'));
    for (const entry of inventory.machines) if (entry.name === 'n4') Object.assign(entry.bmc, wrong.bmc);
    writeFileSync(lab.inventory, JSON.stringify(inventory));
    const { code, out } = await lab.hawser('cluster', 'shutdown', '--plan', '--output-format', 'json');
    expect(code).toBe(0);
    const plan: ShutdownPlan = JSON.parse(out);
    expect(plan.counts).toEqual({ machines: 12, on: 8, off: 2, unknown: 2 });
    expect(plan.unreadable).toEqual(['n3', 'n4']);
    expect(plan.machines.find(({ name }) => name === 'n3')?.powerProblem?.code).toBe('HWS-PWR-005');
    expect(plan.machines.find(({ name }) => name === 'n4')?.powerProblem?.code).toBe('HWS-PWR-004');
    expect(plan.batches.map(({ waves }) => waves)).toEqual([
      [['n1', 'n2', 'n3', 'n4', 'n5', 'n6']],
      [['s2', 'f1'], ['s1']],
      [['c2', 'c3']],
      [['c1']],
    ]);
  });

  it('refuses a plan that is not what the world is, with the difference', async () => {
    const first = await lab.hawser('cluster', 'shutdown', '--plan', '--output-format', 'json');
    const { hash }: ShutdownPlan = JSON.parse(first.out);
    lab.bmc('f1').power = 'off';
    const refused = await lab.hawser('cluster', 'shutdown', '--confirm', hash);
    lab.bmc('f1').power = 'on';
    expect(refused.code).toBe(4);
    expect(refused.err).toContain('f1: power was on, is off');
    expect(lab.turns).toEqual([]);
    expect(existsSync(join(lab.runtime, 'cluster_shutdown_nodes.json'))).toBe(false);
  });

  it('S0.6 S0.7 S0.8 S0.12–S0.14 S0.19–S0.22 S0.32 S0.40 S0.41 S0.45 S0.46 takes all down but what cannot be, itself last', async () => {
    const processes = new ProcessListWatch();
    try {
      const { out } = await lab.hawser('cluster', 'shutdown', '--plan', '--output-format', 'json');
      const { hash }: ShutdownPlan = JSON.parse(out);
      const accepted = await lab.hawser('cluster', 'shutdown', '--confirm', hash, '--output-format', 'json');
      expect(accepted.code, accepted.err).toBe(0);
      expect(JSON.parse(accepted.out)).toMatchObject({ acceptor: 'c1', planHash: hash });
      // Killed between the soft and the hard command of a machine.
      await until(() => lab.bmc('n5').commands.length === 1, 'n5 gets its soft command');
      const again = await lab.hawser('cluster', 'shutdown', '--confirm', hash);
      expect([again.code, again.err]).toEqual([4, expect.stringContaining('HWS-SDN-051')]);
      await lab.killWatcher();
      expect(existsSync(join(lab.runtime, 'cluster_shutdown_nodes.json'))).toBe(false);
      // The cluster and its quorum are gone from here on.
      rmSync(lab.cib);
      await lab.startWatcher();
      await until(() => lab.bmc('c1').power === 'off', 'the acceptor goes off');
      await until(() => !lab.isWatcherAlive, 'the watcher goes with it');
    } finally {
      processes.stop();
    }
    const off = lab.turns.map((turn) => turn.replace('off ', ''));
    expect(new Set(off)).toEqual(new Set(['n5', 's2', 'f1', 's1', 'c2', 'c3', 'c1']));
    expect(off.indexOf('n5')).toBe(0);
    expect(off.indexOf('s1')).toBeGreaterThan(off.indexOf('s2'));
    expect(off.indexOf('s1')).toBeLessThan(Math.min(off.indexOf('c2'), off.indexOf('c3')));
    expect(off.at(-1)).toBe('c1');
    expect(lab.bmc('n1').commands).toEqual([]);
    expect(lab.bmc('n3').commands).toEqual([]);
    expect(lab.bmc('n4').commands).toEqual([]);
    expect(lab.bmc('n5').commands).toEqual(['set shutdown 1', 'set power 0']);
    expect(lab.bmc('n6').commands).toEqual(['set shutdown 1', 'set power 0']);
    for (const name of ['s1', 's2', 'f1', 'c2', 'c3', 'c1'])
      expect(lab.bmc(name).commands, name).toEqual(['set shutdown 1']);
    const verdicts = Object.fromEntries(lab.report.machines.map(({ name, verdict }) => [name, verdict]));
    expect(verdicts).toEqual({
      n1: 'off',
      n2: 'off',
      n3: 'bmc-unreachable',
      n4: 'refused',
      n5: 'off',
      n6: 'still-on',
      s1: 'off',
      s2: 'off',
      f1: 'off',
      c1: null,
      c2: 'off',
      c3: 'off',
    });
    expect(machine('n4').problem?.code).toBe('HWS-PWR-004');
    expect(machine('n5').steps.map(({ action }) => action)).toEqual(expect.arrayContaining(['soft', 'off']));
    // S0.39: no password in any process list or log.
    const secrets = [BMC_ACCOUNTS.administrator.password, WRONG_PASSWORD];
    expect([...processes.seen].some((words) => words.includes('ipmitool -I lanplus'))).toBe(true);
    for (const text of [...processes.seen, ...lab.writtenTexts()])
      for (const secret of secrets) expect(text.includes(secret), text.slice(0, 200)).toBe(false);
  });

  it('S0.33 does nothing about it after the next boot but finish the report', async () => {
    const turns = lab.turns.length;
    for (const { name } of MACHINES) lab.bmc(name).heal();
    await lab.boot();
    expect(lab.report).toMatchObject({
      outcome: 'incomplete',
      tally: { off: 9, 'still-on': 1, refused: 1, 'bmc-unreachable': 1 },
    });
    expect(machine('c1')).toMatchObject({ verdict: 'off', power: 'off' });
    const { code, out } = await lab.hawser('cluster', 'shutdown', 'report');
    expect([code, out]).toEqual([0, expect.stringContaining('n6: still-on')]);
    for (const { name } of MACHINES) expect(lab.bmc(name).commands, name).toEqual([]);
    expect(lab.turns.length).toBe(turns);
  });
});

describe.runIf(hasBmcParts() && hasPacemakerTools())(
  'four machines, down, cancelled, down, and up again',
  () => {
    let lab: ShutdownLab;
    const settings = () => ({
      intent: lab.property('hawser-intent').split(' ')[0],
      action: lab.property('stonith-action'),
      maintenance: lab.property('maintenance-mode'),
    });
    const ARMED = { intent: '', action: 'reboot', maintenance: '' };
    const DISARMED = { intent: 'shutdown', action: 'off', maintenance: 'true' };

    beforeAll(async () => {
      lab = await ShutdownLab.start([
        { name: 'c1', role: 'controller' },
        { name: 'c2', role: 'controller' },
        { name: 'n1', role: 'compute' },
        { name: 's1', role: 'other', more: { after: ['c2'] } },
      ]);
      lab.tool('crm_attribute', '--type', 'crm_config', '--name', 'stonith-action', '--update', 'reboot');
      await lab.startWatcher();
    }, LAB_MS);
    afterAll(() => lab.stop(), LAB_MS);

    it('S0.3 S0.39 proves the way to each BMC by name, and says how old a proof is', async () => {
      const all = await lab.hawser('power', 'check');
      expect([all.code, all.out.match(/: proved, power on/g)?.length]).toEqual([0, 4]);
      lab.bmc('n1').freeze();
      const one = await lab.hawser('power', 'check', 'n1');
      expect([one.code, one.out]).toEqual([1, expect.stringContaining('last proved 0 days ago')]);
      lab.bmc('n1').heal();
      const status = await lab.hawser('power', 'status', 'n1');
      expect([status.code, status.out]).toEqual([0, '127.0.0.1: power on\n']);
    });

    it('S0.5 does nothing when another name than the cluster’s is typed', async () => {
      const { code, out } = await lab.hawserAtTerminal('lba', 'cluster', 'shutdown');
      expect([code, out]).toEqual([8, expect.stringContaining('4 of 4 machines will be switched off')]);
      expect(out).toContain('Nothing was done');
      expect(existsSync(join(lab.runtime, 'cluster_shutdown_nodes.json'))).toBe(false);
      expect(lab.progress).toBeNull();
    });

    it('S0.16 refuses while another controller has the cluster, and lets it be cleared', async () => {
      const intent =
        '<cluster_property_set id="hawser-intent"><nvpair id="hawser-intent-value" name="hawser-intent" value="shutdown r c2"/></cluster_property_set>';
      lab.tool('cibadmin', '--create', '--scope', 'crm_config', '--xml-text', intent);
      const { hash } = await lab.plan('shutdown');
      const refused = await lab.hawser('cluster', 'shutdown', '--confirm', hash);
      expect([refused.code, refused.err]).toEqual([4, expect.stringContaining('accepted by c2')]);
      const status = await lab.hawser('cluster', 'shutdown', 'status');
      expect(status.out).toContain('The cluster is claimed by c2 for the shutdown r');
      lab.tool(
        'cibadmin',
        '--delete',
        '--scope',
        'crm_config',
        '--xml-text',
        '<cluster_property_set id="hawser-intent"/>',
      );
      expect((await lab.hawser('cluster', 'shutdown', 'cancel')).code).toBe(6);
    });

    it('stops when cancelled, and the cluster has its settings back', async () => {
      lab.bmc('n1').breakWith('deaf-soft');
      const { hash } = await lab.plan('shutdown');
      expect((await lab.hawser('cluster', 'shutdown', '--confirm', hash)).code).toBe(0);
      await until(() => lab.bmc('n1').commands.length === 1, 'n1 gets its soft command');
      expect(settings()).toEqual(DISARMED);
      expect(existsSync(join(lab.runtime, 'cluster_shutdown_intent.json'))).toBe(true);
      expect((await lab.hawser('cluster', 'shutdown', 'cancel')).code).toBe(0);
      await until(() => lab.progress?.outcome === 'cancelled', 'the run is cancelled');
      expect(settings()).toEqual(ARMED);
      lab.bmc('n1').heal();
      expect(lab.turns).toEqual([]);
    });

    it('S0.13 S0.43 goes down whole, and up again in reverse once the controllers are quorate', async () => {
      const { hash } = await lab.plan('shutdown');
      expect((await lab.hawser('cluster', 'shutdown', '--confirm', hash)).code).toBe(0);
      await until(() => lab.bmc('c1').power === 'off' && !lab.isWatcherAlive, 'all is off');
      expect(lab.turns).toEqual(['off n1', 'off c2', 'off s1', 'off c1']);
      // An operator switches the acceptor on; the cluster has no quorum until c2 is there.
      lab.bmc('c1').power = 'on';
      await lab.boot();
      expect(lab.report).toMatchObject({ outcome: 'done', tally: { off: 4 } });
      expect(settings()).toEqual(DISARMED);
      const quorum = (have: '0' | '1') => {
        const text = readFileSync(lab.cib, 'utf8');
        writeFileSync(lab.cib, text.replace(/have-quorum="."/, `have-quorum="${have}"`));
      };
      quorum('0');
      const plan = await lab.plan('power-on');
      expect(plan.batches.map(({ kind }) => kind)).toEqual([
        'this-controller',
        'remote-controllers',
        'compute',
      ]);
      const followed = lab.hawserAtTerminal('lab', 'cluster', 'power-on');
      await until(() => lab.bmc('c2').power === 'on', 'c2 is on');
      await until(
        () => lab.progress?.machines.find(({ name }) => name === 'c2')?.verdict === 'on',
        'c2 is seen on',
      );
      expect(lab.bmc('n1').power).toBe('off');
      quorum('1');
      const { code, out } = await followed;
      expect([code, out]).toEqual([0, expect.stringContaining('Start of lab: done')]);
      expect(lab.progress).toMatchObject({ action: 'start', outcome: 'done', tally: { on: 4 } });
      expect(lab.turns.slice(4)).toEqual(['on s1', 'on c2', 'on n1']);
      expect(settings()).toEqual(ARMED);
      expect(existsSync(join(lab.runtime, 'cluster_shutdown_intent.json'))).toBe(false);
    });
  },
);
