/**
 * A response on a real Keystone and Nova: boots servers on a compute host, kills its compute service, and has the response
 * carried out, its engine dying at every n-th event if told so. Prints what became of it and the times.
 *
 *   node test/lab/compute/run.ts LAB_FOLDER COMPUTE_TOOL HOST SERVERS [DIE_EVERY]
 *
 * LAB_FOLDER holds `lab.json` (auth_url, nova_url, username, password, project, image_id, flavor_id); COMPUTE_TOOL is a program
 * with the commands `kill HOST`, `poweroff HOST` and `splitbrain` (exit 1 when a server runs twice).
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { IncidentStore } from '../../../src/compute-ha/record/incident-store.ts';
import { ResponseDriver } from '../../../src/compute-ha/response-driver.ts';
import { DEFAULT_SELECTION } from '../../../src/evacuation/model/instance.ts';
import { DEFAULT_RESPONSE_LIMITS, type ResponseOrder } from '../../../src/evacuation/model/order.ts';
import type { ResponseEvent } from '../../../src/evacuation/run/event.ts';
import type { ResponseState } from '../../../src/evacuation/run/state.ts';
import { ConfirmedBmc } from '../../../src/power/confirmed-bmc.ts';
import { FakeChassis } from '../../../src/power/fake.ts';
import { openLabCloud } from './lab-cloud.ts';

const [folder, tool, host, count, dieEvery] = process.argv.slice(2);
if (folder === undefined || tool === undefined || host === undefined || count === undefined)
  throw new Error('usage: run.ts LAB_FOLDER COMPUTE_TOOL HOST SERVERS [DIE_EVERY]');
const { nova, boot } = openLabCloud(folder);

function compute(...words: readonly string[]): void {
  execFileSync(tool as string, words, { env: { ...process.env, LAB_DIR: folder }, stdio: 'inherit' });
}

/** A BMC whose off takes the host's guests down for real. */
class LabChassis extends FakeChassis {
  override async send(...[action, deadlineMs]: Parameters<FakeChassis['send']>) {
    if (action === 'off') compute('poweroff', host as string);
    return await super.send(action, deadlineMs);
  }
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 300_000; !(await condition()); await wait(500))
    if (Date.now() > end) throw new Error(`${what} does not come`);
}

const before = await nova.serversOn(host);
const missing = Number(count) - (before.kind === 'done' ? before.value.length : 0);
for (let i = 0; i < missing; i++) await boot(host);
await until('ACTIVE on all servers', async () => {
  const servers = await nova.serversOn(host);
  const active =
    servers.kind === 'done' ? servers.value.filter(({ instance }) => instance.status === 'ACTIVE') : [];
  return active.length >= Number(count);
});
const placed = await nova.serversOn(host);
const ids = placed.kind === 'done' ? placed.value.map(({ instance }) => instance.id) : [];

const order: ResponseOrder = {
  incident: randomUUID(),
  host,
  verdict: 'dead',
  remedies: [],
  escalation: 'evacuate',
  evidence: 'the lab killed it',
  reserve: null,
  isReserveTarget: false,
  selection: DEFAULT_SELECTION,
  limits: DEFAULT_RESPONSE_LIMITS,
};
const storeFolder = mkdtempSync(join(tmpdir(), 'hawser-incidents-'));
const chassis = new LabChassis({ host, port: 623 });
let deaths = 0;
let events = 0;

/** One life of the engine; `null` when it died. */
async function live(isFirst: boolean): Promise<ResponseState | null> {
  const store = new IncidentStore(join(storeFolder, 'incidents.sqlite'));
  if (isFirst && !store.begin(order, Date.now())) throw new Error('an incident of this host is open');
  const state = store.replay(order.incident);
  if (state === null) throw new Error('the incident is not in the store');
  const death = Promise.withResolvers<null>();
  const every = dieEvery === undefined ? Number.POSITIVE_INFINITY : Number(dieEvery);
  const counting = {
    record: (incident: string, event: ResponseEvent): void => {
      store.record(incident, event);
      if (++events % every === 0) death.resolve(null);
    },
    close: (incident: string, end: string, at: number): void => store.close(incident, end, at),
  };
  const driver = new ResponseDriver(state, {
    store: counting,
    nova,
    bmc: new ConfirmedBmc(chassis),
    now: Date.now,
    judge: () => Promise.resolve('dead' as const),
    remedy: () => Promise.resolve({ outcome: 'refused' as const, words: 'none' }),
    askLeave: () => Promise.resolve({ isGranted: true, words: '' }),
    tell: async () => undefined,
    powerOffMs: 30_000,
  });
  if (isFirst) driver.begin();
  else driver.resume();
  const ended = await Promise.race([driver.finished, death.promise]);
  driver.stop();
  store.end();
  return ended;
}

compute('kill', host);
const startedAt = Date.now();
let ended = await live(true);
while (ended === null) {
  deaths++;
  ended = await live(false);
}
for (const { at, text } of ended.notes)
  console.log(`${((at - startedAt) / 1000).toFixed(1).padStart(6)} s  ${text}`);
const elsewhere = await Promise.all(ids.map((id) => nova.server(id)));
const active = elsewhere.filter(
  (entry) =>
    entry.kind === 'done' && entry.value?.instance.status === 'ACTIVE' && entry.value.instance.host !== host,
).length;
const tries = [...ended.instances.values()].reduce((sum, entry) => sum + entry.tries, 0);
console.log(
  `${ended.end}: ${active} of ${ids.length} servers active elsewhere after ${((Date.now() - startedAt) / 1000).toFixed(1)} s; ` +
    `${tries} evacuations, ${events} events, ${deaths} deaths of the engine`,
);
compute('splitbrain');
rmSync(storeFolder, { recursive: true });
if (ended.end !== 'evacuated' || active !== ids.length) process.exitCode = 1;
