/**
 * The button, pressed in Chromium, with nothing in between replaced: `hawser api serve`, the job, the watcher and
 * ipmitool are processes of their own, machines are BMC simulators, the cluster is Pacemaker's tools on a CIB file.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { en } from '../../console/src/texts/en.ts';
import { hasBmcParts } from '../lab/bmc-simulators.ts';
import { hasPacemakerTools, type LabMachine, ShutdownLab, until } from '../shutdown/shutdown-lab.ts';
import { HAS_CHROMIUM, launchChromium, PATIENCE_MS } from './chromium.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const NODE = join(ROOT, 'node_modules/node/bin/node');
const PASSWORD = 'pressing the real button';

const MACHINES: readonly LabMachine[] = [
  { name: 'c1', role: 'controller' },
  { name: 'c2', role: 'controller' },
  { name: 'c3', role: 'controller' },
  { name: 'n1', role: 'compute' },
  { name: 'n2', role: 'compute' },
  { name: 'n3', role: 'compute' },
  { name: 'n4', role: 'compute' },
  { name: 'f1', role: 'foreign' },
];

const isPossible =
  HAS_CHROMIUM && hasBmcParts() && hasPacemakerTools() && existsSync(join(ROOT, 'console/dist/index.html'));

describe.runIf(isPossible)('the real shutdown by the page', () => {
  let lab: ShutdownLab;
  let browser: Browser;
  let page: Page;
  let api: ChildProcess | null = null;
  let apiLog = '';

  function hawser(argv: readonly string[]): ChildProcess {
    return spawn(NODE, [join(ROOT, 'src/cli/start.ts'), ...argv, '--config', join(lab.folder, 'api.json')], {
      env: {
        ...process.env,
        PATH: `${join(lab.folder, 'tools')}:${process.env.PATH}`,
        CIB_file: lab.cib,
        HAWSER_INVENTORY: lab.inventory,
        HAWSER_RUNTIME_FOLDER: lab.runtime,
        HAWSER_SHUTDOWN_STATE_FOLDER: lab.state,
        HAWSER_CLUSTER: 'pacemaker',
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  }

  async function run(argv: readonly string[], input = ''): Promise<number> {
    const child = hawser(argv);
    child.stdin?.end(input);
    const [code] = await once(child, 'close');
    return code;
  }

  function configure(port: number): void {
    const config = { folder: join(lab.folder, 'api'), listen: { address: '127.0.0.1', port } };
    writeFileSync(join(lab.folder, 'api.json'), JSON.stringify(config));
  }

  /** Starts the API and answers with the port at which it listens. */
  async function serve(): Promise<number> {
    const begin = apiLog.length;
    const child = hawser(['api', 'serve']);
    api = child;
    child.stdout?.on('data', (part: Buffer) => {
      apiLog += part.toString('utf8');
    });
    const found = () => /listening at https:\/\/127\.0\.0\.1:(\d+)/.exec(apiLog.slice(begin));
    await until(() => found() !== null || child.exitCode !== null, 'the API listens');
    return Number(found()?.[1]);
  }

  async function killApi(): Promise<void> {
    if (api === null || api.exitCode !== null || api.signalCode !== null) return;
    const ended = once(api, 'exit');
    api.kill('SIGKILL');
    await ended;
  }

  beforeAll(async () => {
    lab = await ShutdownLab.start(MACHINES);
    // The operating system of the serving machine takes its time, as a real one does.
    lab.bmc('c1').breakWith('late-off', 2);
    // One ignores soft requests, one BMC is dead.
    lab.bmc('n2').breakWith('deaf-soft');
    lab.bmc('n3').freeze();
    lab.bmc('n4').power = 'off';
    await lab.startWatcher();
    browser = await launchChromium();
    page = await (await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' })).newPage();
    page.setDefaultTimeout(PATIENCE_MS);
  }, PATIENCE_MS);
  afterAll(async () => {
    await browser.close();
    await killApi();
    await lab.stop();
  }, PATIENCE_MS);

  test('S0.2 S0.4 S0.5 S0.16 S0.21: set up, sign in, shut down, acceptor last; it comes back with its report', async () => {
    configure(0);
    expect(await run(['api', 'setup'])).toBe(0);
    expect(await run(['user', 'add', 'night', '--role', 'operator'], `${PASSWORD}\n`)).toBe(0);
    const port = await serve();
    configure(port);
    await page.goto(`https://127.0.0.1:${port}/`);
    await page.getByLabel(en.signIn.user).fill('night');
    await page.getByLabel(en.signIn.password).fill(PASSWORD);
    await page.getByRole('button', { name: en.signIn.submit, exact: true }).click();
    await page.getByText(en.cluster.summary(6, 1, 1)).waitFor();

    await page.getByRole('button', { name: en.cluster.shutDown }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(en.preview.intro.shutdown(7, 8)).waitFor();
    await dialog.getByText(en.preview.unreadable(1)).waitFor();
    await dialog.locator('#cluster-name').fill('lab');
    await dialog.getByRole('button', { name: en.preview.confirm.shutdown, exact: true }).click();
    await page.getByText(en.run.title.shutdown).waitFor();
    await page.getByText(en.run.progress(7, 8)).first().waitFor();
    await until(() => lab.bmc('c1').power === 'off', 'the acceptor goes off');
    // With its power go the watcher and the server.
    await killApi();
    await until(() => !lab.isWatcherAlive, 'the watcher goes with it');
    await page.getByText(en.connection.lastToGo('c1')).waitFor();
    const order = lab.turns.map((turn) => turn.split(' ')[1]);
    expect(order.slice(0, 2).sort()).toEqual(['n1', 'n2']);
    expect(order.slice(2)).toEqual(['f1', ...order.slice(3, 5), 'c1']);
    const stillOn = MACHINES.filter(({ name }) => lab.bmc(name).power === 'on').map(({ name }) => name);
    expect(stillOn).toEqual(['n3']);
    // S0.7: what was off got no command.
    expect(lab.bmc('n4').commands).toEqual([]);

    // Somebody switches the controller on; the page that stayed open is told.
    lab.bmc('c1').power = 'on';
    await lab.boot();
    expect(await serve()).toBe(port);
    // S0.8: which machine did not go, and why.
    await page.getByText(en.report.outcomes.shutdown.incomplete).waitFor();
    expect(await page.getByText(en.table.verdicts['bmc-unreachable']).count()).toBe(1);
    await page.getByRole('button', { name: /: n2$/ }).click();
    await page.getByText(en.report.actions.off).first().waitFor();
    expect(lab.report).toMatchObject({ outcome: 'incomplete', requestedBy: 'night from 127.0.0.1' });
    // S0.33: nothing happens again by itself.
    expect(readdirSync(lab.runtime)).not.toContain('cluster_shutdown_nodes.json');

    // No secret was written anywhere but where it belongs.
    const token = readFileSync(join(lab.folder, 'api/token.key'), 'utf8').trim();
    for (const text of [...lab.writtenTexts(), apiLog]) {
      expect(text).not.toContain(PASSWORD);
      expect(text).not.toContain(token);
      expect(text).not.toMatch(/hws1\./);
    }
    expect(apiLog).toContain('night from 127.0.0.1 has begun shutdown');
  });
});
