import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BMC_ACCOUNTS, BmcLab, hasBmcParts } from '../../test/lab/bmc-simulators.ts';
import { IpmitoolStub } from '../../test/lab/ipmitool-stub.ts';
import { POWER_EXIT } from './power.ts';
import { readPowerArguments } from './power-arguments.ts';

const START = resolve(import.meta.dirname, 'start.ts');
const SECRET = { IPMI_PASSWORD: 'tide-table' };

function hawserPower(words: readonly string[], environment: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [START, 'power', ...words], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the arguments of hawser power', () => {
  const read = (line: string, environment = SECRET) => readPowerArguments(line.split(' '), environment);

  it('S0.39 are spelled out, or those of ipmitool, with lan unless told otherwise', () => {
    const long = read('status 10.1.2.3 --user ADMIN --password-file /etc/hawser/bmc');
    const short = read('-I lan -U ADMIN -f /etc/hawser/bmc -H 10.1.2.3 power status');
    expect(short).toEqual(long);
    expect(long).toMatchObject({
      action: 'status',
      connection: {
        address: { host: '10.1.2.3', port: 623 },
        interface: 'lan',
        user: 'ADMIN',
        credential: { kind: 'file', path: '/etc/hawser/bmc' },
      },
    });
    expect(read('status bmc -I lanplus -C 17 --deadline 5 -p 9001')).toMatchObject({
      connection: { interface: 'lanplus', cipher: 17, address: { port: 9001 } },
      deadlineMs: 5000,
    });
  });

  it('name where the password is', () => {
    const credential = (line: string) => {
      const request = read(line);
      return typeof request === 'object' && 'connection' in request ? request.connection.credential : request;
    };
    expect(credential('status bmc')).toEqual({ kind: 'environment', variable: 'IPMI_PASSWORD' });
    expect(credential('status bmc -E')).toEqual({ kind: 'environment', variable: 'IPMI_PASSWORD' });
    expect(credential('status bmc --password-env=MINE')).toEqual({ kind: 'environment', variable: 'MINE' });
    expect(credential('status bmc --password-credential bmc')).toEqual({ kind: 'systemd', name: 'bmc' });
    expect(credential('status bmc -E -f x')).toContain('not several');
    expect(readPowerArguments(['status', 'bmc', '-U', 'ADMIN'], {})).toContain('where the password is');
    expect(readPowerArguments(['status', '10.1.2.3'], {})).toContain('where the password is');
  });

  it('S0.39 S0.43 look a machine up in the inventory where nothing else says how its BMC is reached', () => {
    expect(readPowerArguments(['off', 'compute1', '--soft-first', '9'], {})).toMatchObject({
      action: 'off',
      machine: 'compute1',
      inventory: null,
      softFirstMs: 9000,
    });
    const named = { machine: 'compute1', inventory: 'i.yaml' };
    expect(
      readPowerArguments(['on', 'compute1', '--inventory', 'i.yaml'], { IPMI_PASSWORD: 'x' }),
    ).toMatchObject(named);
    expect(readPowerArguments(['on', 'compute1'], { HAWSER_INVENTORY: 'i.yaml' })).toMatchObject(named);
    expect(readPowerArguments(['on', 'compute1', '--inventory', 'i', '-U', 'me'], {})).toContain(
      'do not go together',
    );
  });

  it('S0.39 refuse a password on the command line, and do not repeat it', () => {
    for (const words of ['-P swordfish', '-Pswordfish', '--password swordfish', '--password=swordfish']) {
      const answer = read(`status bmc ${words}`);
      expect(answer).toContain('can be read by every user');
      expect(answer).not.toContain('swordfish');
    }
    expect(read('status bmc --passwd=swordfish')).not.toContain('swordfish');
  });

  it.each([
    ['sttaus bmc', 'did you mean status?'],
    ['status', 'name one BMC, not 0'],
    ['status a b', 'name one BMC, not 2'],
    ['status a;b', 'neither a host name nor an address'],
    ['status bmc -I serial', '--interface is lan or lanplus, not serial'],
    ['status bmc --deadline soon', '--deadline needs a whole number, not soon'],
    ['on bmc --soft-first 3', '--soft-first goes with off'],
    ['off bmc --direct', '--direct goes with reset and cycle'],
    ['off bmc --colour', "Unknown option '--colour'"],
  ])('say what is wrong: %s', (line, complaint) => {
    expect(read(line)).toContain(complaint);
  });
});

describe('hawser power with a stand-in for ipmitool', () => {
  let stub: IpmitoolStub | null = null;
  afterEach(() => {
    stub?.remove();
    stub = null;
  });
  const run = (script: string, words: string) => {
    stub = new IpmitoolStub(script);
    return hawserPower(words.split(' '), { ...SECRET, PATH: `${stub.folder}:${process.env.PATH}` });
  };

  it('S0.39 says the status in a line or in JSON', () => {
    expect(run('echo Chassis Power is on', 'status 10.1.2.3 -U ADMIN')).toEqual({
      status: 0,
      stdout: '10.1.2.3: power on\n',
      stderr: '',
    });
    stub?.remove();
    const json = run('echo Chassis Power is off', 'status 10.1.2.3 --output-format json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      bmc: { host: '10.1.2.3', port: 623 },
      action: 'status',
      outcome: 'confirmed',
      reading: 'off',
      problem: null,
      evidence: [{ action: 'status', reading: 'off', text: 'Chassis Power is off' }],
    });
  });

  it('S0.42 sends exactly the wrapper’s power reset when told to do so directly', () => {
    const script =
      'case "$*" in *status) echo Chassis Power is on;; *) echo Chassis Power Control: Reset;; esac';
    const { status, stdout, stderr } = run(script, 'reset 10.1.2.3 -U ADMIN --direct');
    expect(status).toBe(POWER_EXIT.accepted);
    expect(stdout).toBe('10.1.2.3: reset accepted, power on\n');
    expect(stderr).toContain('HWS-PWR-009');
    expect(stub?.noted('arguments').trim().split('\n').join(' ')).toBe(
      '-I lan -U ADMIN -E -H 10.1.2.3 -R 1 -N 5 power reset',
    );
  });

  it('tells every outcome by an exit code of its own', () => {
    expect(new Set(Object.values(POWER_EXIT)).size).toBe(Object.keys(POWER_EXIT).length);
    const failing = (words: string) => `echo '${words}' >&2; exit 1`;
    const cases: readonly (readonly [string, number])[] = [
      [failing('Get Chassis Power Status failed: Unspecified error'), POWER_EXIT.refused],
      [failing('Invalid user name'), POWER_EXIT['wrong-credentials']],
      [failing('Address lookup for bmc failed'), POWER_EXIT.unresolvable],
      [failing('something else'), POWER_EXIT.failed],
    ];
    for (const [script, code] of cases) {
      const { status, stdout, stderr } = run(script, 'status 127.0.0.1');
      expect(status).toBe(code);
      expect(stdout).toBe('127.0.0.1: power unknown\n');
      expect(stderr).toMatch(/^HWS-PWR-\d{3} /);
      stub?.remove();
    }
    stub = null;
    expect(hawserPower(['status'], SECRET).status).toBe(POWER_EXIT.usage);
    expect(hawserPower(['--help'], {}).stdout).toContain('exit codes');
  });
});

describe.runIf(hasBmcParts())('hawser power with a simulated BMC', () => {
  let lab: BmcLab | null = null;
  const { user, password } = BMC_ACCOUNTS.administrator;
  beforeAll(async () => {
    lab = await BmcLab.start(1);
  });
  afterAll(() => lab?.stop());
  afterEach(() => lab?.bmcs[0]?.heal());

  function run(action: string, more: readonly string[] = []) {
    const bmc = lab?.bmcs[0];
    if (lab === null || bmc === undefined) throw new Error('the lab was not started');
    const file = join(lab.folder, 'password');
    writeFileSync(file, `${password}\n`);
    chmodSync(file, 0o600);
    const words = [
      action,
      bmc.host,
      '-p',
      `${bmc.port}`,
      '-U',
      user,
      '-f',
      file,
      '--answer-time',
      '1',
      ...more,
    ];
    const result = hawserPower(words, {});
    expect(result.stdout + result.stderr).not.toContain(password);
    return { ...result, bmc };
  }

  it('S0.39–S0.43 asks, switches off softly and hard, on, and resets', () => {
    expect(run('status')).toMatchObject({ status: 0, stdout: '127.0.0.1: power on\n' });
    expect(run('soft')).toMatchObject({ status: 0, stdout: '127.0.0.1: soft confirmed, power off\n' });
    expect(run('on', ['-I', 'lanplus'])).toMatchObject({
      status: 0,
      stdout: '127.0.0.1: on confirmed, power on\n',
    });
    expect(run('reset')).toMatchObject({ status: 0, stdout: '127.0.0.1: reset confirmed, power on\n' });
    const { status, stdout, bmc } = run('off');
    expect([status, stdout]).toEqual([0, '127.0.0.1: off confirmed, power off\n']);
    expect(bmc.commands).toEqual([
      'set shutdown 1',
      'set power 1',
      'set power 0',
      'set power 1',
      'set power 0',
    ]);
  });

  it('S0.46 goes from soft to hard on request', () => {
    lab?.bmcs[0]?.breakWith('deaf-soft');
    const { status, bmc } = run('off', ['--soft-first', '1']);
    expect(status).toBe(0);
    expect(bmc.commands).toEqual(['set shutdown 1', 'set power 0']);
  });

  it('S0.8 does not report success for a machine that stays on', () => {
    lab?.bmcs[0]?.breakWith('deaf-off');
    const { status, stdout, stderr } = run('off', ['--deadline', '1']);
    expect(status).toBe(POWER_EXIT.accepted);
    expect(stdout).toBe('127.0.0.1: off accepted, power on\n');
    expect(stderr).toContain('still reads on, not off');
  });

  it('tells a BMC that does not answer', () => {
    lab?.bmcs[0]?.freeze();
    expect(run('status').status).toBe(POWER_EXIT.unreachable);
  });
});
