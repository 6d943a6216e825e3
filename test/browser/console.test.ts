import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { en } from '../../console/src/texts/en.ts';
import type { Texts } from '../../console/src/texts/texts.ts';
import { zh } from '../../console/src/texts/zh.ts';
import { readPageFiles } from '../../src/api/page-files.ts';
import { smallCloud } from '../../src/api/scripted-shutdown.fixture.ts';
import { makeCertificate } from '../../src/api/setup/certificate.ts';
import { PASSWORDS, startTestServer, type TestServer } from '../../src/api/test-server.fixture.ts';
import { HAS_CHROMIUM, launchChromium, PATIENCE_MS } from './chromium.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Folder for screenshots; without it none are made. Kept are those that show something of their own. */
const PICTURES = process.env.HAWSER_SCREENSHOTS;
const KEPT = new Set(['nodes-desktop', 'preview-desktop', 'progress-phone', 'gone-desktop', 'report-phone']);

const files = readPageFiles(join(ROOT, 'console/dist'));

/** One way in which people look at the page. */
interface Look {
  readonly name: string;
  readonly texts: Texts;
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
}

const DESKTOP: Look = { name: 'desktop', texts: en, width: 1000, height: 760, scheme: 'light' };
const PHONE: Look = { name: 'phone', texts: zh, width: 390, height: 844, scheme: 'dark' };

test('the page is built (npm ci in console/, then npm run build)', () => {
  expect(files).not.toBeNull();
});

describe.skipIf(!HAS_CHROMIUM || files === null)('the page in Chromium', () => {
  let browser: Browser;
  let tls: { key: string; certificate: string };
  let server: TestServer;
  const servers: TestServer[] = [];
  let page: Page;
  /** What the browser complained of. */
  let complaints: string[];
  let strangers: string[];

  beforeAll(async () => {
    browser = await launchChromium();
    tls = await makeCertificate(['localhost', '127.0.0.1'], Date.now());
  }, PATIENCE_MS);
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.context().close();
    for (const one of servers.splice(0)) await one.close();
    expect(complaints).toEqual([]);
    expect(strangers).toEqual([]);
  }, PATIENCE_MS);

  async function start(look: Look, scenario = smallCloud()): Promise<void> {
    server = await startTestServer({ page: files, tls, scenario });
    servers.push(server);
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      viewport: { width: look.width, height: look.height },
      locale: look.texts.language,
      colorScheme: look.scheme,
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    complaints = [];
    strangers = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // A refused request is told by the browser as an error, too; the page shows it.
      const isRefusal = /Failed to load resource/.test(message.text());
      if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
    });
    const origin = `https://127.0.0.1:${port()}`;
    page.on('request', (request) => {
      if (!request.url().startsWith(`${origin}/`)) strangers.push(request.url());
    });
    await page.goto(`${origin}/`);
  }

  function port(): number {
    return (server.app.server.address() as AddressInfo).port;
  }

  async function signIn(
    { texts }: Look,
    user: 'viewer' | 'operator',
    password = PASSWORDS[user],
  ): Promise<void> {
    await page.getByLabel(texts.signIn.user).fill(user);
    await page.getByLabel(texts.signIn.password).fill(password);
    await page.getByRole('button', { name: texts.signIn.submit, exact: true }).click();
  }

  /** Waits for a text, looks for barriers, sees that nothing sticks out, and takes a picture if they are wanted. */
  async function look({ name, width }: Look, what: string, text: string): Promise<void> {
    await page.getByText(text, { exact: false }).first().waitFor();
    await page.evaluate(AXE);
    const barriers = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run: (options: unknown) => Promise<AxeResults> } };
      const { violations } = await axe.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
      });
      return violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
      );
    });
    expect(barriers, what).toEqual([]);
    const reach = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(reach, `${what}: width`).toBeLessThanOrEqual(width);
    if (PICTURES === undefined || !KEPT.has(`${what}-${name}`)) return;
    mkdirSync(resolve(ROOT, PICTURES), { recursive: true });
    await page.screenshot({ path: resolve(ROOT, PICTURES, `${what}-${name}.png`), animations: 'disabled' });
  }

  test.each([DESKTOP, PHONE])('S0.4, S0.5: the cluster is shut down and comes back ($name)', async (view) => {
    const { texts } = view;
    await start(view);
    await look(view, 'sign-in', texts.signIn.hint);
    await signIn(view, 'operator', 'a wrong guess');
    await page.getByText(texts.problem.byCode['HWS-API-013'] ?? 'User or password is not right').waitFor();
    await signIn(view, 'operator');
    await page.getByText('compute5', { exact: true }).waitFor();
    await look(view, 'nodes', texts.cluster.summary(7, 1, 1));

    await page.getByRole('button', { name: texts.cluster.shutDown }).click();
    await look(view, 'preview', texts.preview.stops(4));
    const dialog = page.getByRole('dialog');
    for (const kind of Object.values(texts.preview.kinds)) await dialog.getByText(kind).first().waitFor();
    for (const { name } of server.job.scenario.machines) {
      expect(await dialog.getByText(name, { exact: true }).count(), name).toBeGreaterThan(0);
    }
    expect(await dialog.getByText(texts.preview.intro.shutdown(8, 9)).count()).toBe(1);
    const confirm = dialog.getByRole('button', { name: texts.preview.confirm.shutdown, exact: true });
    const name = dialog.locator('#cluster-name');
    expect(await confirm.isDisabled()).toBe(true);
    await name.fill('harbor');
    expect(await confirm.isDisabled()).toBe(true);
    await name.fill('harbour');
    await look(view, 'confirmation', texts.preview.typeName('harbour'));

    // The world changes between look and confirmation.
    server.job.scenario.machines.find((machine) => machine.name === 'compute2')!.power = 'off';
    await name.press('Enter');
    await dialog.getByText(texts.preview.changed).waitFor();
    expect(server.job.requests).toEqual([]);
    await dialog.getByText(texts.preview.intro.shutdown(7, 9)).waitFor();
    expect(await name.inputValue()).toBe('');
    await name.fill('harbour');
    await confirm.click();

    await page.getByText(texts.run.title.shutdown).waitFor();
    expect(server.job.requests).toMatchObject([{ action: 'shutdown', requester: 'operator from 127.0.0.1' }]);
    for (let i = 0; i < 3; i++) server.job.step();
    await look(view, 'progress', texts.table.phases.hard);
    let last = await server.job.status();
    while (last.run?.machines.find((machine) => machine.name === 'controller1')?.phase !== 'reading') {
      server.job.step();
      last = await server.job.status();
    }
    await page.getByText(texts.run.progress(8, 9)).first().waitFor();

    // The serving node goes. What the page has not been told it does not claim.
    const { users, tokenKey, job } = server;
    const again = { page: files, tls, users, tokenKey, job };
    const samePort = port();
    await server.app.close();
    await look(view, 'gone', texts.connection.lastToGo('controller1'));
    expect(await page.getByText(texts.report.title).count()).toBe(0);
    job.step();
    server = await startTestServer(again);
    servers.push(server);
    await server.app.listen({ host: '127.0.0.1', port: samePort });
    await look(view, 'report', texts.report.outcomes.shutdown.incomplete);
    await page.getByText(texts.report.commandedHint).waitFor();
    await page.getByRole('button', { name: /compute3$/ }).click();
    await page.getByText(texts.report.actions.off).waitFor();

    await page.getByRole('button', { name: texts.cluster.powerOn }).click();
    await page.getByRole('dialog').locator('#cluster-name').fill('harbour');
    await page.getByRole('button', { name: texts.preview.confirm.start, exact: true }).click();
    await page.getByText(texts.run.title.start).waitFor();
    while (server.job.step());
    await page.getByText(texts.report.outcomes.start.incomplete).waitFor();
    const kept = await page.evaluate('JSON.stringify(localStorage)');
    expect(kept).not.toContain('hws1');
  });

  test('the language is switched at once, and remembered; so is the dark look', async () => {
    await start(DESKTOP);
    await page.getByRole('button', { name: en.otherLanguage }).click();
    await page.getByRole('heading', { name: zh.signIn.title }).waitFor();
    await page.getByRole('button', { name: zh.lightOrDark }).click();
    await page.reload();
    await page.getByRole('heading', { name: zh.signIn.title }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN');
    expect(await page.locator('html.pf-v6-theme-dark').count()).toBe(1);
  });

  test('by keyboard alone: sign in, open, look, leave', async () => {
    await start(DESKTOP);
    await page.getByLabel(en.signIn.user).focus();
    await page.keyboard.type('operator');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORDS.operator);
    await page.keyboard.press('Enter');
    const button = page.getByRole('button', { name: en.cluster.shutDown });
    await button.and(page.locator(':enabled')).waitFor();
    for (let i = 0; i < 12 && !(await button.evaluate((it) => it === it.ownerDocument.activeElement)); i++) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText(en.preview.batches).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await button.evaluate((it) => it === it.ownerDocument.activeElement)).toBe(true);
  });

  test('a viewer sees all and switches nothing; closed gates are told one by one', async () => {
    const scenario = smallCloud();
    const gate = (code: string, message: string) =>
      ({ code, severity: 'error', message, hint: 'Set it', id: null, at: null }) as const;
    const closed = [
      gate('HWS-SDN-030', 'IPMI is switched off in the inventory'),
      gate('HWS-SDN-031', 'One-click shutdown is switched off in the inventory'),
    ];
    scenario.gates = { shutdown: closed, start: closed };
    await start(DESKTOP, scenario);
    await signIn(DESKTOP, 'viewer');
    await look(DESKTOP, 'gates', en.cluster.gatesClosed);
    await page.getByText('One-click shutdown is switched off').waitFor();
    await page.getByText(en.cluster.notAllowed).waitFor();
    expect(await page.getByRole('button', { name: en.cluster.shutDown }).isDisabled()).toBe(true);
  });

  test('where no cluster runs the power is known all the same, and the cluster is powered on', async () => {
    const scenario = smallCloud();
    const message = 'No running cluster was found on this machine';
    const gate = {
      code: 'HWS-SDN-032',
      severity: 'error',
      message,
      hint: 'Start it',
      id: null,
      at: null,
    } as const;
    scenario.gates = { shutdown: [gate], start: [] };
    for (const machine of scenario.machines) machine.power = 'off';
    await start(PHONE, scenario);
    await signIn(PHONE, 'operator');
    await page.getByText(zh.cluster.gatesClosed).waitFor();
    await page.getByText(zh.problem.byCode['HWS-SDN-032'] as string).waitFor();
    await page.getByText(zh.cluster.summary(0, 8, 1)).waitFor();
    await page.getByRole('button', { name: zh.cluster.powerOn }).click();
    await page.getByRole('dialog').locator('#cluster-name').fill('harbour');
    await page.keyboard.press('Enter');
    await page.getByText(zh.run.title.start).waitFor();
    expect(server.job.requests).toMatchObject([{ action: 'start' }]);
  });

  test('a run is cancelled; what was not reached is told so', async () => {
    await start(DESKTOP);
    await signIn(DESKTOP, 'operator');
    await page.getByRole('button', { name: en.cluster.shutDown }).click();
    await page.getByRole('dialog').locator('#cluster-name').fill('harbour');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: en.run.cancel }).click();
    await page.getByRole('dialog').getByRole('button', { name: en.run.cancelConfirm }).click();
    await page.getByText(en.report.outcomes.shutdown.cancelled).waitFor();
    expect(await page.getByText(en.table.verdicts['not-reached']).count()).toBe(9);
  });

  test('another node that answers under the same address does not pass for the first', async () => {
    await start(DESKTOP);
    await signIn(DESKTOP, 'operator');
    await page.getByRole('button', { name: en.cluster.shutDown }).click();
    await page.getByRole('dialog').locator('#cluster-name').fill('harbour');
    await page.keyboard.press('Enter');
    await page.getByText(en.run.title.shutdown).waitFor();
    const { users, tokenKey } = server;
    const samePort = port();
    await server.app.close();
    await page.getByText(en.connection.duringRun(9)).waitFor();
    server = await startTestServer({ page: files, tls, users, tokenKey, server: 'controller2' });
    servers.push(server);
    await server.app.listen({ host: '127.0.0.1', port: samePort });
    await page.getByText(en.connection.otherServer('controller2')).waitFor();
    await page.getByText(en.connection.otherServerHint('controller1')).waitFor();
    await page.getByText(en.cluster.servedBy('controller2')).waitFor();
    expect(await page.getByText(en.run.title.shutdown).count()).toBe(0);
  });

  test('an expired token leads back to signing in', async () => {
    await start(DESKTOP);
    await signIn(DESKTOP, 'operator');
    await page.getByText('compute5', { exact: true }).waitFor();
    server.advance(3_700_000);
    await page.getByRole('button', { name: en.cluster.shutDown }).click();
    await page.getByText(en.signIn.ended).waitFor();
  });
});

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly string[] }[];
  }[];
}
