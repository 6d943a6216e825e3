import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';

const SSHD = '/usr/sbin/sshd';
const READY_WITHIN_MS = 20_000;

/** Whether OpenSSH is here, server and client, and the user may sign in as root. */
export function hasSshParts(): boolean {
  return (
    process.getuid?.() === 0 && spawnSync('sh', ['-c', `command -v ${SSHD} ssh ssh-keygen`]).status === 0
  );
}

/** A real sshd on loopback that lets one key in, for one forced command. */
export class SshServer {
  readonly port: number;
  readonly keyFile: string;
  readonly knownHostsFile: string;
  readonly #child: ChildProcess;

  private constructor(port: number, folder: string, child: ChildProcess) {
    this.port = port;
    this.keyFile = join(folder, 'client');
    this.knownHostsFile = join(folder, 'known_hosts');
    this.#child = child;
  }

  /** `options` stand before the key, as in authorized_keys(5). */
  static async start(folder: string, options: string): Promise<SshServer> {
    for (const name of ['client', 'host'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
    const port = await freePort();
    const publicKey = (name: string) => readFileSync(join(folder, `${name}.pub`), 'utf8').trim();
    writeFileSync(join(folder, 'authorized_keys'), `${options} ${publicKey('client')}\n`, { mode: 0o600 });
    const [kind, key] = publicKey('host').split(' ');
    writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${port} ${kind} ${key}\n`);
    // sshd wants this folder for its unprivileged part.
    mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    const settings = {
      ListenAddress: '127.0.0.1',
      Port: port,
      HostKey: join(folder, 'host'),
      AuthorizedKeysFile: join(folder, 'authorized_keys'),
      PermitRootLogin: 'forced-commands-only',
      PasswordAuthentication: 'no',
      StrictModes: 'no',
      UsePAM: 'no',
      PidFile: 'none',
    };
    const list = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    const command = ['--pdeathsig', 'KILL', SSHD, '-D', '-e', '-f', '/dev/null', ...list];
    const server = new SshServer(port, folder, spawn('setpriv', command, { stdio: 'ignore' }));
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await isOpen(port))) {
      if (Date.now() > deadline) throw new Error('sshd does not listen');
      await wait(50);
    }
    return server;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => end(true)).on('error', () => end(false));
  });
}
