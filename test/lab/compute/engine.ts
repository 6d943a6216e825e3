/**
 * The whole engine on a real Keystone and Nova: real fping into network namespaces that stand for the hosts, BMC simulators
 * asked by ipmitool, a mail server on loopback. A compute host dies; the time until its last instance is active elsewhere is
 * printed with its parts. As root.
 *
 *   node test/lab/compute/engine.ts LAB_FOLDER COMPUTE_TOOL HOST SERVERS [INTERVAL]
 *
 * LAB_FOLDER and COMPUTE_TOOL as for run.ts. INTERVAL: seconds between two rounds, 20 by default.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { recordPath } from '../../../src/compute-ha/record/database.ts';
import { IncidentStore } from '../../../src/compute-ha/record/incident-store.ts';
import { NoticeStore } from '../../../src/compute-ha/record/notice-store.ts';
import { RoundStore } from '../../../src/compute-ha/record/round-store.ts';
import type { ResponseState } from '../../../src/evacuation/run/state.ts';
import { MailServer } from '../../../src/notify/mail-server.fixture.ts';
import { BMC_ACCOUNTS, BmcLab } from '../bmc-simulators.ts';
import { openLabCloud } from './lab-cloud.ts';

const [folder, tool, host, count, interval = '20'] = process.argv.slice(2);
if (folder === undefined || tool === undefined || host === undefined || count === undefined)
  throw new Error('usage: engine.ts LAB_FOLDER COMPUTE_TOOL HOST SERVERS [INTERVAL]');
const START = resolve(import.meta.dirname, '../../../src/cli/start.ts');
const { lab, nova, boot } = openLabCloud(folder);

/** A namespace that answers echo requests at an address of its own until its link is cut. */
class Place {
  readonly address: string;
  readonly #name: string;

  constructor(number: number) {
    this.#name = `hwe${process.pid}n${number}`;
    this.address = `10.231.${number}.2`;
    const outer = `hwe${process.pid % 10_000}v${number}`;
    ip('netns', 'add', this.#name);
    ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', this.#name);
    ip('addr', 'add', `10.231.${number}.1/30`, 'dev', outer);
    ip('link', 'set', outer, 'up');
    ip('-n', this.#name, 'addr', 'add', `${this.address}/30`, 'dev', 'eth0');
    ip('-n', this.#name, 'link', 'set', 'eth0', 'up');
  }

  cut(): void {
    ip('-n', this.#name, 'addr', 'flush', 'dev', 'eth0');
  }

  remove(): void {
    ip('netns', 'del', this.#name);
  }
}

function ip(...words: readonly string[]): void {
  execFileSync('ip', words, { stdio: 'inherit' });
}

function compute(...words: readonly string[]): void {
  execFileSync(tool as string, words, { env: { ...process.env, LAB_DIR: folder }, stdio: 'inherit' });
}

async function until(what: string, condition: () => boolean | Promise<boolean>, ms = 300_000): Promise<void> {
  for (const end = Date.now() + ms; !(await condition()); await wait(200))
    if (Date.now() > end) throw new Error(`${what} does not come`);
}

async function activeOn(name: string): Promise<readonly string[]> {
  const servers = await nova.serversOn(name);
  if (servers.kind !== 'done') return [];
  return servers.value.flatMap(({ instance }) => (instance.status === 'ACTIVE' ? [instance.id] : []));
}

const work = mkdtempSync(join(tmpdir(), 'hawser-engine-lab-'));
const mail = new MailServer(false);
const places: Place[] = [];
let bmcs: BmcLab | null = null;
let engine: ReturnType<typeof spawn> | null = null;

function write(name: string, text: string, mode = 0o600): string {
  const path = join(work, name);
  writeFileSync(path, text, { mode });
  return path;
}

try {
  const services = await nova.computeServices();
  if (services.kind !== 'done') throw new Error(services.problem.message);
  const names = services.value.map((service) => service.host).sort();
  const missing = Number(count) - (await activeOn(host)).length;
  for (let i = 0; i < missing; i++) await boot(host);
  await until('ACTIVE on all servers', async () => (await activeOn(host)).length >= Number(count));
  const ids = await activeOn(host);

  for (let i = 0; i <= names.length; i++) places.push(new Place(i + 1));
  const gateway = places[names.length] as Place;
  bmcs = await BmcLab.start(names.length);
  for (const [i, name] of names.entries()) {
    const bmc = bmcs.bmcs[i];
    if (bmc !== undefined)
      bmc.hook = `#!/bin/sh\n[ "$1" = off ] && LAB_DIR='${folder}' '${resolve(tool)}' poweroff ${name} >>'${work}/hook.log' 2>&1\nexit 0\n`;
  }
  const port = await mail.listen();
  const auth = `{ auth_url: '${lab.auth_url}', username: '${lab.username}', password: '${lab.password}', project_name: '${lab.project}', user_domain_name: Default, project_domain_name: Default }`;
  const cloud = write('clouds.yaml', `clouds: { lab: { auth: ${auth}, region_name: RegionOne } }\n`);
  const secret = write('bmc', `${BMC_ACCOUNTS.administrator.password}\n`);
  const machines = names.map(
    (name, i) =>
      `  - { name: ${name}, role: compute, bmc: { host: 127.0.0.1, port: ${bmcs?.bmcs[i]?.port} } }\n`,
  );
  const inventory = write(
    'inventory.yaml',
    `ipmi: true\noneClickShutdown: true\nbmc: { user: ADMIN, password: { file: '${secret}' } }\nmachines:\n${machines.join('')}  - { name: ctl1, role: controller, bmc: { host: 127.0.0.1, port: 9 } }\n`,
  );
  const hosts = names.map((name, i) => `  - { name: ${name}, addresses: [${places[i]?.address}] }\n`);
  const state = join(work, 'state');
  const file = write(
    'compute.yaml',
    `cloud: { file: '${cloud}' }\ninventory: '${inventory}'\ncontrols: [${gateway.address}]\ninterval: ${interval}\nstate: '${state}'\nnotify:\n  administrators:\n    mail: [{ server: 127.0.0.1, port: ${port}, encryption: none, from: hawser@example.org, to: [ops@example.org] }]\nhosts:\n${hosts.join('')}`,
  );
  engine = spawn(process.execPath, [START, 'compute', 'engine', '--file', file], { stdio: 'inherit' });
  await until('a round', () => lastRound(state) !== null, 120_000);

  const diedAt = Date.now();
  compute('kill', host);
  places[names.indexOf(host)]?.cut();
  let noticedAt: number | null = null;
  await until('the end', async () => {
    if (noticedAt === null) {
      const found = await nova.computeServices(host);
      if (found.kind === 'done' && found.value[0]?.state === 'down') noticedAt = Date.now();
    }
    return story(state) !== null;
  });
  const ended = story(state);
  if (ended === null) throw new Error('the incident has ended');
  await until('the mails', () => notices(state).every(({ deliveredAt }) => deliveredAt !== null), 60_000);
  const since = (at: number | null): string =>
    at === null ? 'not seen' : `${((at - diedAt) / 1000).toFixed(1)} s`.padStart(8);
  for (const { at, text } of ended.notes) console.log(`${since(at)}  ${text}`);
  const moved = [...ended.instances.values()].filter(({ phase }) => phase === 'moved');
  const noteAt = (begin: string): number | null =>
    ended.notes.find(({ text }) => text.startsWith(begin))?.at ?? null;
  const lastMoved = Math.max(...moved.map(({ endedAt }) => endedAt ?? 0));
  const firstCall = Math.min(...moved.map(({ calledAt }) => calledAt ?? Number.POSITIVE_INFINITY));
  console.log(`\nfrom the death of ${host} with ${ids.length} instances, at an interval of ${interval} s:`);
  for (const [what, at] of [
    ['Nova calls its service down', noticedAt],
    ['settled: the incident begins', noteAt('incident of')],
    ['confirmed off', noteAt('confirmed off')],
    ['first evacuation called', firstCall],
    ['last instance active', lastMoved],
  ] as const)
    console.log(`${since(at)}  ${what}`);
  const mails = mail.lines.filter((line) => line.startsWith('Subject:'));
  for (const line of mails) console.log(`mail: ${line}`);
  const found = await Promise.all(ids.map((id) => nova.server(id)));
  const elsewhere = found.filter(
    (entry) =>
      entry.kind === 'done' &&
      entry.value?.instance.status === 'ACTIVE' &&
      entry.value.instance.host !== host,
  ).length;
  compute('splitbrain');
  console.log(
    `${ended.end}: ${elsewhere} of ${ids.length} instances active elsewhere, none twice; ${mails.length} mails`,
  );
  // The host comes back, and is given back by the operator's word.
  compute('start', host);
  const startedAt = Date.now();
  execFileSync(process.execPath, [START, 'compute', 'release', host, '--wait', '2min', '--file', file], {
    stdio: 'inherit',
  });
  console.log(
    `given back ${((Date.now() - startedAt) / 1000).toFixed(1)} s after its compute service was started`,
  );
  if (ended.end !== 'evacuated' || elsewhere !== ids.length || mails.length !== 2) process.exitCode = 1;
} finally {
  if (engine !== null && engine.exitCode === null) {
    engine.kill('SIGTERM');
    await once(engine, 'exit');
  }
  mail.close();
  await bmcs?.stop();
  for (const place of places) place.remove();
  if (process.exitCode === 1)
    console.log(readFileSync(join(work, 'hook.log'), { encoding: 'utf8', flag: 'a+' }));
  rmSync(work, { recursive: true });
}

function lastRound(state: string) {
  const store = new RoundStore(recordPath(state));
  const last = store.last();
  store.end();
  return last;
}

function notices(state: string) {
  const store = new IncidentStore(recordPath(state));
  const incident = store.list(1)[0]?.incident ?? null;
  store.end();
  const sent = new NoticeStore(recordPath(state));
  const list = sent.list(incident);
  sent.end();
  return list;
}

/** The incident when it has ended. */
function story(state: string): ResponseState | null {
  const store = new IncidentStore(recordPath(state));
  const [only] = store.list(1);
  const found = only === undefined || only.endedAt === null ? null : store.replay(only.incident);
  store.end();
  return found;
}
