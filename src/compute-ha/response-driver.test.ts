import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SELECTION } from '../evacuation/model/instance.ts';
import { DEFAULT_RESPONSE_LIMITS, type ResponseOrder } from '../evacuation/model/order.ts';
import { CloudDouble } from '../openstack/cloud-double.fixture.ts';
import { httpClient } from '../openstack/http.ts';
import { Keystone } from '../openstack/keystone.ts';
import { Nova } from '../openstack/nova.ts';
import { ConfirmedBmc } from '../power/confirmed-bmc.ts';
import { FakeChassis } from '../power/fake.ts';
import { IncidentStore } from './record/incident-store.ts';
import { ResponseDriver, type ResponsePorts } from './response-driver.ts';

const BASE = '/compute/v2.1';
const ORDER: ResponseOrder = {
  incident: 'i1',
  host: 'cmp1',
  verdict: 'dead',
  remedies: [],
  escalation: 'evacuate',
  evidence: '',
  reserve: null,
  isReserveTarget: false,
  selection: DEFAULT_SELECTION,
  limits: { ...DEFAULT_RESPONSE_LIMITS, recheckMs: 1, retryMs: 1, lookMs: 1 },
};

let folder: string;
let double: CloudDouble;
let store: IncidentStore;
/** Where each server is. */
let hosts: Map<string, string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-incidents-'));
  store = new IncidentStore(join(folder, 'incidents.sqlite'));
  double = new CloudDouble();
  await double.open();
  hosts = new Map([1, 2, 3].map((i) => [`s${i}`, 'cmp1']));
  const service = {
    id: 'c1',
    binary: 'nova-compute',
    host: 'cmp1',
    status: 'disabled',
    state: 'down',
    forced_down: true,
  };
  const server = (id: string) => ({
    id,
    name: id,
    status: 'ACTIVE',
    tenant_id: 'p',
    user_id: 'u',
    metadata: {},
    addresses: {},
    'OS-EXT-SRV-ATTR:host': hosts.get(id),
    'OS-EXT-STS:task_state': null,
  });
  double.rules.push(({ path, method }) => {
    if (path === '/v3/auth/tokens' || path === `${BASE}/`) return null;
    const [, id = ''] = /\/servers\/(s\d)/.exec(path) ?? [];
    if (method === 'POST') {
      hosts.set(id, 'cmp2');
      return { status: 200 };
    }
    if (path.includes('/os-migrations')) return { status: 200, body: { migrations: [] } };
    if (path.includes('/servers/detail'))
      return { status: 200, body: { servers: [...hosts.keys()].map(server) } };
    if (path.includes('/servers/')) return { status: 200, body: { server: server(id) } };
    return { status: 200, body: method === 'GET' ? { services: [service] } : { service } };
  });
});

afterEach(async () => {
  store.end();
  await double.close();
  rmSync(folder, { recursive: true });
});

function drive(chassis: FakeChassis, record: ResponsePorts['store'] = store): ResponseDriver {
  const http = httpClient(null);
  const cloud = {
    authUrl: `${double.url}/v3`,
    identity: {
      kind: 'application-credential',
      credential: { id: 'c' },
      secret: { kind: 'plain', value: 'secret' },
    },
    region: 'RegionOne',
    interface: 'public',
    caFile: null,
  } as const;
  const state = store.replay('i1');
  if (state === null) throw new Error('there is no incident');
  return new ResponseDriver(state, {
    store: record,
    nova: new Nova(new Keystone(cloud, http, Date.now, 5_000), http, () => Promise.resolve()),
    bmc: new ConfirmedBmc(chassis),
    now: Date.now,
    judge: () => Promise.resolve('dead'),
    remedy: () => Promise.reject(new Error('nothing to try')),
    askLeave: () => Promise.resolve({ isGranted: true, words: '' }),
    tell: () => Promise.resolve(),
    powerOffMs: 50,
  });
}

function evacuations(): readonly string[] {
  return double.nova.filter(({ method }) => method === 'POST').map(({ path }) => path);
}

describe('the shell of a response', () => {
  it('S2.1 S2.33 carries it out: the BMC is read off before Nova is asked to evacuate, each server once', async () => {
    store.begin(ORDER, Date.now());
    const chassis = new FakeChassis({ host: 'bmc1', port: 623 });
    const seenAtOff: number[] = [];
    const send = chassis.send.bind(chassis);
    chassis.send = async (...words) => {
      if (words[0] === 'off') seenAtOff.push(evacuations().length);
      return await send(...words);
    };
    const driver = drive(chassis);
    driver.begin();
    expect((await driver.finished).end).toBe('evacuated');
    expect(seenAtOff).toEqual([0]);
    expect([...hosts.values()]).toEqual(['cmp2', 'cmp2', 'cmp2']);
    expect(evacuations()).toHaveLength(3);
    expect(store.list(10)).toMatchObject([{ incident: 'i1', host: 'cmp1', end: 'evacuated' }]);
    expect(store.open()).toEqual([]);
  });

  it('S2.1 evacuates nothing when the BMC is deaf or dead', async () => {
    store.begin(ORDER, Date.now());
    const chassis = new FakeChassis({ host: 'bmc1', port: 623 });
    chassis.faults = [{ kind: 'deaf', to: 'off' }];
    const driver = drive(chassis);
    driver.begin();
    expect((await driver.finished).end).toBe('not-powered-off');
    expect(evacuations()).toEqual([]);
  });

  it('S3.19 begins one incident of a host at a time', () => {
    expect(store.begin(ORDER, 1)).toBe(true);
    expect(store.begin({ ...ORDER, incident: 'i2' }, 2)).toBe(false);
    store.close('i1', 'healed', 3);
    expect(store.begin({ ...ORDER, incident: 'i2' }, 4)).toBe(true);
  });

  it('goes on from the store after its death at every fourth event, and asks for no server twice', async () => {
    store.begin(ORDER, Date.now());
    const chassis = new FakeChassis({ host: 'bmc1', port: 623 });
    let lives = 0;
    for (let end: unknown = null; end === null; lives++) {
      const death = Promise.withResolvers<null>();
      let events = 0;
      const driver = drive(chassis, {
        record: (incident, event) => {
          store.record(incident, event);
          if (++events === 4) death.resolve(null);
        },
        close: (...words) => store.close(...words),
      });
      if (lives === 0) driver.begin();
      else driver.resume();
      const ended = await Promise.race([driver.finished, death.promise]);
      driver.stop();
      end = ended?.end ?? null;
    }
    expect(lives).toBeGreaterThan(2);
    expect(new Set(evacuations()).size).toBe(evacuations().length);
    expect(store.list(1)).toMatchObject([{ end: 'evacuated' }]);
  });
});
