import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BMC_ACCOUNTS, BmcLab, type BmcSimulator, hasBmcParts } from '../../test/lab/bmc-simulators.ts';
import { ConfirmedBmc, type ConfirmPace } from './confirmed-bmc.ts';
import { FakeChassis, type FakeFault } from './fake.ts';
import { IpmitoolChassis } from './ipmitool.ts';
import { DEFAULT_CIPHER, type IpmiConnection, type IpmiInterface } from './ipmitool-arguments.ts';
import type { Bmc, PowerReading } from './power.ts';

/** How a BMC misbehaves. Times in whole seconds. */
type Fault =
  | 'broken'
  | 'deaf to soft'
  | 'deaf to off'
  | { readonly lateOff: number }
  | { readonly tardyCommands: number }
  | 'dead';

/** Who asks, and of which BMC. */
type Asker = 'administrator' | 'somebody with a wrong password' | 'a viewer' | 'a mistyped name';

/** A BMC with a machine behind it, real enough for the contract. */
interface Stand {
  start(): Promise<void>;
  stop(): Promise<void>;
  bmc(asker: Asker): Bmc;
  /** Power of the machine itself. */
  power: PowerReading;
  /** What reached the chassis and would change it. */
  readonly commands: readonly string[];
  breakWith(fault: Fault): void;
  heal(): void;
}

const PACE: ConfirmPace = { commandMs: 4_000, firstPollMs: 50, slowestPollMs: 400 };
const LONG = { deadlineMs: 20_000 };
const SHORT = { deadlineMs: 1_500 };

class FakeStand implements Stand {
  #chassis = new FakeChassis({ host: 'fake', port: 623 });
  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  bmc(asker: Asker): Bmc {
    const extra: Readonly<Record<Asker, FakeFault | null>> = {
      administrator: null,
      'somebody with a wrong password': { kind: 'wrong-password' },
      'a viewer': { kind: 'reader-only' },
      'a mistyped name': { kind: 'no-name' },
    };
    const fault = extra[asker];
    if (fault !== null) this.#chassis.faults = [...this.#chassis.faults, fault];
    return new ConfirmedBmc(this.#chassis, PACE);
  }
  get power(): PowerReading {
    return this.#chassis.power;
  }
  set power(value: PowerReading) {
    this.#chassis.power = value;
  }
  get commands(): readonly string[] {
    return this.#chassis.commands.flatMap((command) => (command === 'cycle' ? ['off', 'on'] : [command]));
  }
  breakWith(fault: Fault): void {
    this.#chassis.faults = [...this.#chassis.faults, fakeFault(fault)];
  }
  heal(): void {
    this.#chassis = new FakeChassis(this.#chassis.address);
  }
}

function fakeFault(fault: Fault): FakeFault {
  if (fault === 'broken' || fault === 'dead') return { kind: fault };
  if (fault === 'deaf to soft') return { kind: 'deaf', to: 'soft' };
  if (fault === 'deaf to off') return { kind: 'deaf', to: 'off' };
  if ('lateOff' in fault) return { kind: 'late-off', ms: fault.lateOff * 1000 };
  return { kind: 'tardy', to: 'commands', ms: fault.tardyCommands * 1000 };
}

const WORDS: Readonly<Record<string, string>> = {
  'set power 0': 'off',
  'set power 1': 'on',
  'set shutdown 1': 'soft',
  'set reset 1': 'reset',
};

class SimulatorStand implements Stand {
  readonly #interface: IpmiInterface;
  #lab: BmcLab | null = null;

  constructor(ipmiInterface: IpmiInterface) {
    this.#interface = ipmiInterface;
  }
  async start(): Promise<void> {
    process.env.HAWSER_TEST_ADMIN = BMC_ACCOUNTS.administrator.password;
    process.env.HAWSER_TEST_VIEWER = BMC_ACCOUNTS.viewer.password;
    process.env.HAWSER_TEST_WRONG = 'swordfish';
    this.#lab = await BmcLab.start(1);
  }
  async stop(): Promise<void> {
    await this.#lab?.stop();
  }
  bmc(asker: Asker): Bmc {
    const isViewer = asker === 'a viewer';
    const variable = isViewer
      ? 'HAWSER_TEST_VIEWER'
      : asker === 'somebody with a wrong password'
        ? 'HAWSER_TEST_WRONG'
        : 'HAWSER_TEST_ADMIN';
    const connection: IpmiConnection = {
      address: {
        host: asker === 'a mistyped name' ? 'no-such-bmc.invalid' : this.#bmc.host,
        port: this.#bmc.port,
      },
      interface: this.#interface,
      user: isViewer ? BMC_ACCOUNTS.viewer.user : BMC_ACCOUNTS.administrator.user,
      credential: { kind: 'environment', variable },
      cipher: DEFAULT_CIPHER,
      privilege: isViewer ? 'USER' : null,
      answerSeconds: 1,
    };
    return new ConfirmedBmc(new IpmitoolChassis(connection), PACE);
  }
  get power(): PowerReading {
    return this.#bmc.power;
  }
  set power(value: PowerReading) {
    this.#bmc.power = value;
  }
  get commands(): readonly string[] {
    return this.#bmc.commands.map((line) => WORDS[line] ?? line);
  }
  breakWith(fault: Fault): void {
    if (fault === 'dead') this.#bmc.freeze();
    else if (fault === 'broken') this.#bmc.breakWith('broken');
    else if (fault === 'deaf to soft') this.#bmc.breakWith('deaf-soft');
    else if (fault === 'deaf to off') this.#bmc.breakWith('deaf-off');
    else if ('lateOff' in fault) this.#bmc.breakWith('late-off', fault.lateOff);
    else this.#bmc.breakWith('tardy-command', fault.tardyCommands);
  }
  heal(): void {
    this.#bmc.heal();
  }
  get #bmc(): BmcSimulator {
    const bmc = this.#lab?.bmcs[0];
    if (bmc === undefined) throw new Error('the lab was not started');
    return bmc;
  }
}

function contract(stand: Stand): void {
  beforeAll(() => stand.start());
  afterAll(() => stand.stop());
  afterEach(() => stand.heal());

  it('S0.39 reads the power status, on and off', async () => {
    const bmc = stand.bmc('administrator');
    expect(await bmc.status()).toMatchObject({ outcome: 'confirmed', reading: 'on', problem: null });
    stand.power = 'off';
    const off = await bmc.status();
    expect(off).toMatchObject({ outcome: 'confirmed', reading: 'off' });
    expect(off.evidence).toMatchObject([{ action: 'status', reading: 'off' }]);
    expect(stand.commands).toEqual([]);
  });

  it('S0.41 switches off and calls it confirmed when the status reads off', async () => {
    const result = await stand.bmc('administrator').off(LONG);
    expect(result).toMatchObject({ outcome: 'confirmed', reading: 'off', problem: null });
    expect(stand.power).toBe('off');
    expect(stand.commands).toEqual(['off']);
    expect(result.evidence.map(({ action }) => action)).toEqual(['status', 'off', 'status']);
    expect(result.when).toBeGreaterThanOrEqual(result.evidence[0]?.at ?? Number.POSITIVE_INFINITY);
  });

  it('S0.7 sends nothing to a machine that is off already', async () => {
    stand.power = 'off';
    const bmc = stand.bmc('administrator');
    expect(await bmc.off(LONG)).toMatchObject({ outcome: 'confirmed', reading: 'off' });
    expect(await bmc.soft(LONG)).toMatchObject({ outcome: 'confirmed', reading: 'off' });
    expect(await bmc.powerDown({ softDeadlineMs: 1000, hardDeadlineMs: 1000 })).toMatchObject({
      outcome: 'confirmed',
    });
    expect(stand.commands).toEqual([]);
  });

  it('S0.8 never believes a BMC that takes the command and leaves the machine on', async () => {
    stand.breakWith('deaf to off');
    const result = await stand.bmc('administrator').off(SHORT);
    expect(result).toMatchObject({ outcome: 'accepted', reading: 'on', problem: { code: 'HWS-PWR-008' } });
    expect(stand.commands).toEqual(['off']);
  });

  it('waits for an off that comes late', async () => {
    stand.breakWith({ lateOff: 1 });
    expect(await stand.bmc('administrator').off(LONG)).toMatchObject({
      outcome: 'confirmed',
      reading: 'off',
    });
    expect(stand.commands).toEqual(['off']);
  });

  it('S0.40 asks the operating system to shut down and waits for off', async () => {
    stand.breakWith({ lateOff: 1 });
    expect(await stand.bmc('administrator').soft(LONG)).toMatchObject({
      outcome: 'confirmed',
      reading: 'off',
    });
    expect(stand.commands).toEqual(['soft']);
  });

  it('S0.46 goes from soft to hard when the operating system does not obey', async () => {
    stand.breakWith('deaf to soft');
    const result = await stand
      .bmc('administrator')
      .powerDown({ softDeadlineMs: SHORT.deadlineMs, hardDeadlineMs: LONG.deadlineMs });
    expect(result).toMatchObject({ outcome: 'confirmed', reading: 'off' });
    expect(stand.commands).toEqual(['soft', 'off']);
    expect(result.evidence.filter(({ action }) => action !== 'status').map(({ action }) => action)).toEqual([
      'soft',
      'off',
    ]);
  });

  it('S0.46 leaves a machine on that must never be switched off hard, and says so', async () => {
    stand.breakWith('deaf to soft');
    const result = await stand
      .bmc('administrator')
      .powerDown({ softDeadlineMs: SHORT.deadlineMs, hardDeadlineMs: null });
    expect(result).toMatchObject({ outcome: 'accepted', reading: 'on' });
    expect(stand.commands).toEqual(['soft']);
  });

  it('S0.43 switches on and calls it confirmed when the status reads on', async () => {
    stand.power = 'off';
    expect(await stand.bmc('administrator').on(LONG)).toMatchObject({ outcome: 'confirmed', reading: 'on' });
    expect(stand.power).toBe('on');
    expect(stand.commands).toEqual(['on']);
  });

  it('S0.42 resets by off, confirmed, and on, confirmed', async () => {
    const bmc = stand.bmc('administrator');
    const options = { ...LONG, method: 'off-on' } as const;
    expect(await bmc.reset(options)).toMatchObject({ outcome: 'confirmed', reading: 'on' });
    expect(await bmc.cycle(options)).toMatchObject({ outcome: 'confirmed', reading: 'on' });
    expect(stand.commands).toEqual(['off', 'on', 'off', 'on']);
  });

  it('S0.42 does not go on with a reset whose off was not confirmed', async () => {
    stand.breakWith('deaf to off');
    expect(await stand.bmc('administrator').reset({ ...SHORT, method: 'off-on' })).toMatchObject({
      outcome: 'accepted',
      reading: 'on',
    });
    expect(stand.commands).toEqual(['off']);
  });

  it('S0.42 sends a direct reset once and claims no more than that it was taken', async () => {
    const result = await stand.bmc('administrator').reset({ ...LONG, method: 'direct' });
    expect(result).toMatchObject({ outcome: 'accepted', problem: { code: 'HWS-PWR-009' } });
    expect(stand.commands).toEqual(['reset']);
  });

  it('does not switch on a machine that it is to reset and that is off', async () => {
    stand.power = 'off';
    const bmc = stand.bmc('administrator');
    for (const method of ['off-on', 'direct'] as const)
      expect(await bmc.reset({ ...LONG, method })).toMatchObject({
        outcome: 'refused',
        problem: { code: 'HWS-PWR-016' },
      });
    expect(stand.commands).toEqual([]);
  });

  it('tells a BMC that answers with errors', async () => {
    stand.breakWith('broken');
    const bmc = stand.bmc('administrator');
    expect(await bmc.status()).toMatchObject({ outcome: 'refused', problem: { code: 'HWS-PWR-001' } });
    expect(await bmc.off(SHORT)).toMatchObject({ outcome: 'refused', reading: null });
  });

  it('tells a wrong password from a BMC that is not there', async () => {
    const result = await stand.bmc('somebody with a wrong password').off(LONG);
    expect(result).toMatchObject({ outcome: 'wrong-credentials', problem: { code: 'HWS-PWR-004' } });
    expect(stand.commands).toEqual([]);
    expect(stand.power).toBe('on');
  });

  it('tells a BMC that is not there, in bounded time', async () => {
    stand.breakWith('dead');
    const startedAt = Date.now();
    const result = await stand.bmc('administrator').off(LONG);
    expect(result).toMatchObject({ outcome: 'unreachable', reading: null, problem: { code: 'HWS-PWR-005' } });
    expect(Date.now() - startedAt).toBeLessThan(PACE.commandMs + 6_000);
  });

  it('tells a name without address', async () => {
    const result = await stand.bmc('a mistyped name').status();
    expect(result).toMatchObject({ outcome: 'unresolvable', problem: { code: 'HWS-PWR-006' } });
  });

  it('tells a user who may not', async () => {
    const bmc = stand.bmc('a viewer');
    expect(await bmc.status()).toMatchObject({ outcome: 'confirmed', reading: 'on' });
    expect(await bmc.off(SHORT)).toMatchObject({ outcome: 'refused', problem: { code: 'HWS-PWR-002' } });
    expect(stand.power).toBe('on');
  });

  it('sends a command once even if its answer is lost, and lets a reading decide', async () => {
    stand.breakWith({ tardyCommands: 5 });
    const result = await stand.bmc('administrator').off(LONG);
    expect(result).toMatchObject({ outcome: 'confirmed', reading: 'off' });
    expect(stand.commands).toEqual(['off']);
  });

  it('S0.39 lets no password into a result', async () => {
    const { administrator } = BMC_ACCOUNTS;
    const results = [
      await stand.bmc('administrator').status(),
      await stand.bmc('somebody with a wrong password').status(),
    ];
    const text = JSON.stringify(results);
    expect(text).not.toContain(administrator.password);
    expect(text).not.toContain('swordfish');
  });
}

describe('a fake BMC', () => contract(new FakeStand()));
describe.runIf(hasBmcParts())('a simulated BMC through ipmitool, lanplus', () =>
  contract(new SimulatorStand('lanplus')),
);
describe.runIf(hasBmcParts())('a simulated BMC through ipmitool, lan', () =>
  contract(new SimulatorStand('lan')),
);
