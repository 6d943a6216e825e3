import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Intent } from '../../evidence/brakes/brakes.ts';
import { shippedPolicy } from '../../evidence/policy/shipped.ts';
import type { Notification } from '../../notify/notify.ts';
import { CloudDouble } from '../../openstack/cloud-double.fixture.ts';
import { httpClient } from '../../openstack/http.ts';
import { Keystone } from '../../openstack/keystone.ts';
import { Nova } from '../../openstack/nova.ts';
import { ConfirmedBmc } from '../../power/confirmed-bmc.ts';
import { FakeChassis } from '../../power/fake.ts';
import { DEFAULT_ENGINE, type EngineSettings } from '../engine-settings.ts';
import { NoticeSender } from '../notices/notice-sender.ts';
import { Notices } from '../notices/notices.ts';
import { IncidentStore } from '../record/incident-store.ts';
import { NoticeStore } from '../record/notice-store.ts';
import { OperatorStore } from '../record/operator-store.ts';
import { RoundStore } from '../record/round-store.ts';
import type { EchoAnswer } from '../witness/fping-answer.ts';
import { ComputeEngine, type EnginePorts, type EngineWish } from './engine.ts';

const BASE = '/compute/v2.1';
const GATEWAY = '198.51.100.1';
const ADMIN_MAIL = {
  host: 'mail.invalid',
  port: 25,
  encryption: 'none',
  user: null,
  password: null,
  from: 'hawser@example.org',
} as const;

interface TestHost {
  readonly name: string;
  readonly address: string;
  readonly chassis: FakeChassis;
  service: { status: string; state: string; forced_down: boolean; disabled_reason: string | null };
  /** The operating system runs; with the power off it does not, whatever this says. */
  isRunning: boolean;
}

interface TestServer {
  readonly id: string;
  host: string;
  status: string;
  readonly address: string;
  evacuations: number;
}

/** A small cloud on loopback, with BMCs and echoes, and an engine that watches it. */
export class EngineBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'hawser-engine-'));
  readonly path = join(this.folder, 'compute.sqlite');
  readonly double = new CloudDouble();
  readonly hosts = new Map<string, TestHost>();
  readonly servers = new Map<string, TestServer>();
  readonly sent: { readonly to: readonly string[]; readonly notification: Notification }[] = [];
  readonly violations: string[] = [];
  readonly log: string[] = [];
  settings: EngineSettings = {
    ...DEFAULT_ENGINE,
    limits: { ...DEFAULT_ENGINE.limits, recheckMs: 1, retryMs: 2, lookMs: 2, remedyMs: 20, noticeMs: 2_000 },
    powerOffMs: 50,
    powerOnMs: 50,
    bootMs: 50,
    notify: {
      administrators: {
        language: 'en',
        targets: { mail: [{ ...ADMIN_MAIL, to: ['ops@example.org'] }], webhooks: [] },
      },
      owners: { language: 'zh', server: ADMIN_MAIL, contacts: new Map([['user1', 'user1@example.org']]) },
    },
  };
  policy = 'ping-all';
  isGatewayAlive = true;
  intents: readonly Intent[] = [];
  /** What becomes of an echo request beside the answers. */
  beforeEcho: () => Promise<void> = async () => undefined;
  mailProblem: string | null = null;
  /** Whether a machine has power, whatever its BMC says. */
  hasPower = (name: string): boolean => this.host(name).chassis.power === 'on';
  incidents!: IncidentStore;
  operators!: OperatorStore;
  rounds!: RoundStore;
  notices!: NoticeStore;
  engine: ComputeEngine | null = null;
  #sender: NoticeSender | null = null;

  /** Hosts named cmp1 …, each with as many instances. */
  async open(hosts: number, instances: number): Promise<void> {
    for (let i = 1; i <= hosts; i++) {
      const name = `cmp${i}`;
      this.hosts.set(name, {
        name,
        address: `198.51.100.${10 + i}`,
        chassis: new FakeChassis({ host: `bmc-${name}`, port: 623 }),
        service: { status: 'enabled', state: 'up', forced_down: false, disabled_reason: null },
        isRunning: true,
      });
      for (let n = 1; n <= instances; n++) {
        const id = `${name}-vm${n}`;
        this.servers.set(id, {
          id,
          host: name,
          status: 'ACTIVE',
          address: `203.0.113.${i * 10 + n}`,
          evacuations: 0,
        });
      }
    }
    this.double.rules.push(({ path, method, body }) => this.#answer(path, method, body));
    await this.double.open();
    this.#openStores();
  }

  async close(): Promise<void> {
    await this.kill();
    await this.double.close();
    rmSync(this.folder, { recursive: true });
  }

  host(name: string): TestHost {
    return this.hosts.get(name) ?? raise(`there is no host ${name}`);
  }

  /** The machine loses its power, or hangs so that nothing on it answers. */
  lose(name: string, how: 'power' | 'hang'): void {
    const host = this.host(name);
    if (how === 'power') host.chassis.power = 'off';
    host.isRunning = false;
    host.service.state = 'down';
  }

  start(more: Partial<EnginePorts> = {}, wish: Partial<EngineWish> = {}): ComputeEngine {
    const http = httpClient(null);
    const cloud = {
      authUrl: `${this.double.url}/v3`,
      identity: {
        kind: 'application-credential',
        credential: { id: 'c' },
        secret: { kind: 'plain', value: 'secret' },
      },
      region: 'RegionOne',
      interface: 'public',
      caFile: null,
    } as const;
    const pace = { deadlineMs: 1_000, tries: 2, pauseMs: 1 };
    const nova = new Nova(new Keystone(cloud, http, Date.now, 1_000), http, wait, pace);
    const log: EnginePorts['log'] = (level, text) => this.log.push(`${level} ${text}`);
    const sender = new NoticeSender(
      {
        store: this.notices,
        notify: async (targets, notification) => {
          const problem = this.mailProblem;
          if (problem === null) this.sent.push({ to: targets.mail.flatMap(({ to }) => to), notification });
          return [{ target: 'mail', problem: problem === null ? null : mailProblem(problem) }];
        },
        now: Date.now,
        log,
      },
      { deadlineMs: 1_000, pausesMs: [1, 2] },
    );
    this.#sender = sender;
    const policy = shippedPolicy(this.policy) ?? raise(`there is no policy ${this.policy}`);
    this.engine = new ComputeEngine(
      {
        policy,
        hosts: [...this.hosts.values()].map(({ name, address }) => ({ name, addresses: [address] })),
        controls: [GATEWAY],
        intervalMs: 10,
        freshForMs: 60_000,
        settings: this.settings,
        ...wish,
      },
      {
        look: {
          nova,
          askEcho: (addresses) => this.#askEcho(addresses),
          askPower: async (names) =>
            new Map(
              await Promise.all(
                names.map(async (name) => {
                  const result = await this.host(name).chassis.send('status', 100);
                  return [name, { bmc: name, result }] as const;
                }),
              ),
            ),
          now: Date.now,
        },
        nova,
        bmcOf: (name) => {
          const pace = { firstPollMs: 1, slowestPollMs: 5, commandMs: 20 };
          return new ConfirmedBmc(this.host(name).chassis, pace);
        },
        remedies: new Map(),
        intents: async () => this.intents,
        incidents: this.incidents,
        operators: this.operators,
        rounds: this.rounds,
        notices: new Notices(this.settings.notify, {
          store: this.notices,
          nova,
          now: Date.now,
          wake: () => sender.wake(),
        }),
        now: Date.now,
        newId: randomUUID,
        log,
        ...more,
      },
    );
    sender.wake();
    this.engine.start();
    return this.engine;
  }

  /** The engine dies; its records stay. */
  async kill(): Promise<void> {
    this.#sender?.stop();
    await this.engine?.stop();
    this.engine = null;
    for (const store of [this.incidents, this.operators, this.rounds, this.notices]) store.end();
  }

  async restart(): Promise<void> {
    await this.kill();
    this.#openStores();
    this.start();
  }

  /** Awaits a condition; fails with what it was and the log. */
  async until(what: string, condition: () => boolean, withinMs = 10_000): Promise<void> {
    for (const end = Date.now() + withinMs; !condition(); await wait(2))
      if (Date.now() > end) raise(`${what} does not come:\n${this.log.slice(-20).join('\n')}`);
  }

  /** So many rounds more are over. */
  async moreRounds(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const before = this.rounds.last()?.at ?? 0;
      await this.until('a round', () => (this.rounds.last()?.at ?? 0) > before);
    }
  }

  ends(): readonly (string | null)[] {
    return this.incidents.list(100).map(({ end }) => end);
  }

  subjects(to: string): readonly string[] {
    return this.sent.filter((entry) => entry.to.includes(to)).map(({ notification }) => notification.subject);
  }

  #openStores(): void {
    this.incidents = new IncidentStore(this.path);
    this.operators = new OperatorStore(this.path);
    this.rounds = new RoundStore(this.path);
    this.notices = new NoticeStore(this.path);
  }

  async #askEcho(addresses: Iterable<string>): Promise<ReadonlyMap<string, EchoAnswer>> {
    await this.beforeEcho();
    const alive = new Set(this.isGatewayAlive ? [GATEWAY] : []);
    if (this.isGatewayAlive)
      for (const { address, isRunning, chassis, name } of this.hosts.values()) {
        if (!isRunning || chassis.power === 'off') continue;
        alive.add(address);
        for (const server of this.servers.values()) if (server.host === name) alive.add(server.address);
      }
    return new Map(
      [...addresses].map((address) => [
        address,
        alive.has(address) ? { kind: 'alive', words: '' } : { kind: 'silent', words: '' },
      ]),
    );
  }

  #answer(path: string, method: string, body: unknown) {
    if (!path.startsWith(`${BASE}/`) || path === `${BASE}/`) return null;
    const ok = (found: unknown) => ({ status: 200, body: found });
    if (path.includes('/os-aggregates'))
      return ok({ aggregates: [{ name: 'rack1', hosts: [...this.hosts.keys()] }] });
    if (path.includes('/os-migrations')) return ok({ migrations: [] });
    if (path.includes('/os-services')) {
      const [, id] = /\/os-services\/(\w+)/.exec(path) ?? [];
      const service = ({ name, service: own }: TestHost) => ({
        id: name,
        binary: 'nova-compute',
        host: name,
        ...own,
        state: own.forced_down ? 'down' : own.state,
      });
      if (id === undefined) return ok({ services: [...this.hosts.values()].map(service) });
      const host = this.host(id);
      Object.assign(host.service, body);
      return ok({ service: service(host) });
    }
    const [, id] = /\/servers\/([\w-]+)\/action/.exec(path) ?? [];
    if (method === 'POST' && id !== undefined) return this.#evacuate(id);
    const [, one = ''] = /\/servers\/([\w-]+)$/.exec(path) ?? [];
    const server = this.servers.get(one);
    if (server !== undefined) return ok({ server: serverBody(server) });
    const [, at] = /\/servers\/detail.*[?&]host=([^&]+)/.exec(path) ?? [];
    const list = [...this.servers.values()].filter(({ host }) => host === at);
    return at === undefined ? { status: 404, body: {} } : ok({ servers: list.map(serverBody) });
  }

  #evacuate(id: string) {
    const server = this.servers.get(id) ?? raise(`there is no server ${id}`);
    if (this.hasPower(server.host))
      this.violations.push(`${id} was evacuated while ${server.host} had power`);
    if (server.evacuations > 0) this.violations.push(`${id} was evacuated twice`);
    server.evacuations++;
    server.host =
      [...this.hosts.values()].find(({ service }) => service.status === 'enabled')?.name ?? server.host;
    server.status = 'ACTIVE';
    return { status: 200, body: {} };
  }
}

function serverBody({ id, host, status, address }: TestServer) {
  return {
    id,
    name: id,
    status,
    tenant_id: 'project1',
    user_id: id.endsWith('vm1') ? 'user1' : 'user2',
    metadata: {},
    addresses: { net: [{ addr: address }] },
    'OS-EXT-SRV-ATTR:host': host,
    'OS-EXT-STS:task_state': null,
  };
}

function mailProblem(message: string) {
  return { code: 'HWS-NTF-001', severity: 'warning', message, hint: '', id: null, at: null } as const;
}

function raise(what: string): never {
  throw new Error(what);
}
