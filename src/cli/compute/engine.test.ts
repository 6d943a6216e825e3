import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BMC_ACCOUNTS, BmcLab, hasBmcParts } from '../../../test/lab/bmc-simulators.ts';
import { EngineBench } from '../../compute-ha/engine/engine-bench.fixture.ts';
import { MailServer } from '../../notify/mail-server.fixture.ts';

const START = resolve(import.meta.dirname, '../start.ts');
const GATEWAY = '198.51.100.1';
/** Answers as the file `alive` beside it says; sends nothing. */
const FPING = `#!/bin/sh
while read t; do
  if [ "$t" = 127.0.0.1 ] || grep -qx "$t" "$(dirname "$0")/alive"; then echo "$t is alive"; else echo "$t is unreachable"; fi
done
exit 1
`;

let bench: EngineBench;
let bmcs: BmcLab | null;
let mail: MailServer;
const children: ChildProcess[] = [];

beforeEach(async () => {
  bench = new EngineBench();
  await bench.open(3, 2);
  mail = new MailServer(false);
  bmcs = null;
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.length = 0;
  mail.close();
  await bmcs?.stop();
  await bench.close();
  expect(bench.violations).toEqual([]);
});

function write(name: string, text: string): string {
  const path = join(bench.folder, name);
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return path;
}

/** Echo requests are answered by the gateway, by hosts that run, and by what is on them. */
function answerEchoes(): void {
  const running = [...bench.hosts.values()].filter(({ isRunning }) => isRunning);
  const servers = [...bench.servers.values()].filter(({ host }) => bench.host(host).isRunning);
  const alive = [GATEWAY, ...running.map(({ address }) => address), ...servers.map(({ address }) => address)];
  write('alive', `${alive.join('\n')}\n`);
}

async function files(ports: readonly number[], more = ''): Promise<string> {
  chmodSync(write('fping', FPING), 0o755);
  answerEchoes();
  const auth = `{ auth_url: '${bench.double.url}', username: admin, password: secret, project_name: admin }`;
  const cloud = write('clouds.yaml', `clouds: { a: { auth: ${auth}, region_name: RegionOne } }`);
  const secret = write('bmc', `${BMC_ACCOUNTS.administrator.password}\n`);
  const names = [...bench.hosts.keys()];
  const machines = names.map(
    (name, i) =>
      `  - { name: ${name}, role: compute, bmc: { host: 127.0.0.1, port: ${ports[i] ?? 10 + i} } }\n`,
  );
  const inventory = write(
    'inventory.yaml',
    `ipmi: true\noneClickShutdown: true\nbmc: { user: ADMIN, password: { file: '${secret}' } }\nmachines:\n${machines.join('')}  - { name: ctl1, role: controller, bmc: { host: 127.0.0.1, port: 9 } }\n`,
  );
  const hosts = [...bench.hosts.values()].map(
    ({ name, address }) => `  - { name: ${name}, addresses: [${address}] }\n`,
  );
  const port = await mail.listen();
  return write(
    'compute.yaml',
    `cloud: { file: '${cloud}' }
inventory: '${inventory}'
controls: [${GATEWAY}]
interval: 1
state: '${join(bench.folder, 'state')}'
response: { rechecks: 1, recheckSeconds: 1 }
notify:
  administrators:
    mail: [{ server: 127.0.0.1, port: ${port}, encryption: none, from: hawser@example.org, to: [ops@example.org] }]
hosts:
${hosts.join('')}${more}`,
  );
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function begin(words: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const environment = { PATH: `${bench.folder}:${process.env.PATH}`, HOME: bench.folder };
  const child = spawn(process.execPath, [START, 'compute', ...words], { env: environment });
  children.push(child);
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (part) => {
    said.stdout += part;
  });
  child.stderr.on('data', (part) => {
    said.stderr += part;
  });
  const ended = new Promise<Ended>((done) => {
    child.on('close', (status) => done({ status, ...said }));
  });
  return { child, ended };
}

function compute(...words: readonly string[]): Promise<Ended> {
  return begin(words).ended;
}

/** Asks until the answer is as awaited. */
async function asked(words: readonly string[], isRight: (answer: Ended) => boolean): Promise<Ended> {
  for (const end = Date.now() + 40_000; ; await wait(100)) {
    const answer = await compute(...words);
    if (isRight(answer)) return answer;
    if (Date.now() > end) expect.fail(`${words.join(' ')} still says:\n${answer.stdout}${answer.stderr}`);
  }
}

describe('hawser compute engine', () => {
  it.runIf(hasBmcParts())(
    'S2.8 S2.33 S2.34 watches, is disarmed and armed, evacuates by a real BMC simulator, mails, and tells the story',
    async () => {
      bmcs = await BmcLab.start(3);
      const lab = bmcs;
      bench.hasPower = (name) => lab.bmcs[[...bench.hosts.keys()].indexOf(name)]?.power === 'on';
      const file = await files(lab.bmcs.map(({ port }) => port));
      const at = ['--file', file];
      expect(await compute('engine', '--check', ...at)).toEqual({
        status: 0,
        stdout: `${file} is right: 3 hosts, every 1 s.\n`,
        stderr: '',
      });
      const { child, ended } = begin(['engine', ...at]);
      await asked(['explain', 'cmp2', ...at], ({ stdout }) => stdout.includes('ago: healthy'));
      expect(await compute('engine', ...at)).toMatchObject({
        status: 1,
        stdout: expect.stringContaining('HWS-CMP-004'),
      });

      const disarmed = await compute('disarm', '--reason', 'upgrade', '--owner', 'ann', '--for', '1h', ...at);
      expect(disarmed).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('all hosts. ann: upgrade'),
      });
      bench.lose('cmp2', 'hang');
      answerEchoes();
      const held = await asked(['explain', 'cmp2', ...at], ({ stdout }) =>
        stdout.includes('held: disarmed by ann'),
      );
      expect(held.status).toBe(1);
      expect(held.stdout).toContain('rule all-silent of ping-all');
      expect(held.stdout).toMatch(/held back:\n {2}disarmed by ann \(upgrade\)/);
      expect(lab.bmcs[1]?.commands).toEqual([]);

      expect(await compute('arm', ...at)).toMatchObject({ status: 0, stdout: 'Armed: all hosts.\n' });
      const list = await asked(['incidents', ...at], ({ stdout }) => stdout.includes('cmp2  evacuated'));
      expect(list.stdout).toContain('give it back: hawser compute release cmp2');
      expect(lab.bmcs.map(({ power }) => power)).toEqual(['on', 'off', 'on']);
      expect([...bench.servers.values()].map(({ host }) => host)).not.toContain('cmp2');

      const [{ incident }] = JSON.parse(
        (await compute('incidents', '--output-format', 'json', ...at)).stdout,
      ).incidents;
      const story = await asked(['incidents', incident.slice(0, 8), ...at], ({ stdout }) =>
        /evacuated +administrators +delivered/.test(stdout),
      );
      expect(story.stdout).toMatch(
        /evidence:[\s\S]*all-silent[\s\S]*confirmed off[\s\S]*cmp2-vm1 +\S+ +moved +1 try/,
      );
      const lines = mail.lines.join('\n');
      expect(lines).toContain('RCPT TO:<ops@example.org>');
      expect(lines).toMatch(/Subject: Hawser: ACT: held, nothing is done about cmp2/);
      expect(lines).toMatch(/Subject: Hawser: cmp2: all instances that were to be evacuated/);

      bench.double.rules.unshift(({ method, body }) =>
        method === 'PUT' && JSON.stringify(body).includes('"forced_down":false')
          ? { status: 400, body: { badRequest: { code: 400, message: 'evacuations are not completed' } } }
          : null,
      );
      expect(await compute('release', 'cmp2', ...at)).toMatchObject({ status: 1 });
      bench.double.rules.shift();
      expect(await compute('release', 'cmp2', ...at)).toMatchObject({ status: 0 });
      expect(bench.host('cmp2').service).toMatchObject({ status: 'enabled', forced_down: false });
      expect(await compute('release', 'cmp2', ...at)).toMatchObject({
        status: 66,
        stderr: expect.stringContaining('cmp2 is not fenced'),
      });

      child.kill('SIGTERM');
      expect(await ended).toMatchObject({ status: 0, stdout: expect.stringContaining('ends: SIGTERM') });
    },
    120_000,
  );

  it.runIf(hasBmcParts())(
    'rehearses and plans without changing anything',
    async () => {
      bmcs = await BmcLab.start(3);
      const file = await files(bmcs.bmcs.map(({ port }) => port));
      const first = bench.servers.get('cmp1-vm1');
      if (first !== undefined) first.status = 'SHUTOFF';
      const rehearsed = await compute('rehearse', 'cmp1', '--file', file);
      expect(rehearsed.stderr).toBe('');
      expect(rehearsed.stdout).toMatch(/done +\d\S* s +judge the host +healthy; taken for dead here/);
      expect(rehearsed.stdout).toMatch(/left out +Nova: force cmp1 down/);
      expect(rehearsed.stdout).toMatch(/done +\d\S* s +ask the BMC +power is on/);
      expect(rehearsed.stdout).toMatch(/would be left: cmp1-vm1 .*its status is SHUTOFF/);
      expect(rehearsed.stdout).toMatch(/left out +Nova: evacuate cmp1-vm2 +the scheduler chooses/);
      expect(rehearsed.stdout).toContain('would end as evacuated: 1 instances evacuated, 1 left');
      expect(rehearsed.status).toBe(0);
      const plan = await compute('evacuate', 'cmp1', '--plan', '--file', file);
      expect(plan.stdout).toMatch(
        /cmp1: 1 instances would be evacuated.*\n +1 +cmp1-vm2 .*ACTIVE\n1 would be left:\n +cmp1-vm1/,
      );
      expect(bench.double.nova.filter(({ method }) => method !== 'GET')).toEqual([]);
      expect(bmcs.bmcs.flatMap(({ commands }) => commands)).toEqual([]);

      // What would not work in earnest does not pass for rehearsed.
      bmcs.bmcs[0]?.freeze();
      const dead = await compute('rehearse', 'cmp1', '--file', file, '--output-format', 'json');
      expect(dead.status).toBe(1);
      const { steps } = JSON.parse(dead.stdout) as { steps: readonly { what: string; outcome: string }[] };
      expect(steps.filter(({ outcome }) => outcome === 'failed').map(({ what }) => what)).toEqual([
        'ask the BMC',
      ]);
    },
    90_000,
  );

  it('does not start where it would never act, and says so', async () => {
    const file = await files([]);
    const text = `hosts: [{ name: a, addresses: [198.51.100.9] }]\ncloud: { file: '${join(bench.folder, 'clouds.yaml')}' }\n`;
    const unfit = await compute('engine', '--file', write('unfit.yaml', text));
    expect(unfit).toMatchObject({ status: 78, stdout: '' });
    expect(unfit.stderr).toContain('0 controls are given, and 1 have to answer');
    expect(unfit.stderr).toContain('no inventory is given');
    expect(unfit.stderr).toContain('nobody is told of anything');
    const words: readonly (readonly [number, readonly string[]])[] = [
      [64, ['engine', 'cmp1', '--file', file]],
      [64, ['disarm', '--for', '1h', '--file', file]],
      [64, ['disarm', '--reason', 'x', '--for', 'soon', '--file', file]],
      [1, ['disarm', '--reason', 'x', '--for', '200h', '--owner', 'ann', '--file', file]],
      [66, ['disarm', 'cmp7', '--reason', 'x', '--for', '1h', '--file', file]],
      [66, ['arm', '--file', file]],
      [66, ['incidents', 'nonesuch', '--file', file]],
      [64, ['evacuate', 'cmp1', '--file', file]],
      [66, ['explain', 'cmp7', '--file', file]],
      [66, ['rehearse', 'cmp7', '--file', file]],
    ];
    for (const [status, line] of words) {
      const answer = await compute(...line);
      expect({ line, ...answer }).toMatchObject({ status, stdout: '' });
      expect(answer.stderr).toContain('hawser compute');
    }
  }, 60_000);
});
