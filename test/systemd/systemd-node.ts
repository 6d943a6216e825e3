import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from '../lab/namespace-lab.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Units that have nothing to do on a node that lives for a minute. */
const MASKED = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'console-getty.service',
  'e2scrub_all.timer',
  'fstrim.timer',
  'man-db.timer',
  'systemd-networkd.service',
  'systemd-resolved.service',
  'systemd-timesyncd.service',
];

/** Whether this machine can boot such nodes: root, systemd-nspawn, overlays, and this folder on the root file system. */
export function canBootSystemd(): boolean {
  if (process.getuid?.() !== 0) return false;
  if (spawnSync('sh', ['-c', 'command -v systemd-nspawn && command -v nsenter']).status !== 0) return false;
  const trial = `d=$(mktemp -d) && mount -t tmpfs t "$d" && mkdir "$d/u" "$d/w" "$d/m" &&
    mount -t overlay -o "lowerdir=/,upperdir=$d/u,workdir=$d/w" o "$d/m" && test -e "$d/m${ROOT}/package.json"`;
  return spawnSync('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', trial]).status === 0;
}

/** No command in a node takes longer. */
const COMMAND_MS = 90_000;

/** What came of a command in a node. */
export interface NodeCommand {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A machine with a real systemd as its first process, in a container over a throw-away overlay of this machine's own
 * file system: all that is installed here is there, and nothing that is done there stays.
 */
export class SystemdNode {
  readonly name: string;
  readonly #folder: string;
  readonly #container: ChildProcess;
  readonly #leader: number;

  private constructor(name: string, folder: string, container: ChildProcess, leader: number) {
    this.name = name;
    this.#folder = folder;
    this.#container = container;
    this.#leader = leader;
  }

  static async boot(): Promise<SystemdNode> {
    const folder = mkdtempSync(join(tmpdir(), 'hawser-systemd-'));
    const name = folder
      .slice(folder.lastIndexOf('/') + 1)
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]/g, '0');
    const upper = join(folder, 'rw');
    const root = join(folder, 'fs');
    for (const path of [upper, root]) mkdirSync(path);
    // The upper layer must not lie inside of the lower one.
    mount(['-t', 'tmpfs', '-o', 'mode=755', 'hawser-test', upper]);
    for (const path of ['up', 'work']) mkdirSync(join(upper, path));
    const layers = `lowerdir=/,upperdir=${join(upper, 'up')},workdir=${join(upper, 'work')}`;
    mount(['-t', 'overlay', '-o', layers, 'hawser-test', root]);
    prepare(root, name);
    const container = spawn(
      'systemd-nspawn',
      [
        ...[
          '-q',
          '-D',
          root,
          '-M',
          name,
          '--register=no',
          '--keep-unit',
          '--console=pipe',
          '--link-journal=no',
        ],
        ...[
          '--resolv-conf=off',
          '--timezone=off',
          '--private-network',
          '--capability=CAP_NET_ADMIN,CAP_SYS_NICE',
          '-b',
        ],
      ],
      { stdio: ['ignore', 'ignore', 'ignore'], detached: true },
    );
    const leader = await leaderOf(container);
    const node = new SystemdNode(name, folder, container, leader);
    await until('systemd to be up', () => {
      const { stdout } = node.run('systemctl', 'is-system-running');
      return stdout.startsWith('running') || stdout.startsWith('degraded');
    });
    return node;
  }

  /** Runs a command in the node to its end. */
  run(...command: readonly string[]): NodeCommand {
    const enter = ['-t', String(this.#leader), '-m', '-u', '-i', '-n', '-p', '-C', '-r', '-w'];
    const { status, stdout, stderr } = spawnSync(
      'nsenter',
      [...enter, '--', 'sh', '-c', `cd ${ROOT} && exec "$@"`, 'sh', ...command],
      {
        encoding: 'utf8',
        timeout: COMMAND_MS,
        env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' },
      },
    );
    return { status, stdout, stderr };
  }

  /** Ends everything in the node at once, and forgets what was written there. */
  async destroy(): Promise<void> {
    const ended = new Promise((done) => this.#container.once('exit', done));
    process.kill(this.#leader, 'SIGKILL');
    await ended;
    for (const path of ['fs', 'rw']) spawnSync('umount', ['-l', join(this.#folder, path)]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function mount(argv: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', argv, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${argv.join(' ')}: ${stderr.trim()}`);
}

/** A quiet first boot: no unit of the machine's own, nothing that needs a network. */
function prepare(root: string, name: string): void {
  writeFileSync(join(root, 'etc/machine-id'), '');
  writeFileSync(join(root, 'etc/hostname'), `${name}\n`);
  writeFileSync(join(root, 'etc/fstab'), '');
  rmSync(join(root, 'usr/sbin/policy-rc.d'), { force: true });
  const units = join(root, 'etc/systemd/system');
  rmSync(join(units, 'multi-user.target.wants'), { recursive: true, force: true });
  for (const folder of ['run', 'tmp']) {
    for (const entry of readdirSync(join(root, folder)))
      rmSync(join(root, folder, entry), { recursive: true, force: true });
  }
  for (const unit of MASKED) {
    rmSync(join(units, unit), { force: true });
    symlinkSync('/dev/null', join(units, unit));
  }
}

/** The container's systemd, as seen from outside. */
async function leaderOf(container: ChildProcess): Promise<number> {
  let leader = 0;
  await until('the container to start', () => {
    if (container.exitCode !== null) throw new Error(`systemd-nspawn ended with ${container.exitCode}`);
    const path = `/proc/${container.pid}/task/${container.pid}/children`;
    if (!existsSync(path)) return false;
    for (const child of readFileSync(path, 'utf8').trim().split(' ')) {
      try {
        if (readFileSync(`/proc/${child}/comm`, 'utf8').trim() === 'systemd') leader = Number(child);
      } catch {
        // It has ended meanwhile.
      }
    }
    return leader !== 0;
  });
  return leader;
}
