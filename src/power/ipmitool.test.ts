import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { freeUdpPorts } from '../../test/lab/bmc-simulators.ts';
import { IpmitoolStub } from '../../test/lab/ipmitool-stub.ts';
import { IpmitoolChassis } from './ipmitool.ts';
import { ipmitoolWords, readIpmitoolAnswer } from './ipmitool-answer.ts';
import { checkConnection, type IpmiConnection, ipmitoolArguments } from './ipmitool-arguments.ts';

const CONNECTION: IpmiConnection = {
  address: { host: '10.1.2.3', port: 623 },
  interface: 'lan',
  user: 'ADMIN',
  credential: { kind: 'environment', variable: 'HAWSER_TEST_BMC' },
  cipher: 3,
  privilege: null,
  answerSeconds: 5,
};

describe('the arguments for ipmitool', () => {
  const wrapped = (action: 'status' | 'soft' | 'off' | 'reset' | 'on') =>
    ipmitoolArguments(CONNECTION, action, '/etc/hawser/bmc').join(' ');
  const common = '-I lan -U ADMIN -f /etc/hawser/bmc -H 10.1.2.3 -R 1 -N 5';

  it('S0.39 are the wrapper’s for power status', () => {
    expect(wrapped('status')).toBe(`${common} power status`);
  });
  it('S0.40 are the wrapper’s for power soft', () => {
    expect(wrapped('soft')).toBe(`${common} power soft`);
  });
  it('S0.41 are the wrapper’s for power off', () => {
    expect(wrapped('off')).toBe(`${common} power off`);
  });
  it('S0.42 are the wrapper’s for power reset', () => {
    expect(wrapped('reset')).toBe(`${common} power reset`);
  });
  it('S0.43 are the wrapper’s for power on', () => {
    expect(wrapped('on')).toBe(`${common} power on`);
  });

  it('S0.39 name interface, cipher, port and privilege when asked to', () => {
    const connection: IpmiConnection = {
      ...CONNECTION,
      address: { host: 'fe80::1%eth0', port: 9001 },
      interface: 'lanplus',
      cipher: 17,
      privilege: 'OPERATOR',
    };
    expect(ipmitoolArguments(connection, 'status', null).join(' ')).toBe(
      '-I lanplus -U ADMIN -E -H fe80::1%eth0 -p 9001 -C 17 -L OPERATOR -R 1 -N 5 power status',
    );
  });

  it('are never made of a host, user or number that ipmitool could take for something else', () => {
    const check = (change: Partial<IpmiConnection>) => checkConnection({ ...CONNECTION, ...change })?.code;
    const at = (host: string) => ({ address: { host, port: 623 } });
    for (const host of ['-P', '', 'a b', 'a;b', '$(id)', 'a\nb', '-'])
      expect(check(at(host))).toBe('HWS-PWR-015');
    for (const host of ['bmc-1.example.net', '10.0.0.1', '::1', 'fe80::1%eth0', 'node1_ipmi'])
      expect(check(at(host))).toBeUndefined();
    expect(check({ user: 'x'.repeat(17) })).toBe('HWS-PWR-015');
    expect(check({ cipher: -1 })).toBe('HWS-PWR-015');
    expect(check({ answerSeconds: 0 })).toBe('HWS-PWR-015');
    expect(check({ address: { host: 'a', port: 0 } })).toBe('HWS-PWR-015');
  });
});

describe('what ipmitool says', () => {
  it.each([
    [0, 'Chassis Power is on\n', { kind: 'read', reading: 'on' }],
    [0, 'Unable to Get Channel Cipher Suites\nChassis Power is off\n', { kind: 'read', reading: 'off' }],
    [0, 'Chassis Power Control: Down/Off\n', { kind: 'accepted' }],
    [0, '', { kind: 'unknown' }],
    [1, 'Error: Unable to establish IPMI v2 / RMCP+ session\n', { kind: 'no-session' }],
    [
      1,
      'Error: Unable to establish LAN session\nError: Unable to establish IPMI v1.5 / RMCP session\n',
      { kind: 'no-session' },
    ],
    [
      1,
      'Activate Session command failed\nError: Unable to establish LAN session\n',
      { kind: 'wrong-credentials' },
    ],
    [1, 'Invalid user name\nError: Unable to establish LAN session\n', { kind: 'wrong-credentials' }],
    [
      1,
      'Error in open session response message : invalid authentication algorithm\n\nError: Unable to establish IPMI v2 / RMCP+ session\n',
      { kind: 'cipher' },
    ],
    [
      1,
      'Get HPM.x Capabilities request failed, compcode = d4\nSet Chassis Power Control to Down/Off failed: Insufficient privilege level\n',
      {
        kind: 'privilege',
        words: 'Set Chassis Power Control to Down/Off failed: Insufficient privilege level',
      },
    ],
    [
      1,
      'Activate Session error:\tRequested privilege level exceeds limit\nError: Unable to establish LAN session\n',
      { kind: 'privilege', words: 'Activate Session error:\tRequested privilege level exceeds limit' },
    ],
    [
      1,
      'Set Chassis Power Control to Soft failed: Command not supported in present state\n',
      { kind: 'refused', words: 'Command not supported in present state' },
    ],
    [
      1,
      'Get Chassis Power Status failed: Unspecified error\n',
      { kind: 'refused', words: 'Unspecified error' },
    ],
    [
      1,
      'Unable to set Chassis Power Control to Cycle\nClose Session command failed\n',
      { kind: 'unanswered' },
    ],
    [
      1,
      'Address lookup for bmc failed\nCould not open socket!\nError: Unable to establish IPMI v2 / RMCP+ session\n',
      { kind: 'unresolvable' },
    ],
    [1, 'Could not open socket!\nError: Unable to establish IPMI v2 / RMCP+ session\n', { kind: 'no-route' }],
    [1, 'Segmentation fault', { kind: 'unknown' }],
    [null, '', { kind: 'unknown' }],
  ])('is read for its cause: exit %s, %j', (exitCode, output, answer) => {
    expect(readIpmitoolAnswer(exitCode, output)).toEqual(answer);
  });

  it('never passes for a reading unless ipmitool succeeded', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 255 }), (text, exitCode) => {
        const { kind } = readIpmitoolAnswer(exitCode, `${text}\nChassis Power is off\n`);
        expect(kind).not.toBe('read');
        expect(kind).not.toBe('accepted');
      }),
    );
  });

  it('becomes one line without noise', () => {
    expect(ipmitoolWords('Get HPM.x Capabilities request failed, compcode = d4\n\n a \nb\n')).toBe('a; b');
    expect(ipmitoolWords('x'.repeat(1000), 10)).toBe('xxxxxxxxxx…');
  });
});

describe('a run of ipmitool', () => {
  let stub: IpmitoolStub | null = null;
  const stubbed = (script: string) => {
    stub = new IpmitoolStub(script);
    return stub;
  };
  afterEach(() => {
    stub?.remove();
    stub = null;
    delete process.env.HAWSER_TEST_BMC;
    delete process.env.HAWSER_TEST_OTHER_SECRET;
  });

  it('S0.39 gets the password by its environment, never by its arguments, and nothing on standard input', async () => {
    process.env.HAWSER_TEST_BMC = 'tide-table';
    process.env.HAWSER_TEST_OTHER_SECRET = 'not-for-children';
    const tool = stubbed('echo Chassis Power is on');
    const result = await new IpmitoolChassis(CONNECTION, tool.program).send('status', 20_000);
    expect(result).toMatchObject({ outcome: 'read', reading: 'on' });
    expect(tool.noted('cmdline')).not.toContain('tide-table');
    expect(tool.noted('arguments').trim().split('\n')).toEqual(ipmitoolArguments(CONNECTION, 'status', null));
    const environment = tool.noted('environ').split('\0');
    expect(environment).toContain('IPMI_PASSWORD=tide-table');
    expect(environment.join()).not.toContain('not-for-children');
    expect(tool.noted('stdin').trim()).toBe('/dev/null');
  });

  it('S0.39 is given a password file by name, and then has the password nowhere else', async () => {
    const tool = stubbed('echo Chassis Power is off');
    const path = join(tool.folder, 'password');
    writeFileSync(path, 'tide-table\n');
    chmodSync(path, 0o600);
    const connection: IpmiConnection = { ...CONNECTION, credential: { kind: 'file', path } };
    const result = await new IpmitoolChassis(connection, tool.program).send('status', 20_000);
    expect(result).toMatchObject({ outcome: 'read', reading: 'off' });
    expect(tool.noted('arguments')).toContain(`-f\n${path}\n`);
    expect(tool.noted('cmdline') + tool.noted('environ')).not.toContain('tide-table');
  });

  it('is not started without a usable password', async () => {
    const tool = stubbed('echo Chassis Power is on');
    const result = await new IpmitoolChassis(CONNECTION, tool.program).send('off', 20_000);
    expect(result).toMatchObject({ outcome: 'failed', problem: { code: 'HWS-PWR-012' } });
    expect(existsSync(join(tool.folder, 'pid'))).toBe(false);
  });

  it('is killed at the deadline, and nothing is taken for an answer', async () => {
    process.env.HAWSER_TEST_BMC = 'tide-table';
    const tool = stubbed('echo Chassis Power is off; exec sleep 1000');
    const [port] = await freeUdpPorts(1);
    const connection: IpmiConnection = {
      ...CONNECTION,
      address: { host: '127.0.0.1', port: port as number },
    };
    const result = await new IpmitoolChassis(connection, tool.program).send('status', 1_000);
    expect(result).toMatchObject({ outcome: 'unreachable', reading: null });
    expect(result.evidence.map(({ action }) => action)).toEqual(['status', 'presence-ping']);
    expect(existsSync(`/proc/${tool.noted('pid').trim()}/stat`)).toBe(false);
  });

  it('does not hold anybody up by endless output or a child that keeps the pipe', async () => {
    process.env.HAWSER_TEST_BMC = 'tide-table';
    const endless = stubbed('exec yes tide-table');
    const result = await new IpmitoolChassis(
      { ...CONNECTION, address: { host: '127.0.0.1', port: 1 } },
      endless.program,
    ).send('status', 1_000);
    expect(result.reading).toBeNull();
    const text = JSON.stringify(result);
    expect(text.length).toBeLessThan(5_000);
    expect(text).not.toContain('tide-table');
    endless.remove();
    const forking = stubbed('sleep 8 & echo Chassis Power is on; exit 0');
    const startedAt = Date.now();
    await new IpmitoolChassis(
      { ...CONNECTION, address: { host: '127.0.0.1', port: 1 } },
      forking.program,
    ).send('status', 1_000);
    expect(Date.now() - startedAt).toBeLessThan(7_000);
  });

  it('says so when ipmitool is not installed', async () => {
    process.env.HAWSER_TEST_BMC = 'tide-table';
    const result = await new IpmitoolChassis(CONNECTION, '/nonexistent/ipmitool').send('status', 1_000);
    expect(result).toMatchObject({ outcome: 'failed', problem: { code: 'HWS-PWR-010' } });
  });

  it('that failed at once without any words about why is a wrong password, not silence', async () => {
    process.env.HAWSER_TEST_BMC = 'tide-table';
    const tool = stubbed('echo "Error: Unable to establish IPMI v2 / RMCP+ session" >&2; exit 1');
    const connection: IpmiConnection = { ...CONNECTION, address: { host: '127.0.0.1', port: 1 } };
    const result = await new IpmitoolChassis(connection, tool.program).send('status', 20_000);
    expect(result).toMatchObject({ outcome: 'wrong-credentials' });
  });
});
