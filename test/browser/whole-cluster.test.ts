/** The button, pressed in Chromium, on a whole site of namespaces with a real cluster: see `WholeClusterLab`. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { en } from '../../console/src/texts/en.ts';
import type { MachineReport } from '../../src/shutdown-plan/model/report.ts';
import { BMC_ACCOUNTS, hasBmcParts } from '../lab/bmc-simulators.ts';
import { canRunLab } from '../lab/namespace-lab.ts';
import { HAWSER, hasPacemaker, PACEMAKER } from '../shutdown/cluster-kind.ts';
import { CONTROLLERS, MACHINES } from '../shutdown/lab-site.ts';
import { wavesDown } from '../shutdown/machines.ts';
import { ProcessListWatch } from '../shutdown/process-list-watch.ts';
import { WholeClusterLab, WRONG_PASSWORD } from '../shutdown/whole-cluster-lab.ts';
import { HAS_CHROMIUM, launchChromium, PATIENCE_MS } from './chromium.ts';

// Whole clusters go down and up; a busy machine takes its time.
vi.setConfig({ testTimeout: 600_000 });

const ROOT = resolve(import.meta.dirname, '../..');
const PASSWORD = 'pressing the real button';
const NAMES = MACHINES.map(({ name }) => name);
const WAVES = wavesDown(CONTROLLERS);

const isPossible =
  canRunLab() &&
  hasBmcParts() &&
  hasPacemaker() &&
  HAS_CHROMIUM &&
  existsSync(join(ROOT, 'console/dist/index.html'));

describe.runIf(isPossible).each([HAWSER, PACEMAKER])('a whole site with a real $name cluster', (kind) => {
  let lab: WholeClusterLab;
  let browser: Browser;
  let page: Page;
  const processes = new ProcessListWatch();

  const up = () => NAMES.filter((name) => lab.site.isUp(name));
  const isDown = () => !lab.site.isUp('node1') && lab.site.bmc('node1').power === 'off';
  /** Names in the order of their turns, of those that went `action`. */
  const turnsSince = (begin: number, action: 'off' | 'on') =>
    lab.site.turns
      .slice(begin)
      .flatMap((turn) => (turn.startsWith(`${action} `) ? [turn.slice(action.length + 1)] : []));

  beforeAll(async () => {
    lab = await WholeClusterLab.start(kind);
    browser = await launchChromium();
    page = await (await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' })).newPage();
    page.setDefaultTimeout(PATIENCE_MS);
  }, 400_000);
  afterAll(async () => {
    processes.stop();
    await browser?.close();
    await lab?.stop();
  }, PATIENCE_MS);

  /** Presses one of the two buttons, types the cluster's name, and confirms. */
  async function press(action: 'shutdown' | 'start', commanded: number): Promise<void> {
    const button = action === 'shutdown' ? en.cluster.shutDown : en.cluster.powerOn;
    await page.getByRole('button', { name: button, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(en.preview.intro[action](commanded, MACHINES.length)).waitFor();
    await dialog.locator('#cluster-name').fill('lab');
    await dialog.getByRole('button', { name: en.preview.confirm[action], exact: true }).click();
    await page.getByText(en.run.title[action]).waitFor();
  }

  /** Everybody went in the order of the waves, and nobody twice. */
  function expectOrder(names: readonly string[]): void {
    const waves = names.map((name) => WAVES.findIndex((wave) => wave.some((member) => member === name)));
    expect(waves, names.join(', ')).toEqual(waves.toSorted((one, other) => one - other));
    expect(new Set(names).size).toBe(names.length);
  }

  it('S0.16 lets one of two requests on two controllers through, and lets it be withdrawn', async () => {
    const watchers = [await lab.watcherPid(1), await lab.watcherPid(2)] as number[];
    for (const [i, pid] of watchers.entries()) await lab.signal(i + 1, 'STOP', pid);
    const hashes = [await lab.planHash(1, 'shutdown'), await lab.planHash(2, 'shutdown')];
    const answers = await Promise.all(
      hashes.map((hash, i) => lab.hawser(i + 1, 'cluster', 'shutdown', '--confirm', hash)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([0, 4]);
    const winner = answers.findIndex(({ status }) => status === 0) + 1;
    const loser = 3 - winner;
    const status = await lab.hawser(loser, 'cluster', 'shutdown', 'status');
    expect(status.stdout).toContain(`The cluster is claimed by node${winner} for the shutdown`);
    expect((await lab.hawser(winner, 'cluster', 'shutdown', 'cancel')).status).toBe(0);
    for (const [i, pid] of watchers.entries()) await lab.signal(i + 1, 'CONT', pid);
    expect((await lab.hawser(loser, 'cluster', 'shutdown', 'status')).stdout).not.toContain('claimed');
    expect(lab.site.turns).toEqual([]);
  });

  it('S0.16 S0.26 S0.27 S0.33 does nothing after a power cut behind the hand-over, and the boot after it', async () => {
    const watcher = await lab.watcherPid(1);
    await lab.signal(1, 'STOP', watcher as number);
    const hash = await lab.planHash(1, 'shutdown');
    const accepted = await lab.hawser(1, 'cluster', 'shutdown', '--confirm', hash);
    expect([accepted.status, accepted.stderr]).toEqual([0, '']);
    expect([await lab.isThere(1, 'handOver'), await lab.isThere(1, 'unfinished')]).toEqual([true, false]);
    // Whoever asks another controller is told who has the cluster.
    const elsewhere = await lab.planHash(2, 'shutdown');
    const refused = await lab.hawser(2, 'cluster', 'shutdown', '--confirm', elsewhere);
    expect([refused.status, refused.stderr]).toEqual([4, expect.stringContaining('accepted by node1')]);
    await lab.site.cutPower('node1');
    // Nobody has disarmed the cluster: it fences the lost node, which switches it on.
    await lab.until('node1 is switched on', () => lab.site.isUp('node1'));
    await lab.untilHealthy();
    expect(lab.site.fenced.some((line) => line === 'reboot node1' || line === 'on node1')).toBe(true);
    expect([await lab.isThere(1, 'handOver'), await lab.progress(1)]).toEqual([false, null]);
    expect([lab.site.turns, up()]).toEqual([[], NAMES]);
    for (const name of NAMES) expect(lab.site.bmc(name).commands, name).toEqual([]);
  });

  it('S0.1 S0.2 S0.4 S0.5 S0.12 S0.19–S0.22 S0.32 S0.40 by the button all go off in order, the acceptor last', async () => {
    // The operating system of the serving machine takes its time, as a real one does.
    lab.site.bmc('node1').breakWith('late-off', 2);
    const fenced = lab.site.fenced.length;
    await page.goto(await lab.serve('night', PASSWORD));
    await page.getByLabel(en.signIn.user).fill('night');
    await page.getByLabel(en.signIn.password).fill(PASSWORD);
    await page.getByRole('button', { name: en.signIn.submit, exact: true }).click();
    await page.getByText(en.cluster.summary(12, 0, 0)).waitFor();
    await press('shutdown', 12);
    await page.getByText(en.run.progress(11, 12)).first().waitFor();
    await lab.until('the acceptor goes off', isDown);
    await page.getByText(en.connection.lastToGo('node1')).waitFor();
    const order = turnsSince(0, 'off');
    expectOrder(order);
    expect([order.toSorted(), up()]).toEqual([NAMES.toSorted(), []]);
    expect(lab.site.fenced.slice(fenced)).toEqual([]);
    for (const name of NAMES) expect(lab.site.bmc(name).commands, name).toEqual(['set shutdown 1']);
    expect(lab.report(1)).toMatchObject({ tally: { off: 11, pending: 1 } });
    expect(lab.report(1).notes.map(({ text }) => text)).toEqual([
      'stonith-action is off',
      'stop-all-resources is true',
      'all services of the cluster have stopped',
      'maintenance-mode is true',
    ]);
  });

  it('S0.8 S0.43 S0.45 shows the report when it is back, and starts in reverse to a whole cluster', async () => {
    const [turns, fenced] = [lab.site.turns.length, lab.site.fenced.length];
    lab.site.bmc('node1').repair('late-off');
    await lab.site.pressPower('node1');
    await page.getByText(en.report.outcomes.shutdown.done).waitFor();
    expect(lab.report(1)).toMatchObject({
      outcome: 'done',
      tally: { off: 12 },
      requestedBy: 'night from 127.0.0.1',
    });
    expect([lab.site.turns.length, await lab.isThere(1, 'handOver')]).toEqual([turns, false]);
    await press('start', 11);
    await lab.until('the start ends', async () => (await lab.progress(1))?.outcome != null);
    expect(await lab.progress(1)).toMatchObject({ action: 'start', outcome: 'done', tally: { on: 12 } });
    const order = turnsSince(turns, 'on');
    expect(order.toSorted()).toEqual(NAMES.filter((name) => name !== 'node1').toSorted());
    expectOrder(order.toReversed());
    await lab.untilHealthy();
    expect(up()).toEqual(NAMES);
    expect(await kind.property((command) => lab.run(1, command), 'hawser-intent')).toBe('');
    expect(lab.site.fenced.slice(fenced)).toEqual([]);
    await page.getByText(en.report.outcomes.start.done).waitFor();
  });

  it('S0.3 S0.6–S0.8 S0.13 S0.14 S0.41 S0.46 with everything broken all go off that can, the acceptor last', async () => {
    const [turns, fenced] = [lab.site.turns.length, lab.site.fenced.length];
    const sent = new Map(NAMES.map((name) => [name, lab.site.bmc(name).commands.length]));
    const commands = (name: string) => lab.site.bmc(name).commands.slice(sent.get(name));
    await lab.site.cutPower('n1');
    await lab.site.cutPower('n2');
    lab.site.bmc('n3').freeze();
    lab.writeInventory(['n4']);
    for (const name of ['n5', 'n6']) lab.site.bmc(name).breakWith('deaf-soft');
    lab.site.bmc('n6').breakWith('deaf-off');
    lab.site.bmc('node1').breakWith('late-off', 2);
    const watcher = await lab.watcherPid(1);
    // Those whose power is not known may get a command.
    await press('shutdown', 10);
    await lab.until('n5 gets its soft command', () => commands('n5').length === 1);
    // Between the soft and the hard command of a machine: the watcher, the daemon, the quorum.
    await lab.signal(1, 'KILL', watcher as number);
    expect(commands('n5')).toEqual(['set shutdown 1']);
    await lab.killDaemon(1);
    await Promise.all([lab.site.killCorosync(2), lab.site.killCorosync(3)]);
    expect(await lab.isThere(1, 'handOver')).toBe(false);
    await lab.until('the acceptor goes off', isDown);
    await page.getByText(en.connection.lastToGo('node1')).waitFor();
    const order = turnsSince(turns, 'off');
    expectOrder(order);
    expect(order.toSorted()).toEqual(['f1', 'n5', 'node1', 'node2', 'node3', 's1', 's2']);
    expect(up()).toEqual(['n3', 'n4', 'n6']);
    expect(lab.site.fenced.slice(fenced)).toEqual([]);
    for (const name of ['n1', 'n2', 'n3', 'n4']) expect(commands(name), name).toEqual([]);
    for (const name of ['n5', 'n6']) expect(commands(name), name).toEqual(['set shutdown 1', 'set power 0']);
    for (const name of ['s1', 's2', 'f1', ...CONTROLLERS])
      expect(commands(name), name).toEqual(['set shutdown 1']);
    const report = lab.report(1);
    const machine = (name: string) => report.machines.find((one) => one.name === name) as MachineReport;
    expect(Object.fromEntries(report.machines.map(({ name, verdict }) => [name, verdict]))).toEqual({
      ...Object.fromEntries(NAMES.map((name) => [name, 'off'])),
      n3: 'bmc-unreachable',
      n4: 'refused',
      n6: 'still-on',
      node1: null,
    });
    expect(machine('n4').problem?.code).toBe('HWS-PWR-004');
    expect(report.notes.map(({ text }) => text)).toContain('the watcher was started again and goes on');
  });

  it('S0.39 S0.43 comes back from that, too, and no secret was to be seen anywhere', async () => {
    const turns = lab.site.turns.length;
    lab.writeInventory([]);
    lab.site.bmc('n3').thaw();
    for (const name of ['n5', 'n6']) lab.site.bmc(name).repair('deaf-soft');
    lab.site.bmc('n6').repair('deaf-off');
    lab.site.bmc('node1').repair('late-off');
    await lab.site.pressPower('node1');
    await page.getByText(en.report.outcomes.shutdown.incomplete).waitFor();
    expect(await page.getByText(en.table.verdicts['bmc-unreachable']).count()).toBe(1);
    await press('start', 8);
    await lab.until('the start ends', async () => (await lab.progress(1))?.outcome != null);
    expect(await lab.progress(1)).toMatchObject({ action: 'start', outcome: 'done', tally: { on: 12 } });
    expect(turnsSince(turns, 'on').toSorted()).toEqual([
      'f1',
      'n1',
      'n2',
      'n5',
      'node2',
      'node3',
      's1',
      's2',
    ]);
    await lab.untilHealthy();
    expect(up()).toEqual(NAMES);

    const token = readFileSync(join(lab.folder, 'api/token.key'), 'utf8').trim();
    const secrets = [BMC_ACCOUNTS.administrator.password, WRONG_PASSWORD, PASSWORD, token, 'hws1.'];
    expect([...processes.seen].some((words) => words.includes('ipmitool -I lanplus'))).toBe(true);
    expect(lab.apiLog).toContain('night from 127.0.0.1 has begun shutdown');
    for (const text of [...processes.seen, ...(await lab.writtenTexts())])
      for (const secret of secrets) expect(text.includes(secret), text.slice(0, 200)).toBe(false);
  });
});
