import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasSshParts, SshServer } from '../../../test/lab/ssh-server.ts';
import { askRemedy, type SshSettings } from './ssh-remedy.ts';

const START = resolve(import.meta.dirname, '../../cli/start.ts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-ssh-'));
  chmodSync(folder, 0o755);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const SETTINGS: SshSettings = {
  user: 'root',
  port: 22,
  keyFile: '/k',
  knownHostsFile: '/known',
  deadlineMs: 20_000,
};

function program(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('a remedy asked for by ssh', () => {
  it.each([
    ['done', 'exit 0'],
    ['failed', 'exit 1'],
    ['refused', 'exit 69'],
    ['refused', 'exit 64'],
    ['unknown', 'echo "client_loop: send disconnect: Broken pipe" >&2; exit 255'],
    ['failed', 'echo "ssh: connect to host 10.0.0.1 port 22: Connection refused" >&2; exit 255'],
    ['failed', 'echo "Host key verification failed." >&2; exit 255'],
  ])('is %s, where ssh does: %s', async (outcome, script) => {
    const ssh = program('ssh', script);
    expect((await askRemedy(['10.0.0.1'], 'restart-service', SETTINGS, ssh)).outcome).toBe(outcome);
  });

  it('is tried at another address only where nothing can have begun', async () => {
    const counted = (words: string) =>
      program('ssh', `echo x >> ${folder}/calls; echo "${words}" >&2; exit 255`);
    const calls = () => {
      const count = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n').length;
      rmSync(join(folder, 'calls'));
      return count;
    };
    const addresses = ['10.0.0.1', '10.1.0.1'];
    await askRemedy(addresses, 'restart-network', SETTINGS, counted('ssh: connect to host a port 22: x'));
    expect(calls()).toBe(2);
    await askRemedy(
      addresses,
      'restart-network',
      SETTINGS,
      counted('Connection to a closed by remote host.'),
    );
    expect(calls()).toBe(1);
  });

  it('is unknown when ssh does not end, failed when there is none, refused when hosts cannot do it', async () => {
    const hangs = program('ssh', 'exec sleep 1000');
    const settings = { ...SETTINGS, deadlineMs: 300 };
    expect((await askRemedy(['10.0.0.1'], 'restart-service', settings, hangs)).outcome).toBe('unknown');
    const none = join(folder, 'none');
    expect((await askRemedy(['10.0.0.1'], 'restart-service', SETTINGS, none)).outcome).toBe('failed');
    expect((await askRemedy(['10.0.0.1'], 'power-on', SETTINGS, none)).outcome).toBe('refused');
  });

  it.runIf(hasSshParts())(
    'S3.9 S3.14 comes, by a real sshd with a forced command, to the agent, and nothing else does',
    { timeout: 60_000 },
    async () => {
      const bin = join(folder, 'bin');
      const file = join(folder, 'agent.yaml');
      const restart = program('restart-network', `echo yes > ${folder}/restarted`);
      writeFileSync(
        file,
        `controllers: [{ address: 127.0.0.1 }]\nkey: { file: /k }\nrestartNetwork: ['${restart}']\n`,
        { mode: 0o600 },
      );
      mkdirSync(bin);
      program('bin/systemd-run', 'while [ "$1" != -- ]; do shift; done; shift\nexec "$@"');
      const agent = program(
        'agent',
        `PATH=${bin}:$PATH exec ${process.execPath} ${START} compute agent remedy --file ${file}`,
      );
      const server = await SshServer.start(folder, `restrict,command="${agent}"`);
      const { port, keyFile, knownHostsFile } = server;
      const settings = { ...SETTINGS, port, keyFile, knownHostsFile };
      try {
        expect(await askRemedy(['127.0.0.1'], 'restart-network', settings)).toMatchObject({
          outcome: 'done',
          words: expect.stringMatching(/restart-network has been run/),
        });
        expect(existsSync(join(folder, 'restarted'))).toBe(true);
        const options = ['-F', 'none', '-i', keyFile, '-o', `UserKnownHostsFile=${knownHostsFile}`];
        for (const words of [['touch', `${folder}/stolen`], ['restart-network; id'], []]) {
          const list = [...options, '-p', `${port}`, '-o', 'BatchMode=yes', 'root@127.0.0.1', ...words];
          expect(spawnSync('ssh', list, { stdio: 'ignore' }).status, words.join(' ')).toBe(64);
        }
        expect(existsSync(join(folder, 'stolen'))).toBe(false);
        writeFileSync(knownHostsFile, '');
        expect((await askRemedy(['127.0.0.1'], 'restart-network', settings)).outcome).toBe('failed');
      } finally {
        await server.stop();
      }
    },
  );
});
