import { type ChildProcess, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { NamespaceLab } from '../../lab/namespace-lab.ts';
import { Client } from './client.ts';
import { SERVICE } from './configuration.ts';
import { Detection } from './detection.ts';
import { type AgentAction, readJournal } from './journal.ts';
import type { Side } from './side.ts';

const AGENTS = resolve(import.meta.dirname, 'agents');
const OCF_AGENTS = '/usr/lib/ocf/resource.d';
const FENCE_AGENTS = '/usr/sbin';
const HOSTS = 3;

/** Three hosts with a cluster manager on real Corosync, a client beside them, and a hand on their power. */
export class LiveLab {
  readonly lab: NamespaceLab;
  readonly side: Side;
  readonly client: Client;
  readonly detection: Detection;
  readonly spool: string;
  readonly #stopWatching: () => void;

  private constructor(lab: NamespaceLab, side: Side) {
    this.lab = lab;
    this.side = side;
    this.spool = join(lab.directory, 'spool');
    mkdirSync(this.spool);
    for (const host of lab.nodeIds) this.#prepare(host);
    const watcher = watch(this.spool, () => void this.#answerFencing());
    this.#stopWatching = () => watcher.close();
    this.client = Client.start(lab, SERVICE);
    this.detection = new Detection(lab, lab.nodeIds);
  }

  static async create(side: Side, tokenMs: number): Promise<LiveLab> {
    const lab = await NamespaceLab.create({ hosts: HOSTS, tokenMs });
    try {
      return new LiveLab(lab, side);
    } catch (error) {
      lab.destroy();
      throw error;
    }
  }

  /** Hosts that are on. */
  get hosts(): number[] {
    return this.lab.nodeIds.filter((host) => this.lab.host(host).isOn);
  }

  /** The host's files, as seen from outside. */
  root(host: number): string {
    return `/proc/${this.lab.host(host).pid}/root`;
  }

  /** A folder of the host's own on the machine's disk. */
  disk(host: number): string {
    return join(this.lab.directory, `node${host}`);
  }

  /** Runs a command in a host to its end; a failure is thrown. */
  run(host: number, command: readonly string[]): string {
    const { status, stdout, stderr } = this.lab.run(host, command);
    if (status !== 0)
      throw new Error(`${command.join(' ')} on node${host}: exit ${status}: ${stdout}${stderr}`);
    return stdout;
  }

  /** Starts a command in a host; the answer resolves with its exit code. */
  begin(
    host: number,
    command: readonly string[],
  ): { readonly child: ChildProcess; readonly ended: Promise<number> } {
    const child = this.lab.spawn(host, command, ['ignore', 'ignore', 'ignore']);
    const ended = new Promise<number>((resolve) => {
      child.once('exit', (code) => resolve(code ?? -1));
      child.once('error', () => resolve(-1));
    });
    return { child, ended };
  }

  /** Pulls the plug; resolves when nothing of the host is left. */
  async powerOff(host: number): Promise<void> {
    await this.lab.powerOff(host);
    writeFileSync(join(this.spool, `off-node${host}`), '');
  }

  /** Actions of agents that began at `since` or later on hosts that are on, in the order they began. */
  actions(since: number): AgentAction[] {
    return this.hosts
      .flatMap((host) => readJournal(host, this.root(host)))
      .filter(({ beganAt }) => beganAt >= since)
      .sort((a, b) => a.beganAt - b.beganAt);
  }

  /** Processes of the manager on a host, by id as seen from outside. */
  managerProcesses(host: number): number[] {
    const namespace = readlinkSync(`/proc/${this.lab.host(host).pid}/ns/pid`);
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => {
        try {
          if (readlinkSync(`/proc/${pid}/ns/pid`) !== namespace) return false;
          return this.side.isOwn(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'));
        } catch {
          // It has ended.
          return false;
        }
      });
  }

  /** Copies what was logged to a folder, for whoever looks for lost time. */
  keepLogs(folder: string): void {
    mkdirSync(folder, { recursive: true });
    for (const host of this.hosts) {
      const own = join(folder, `node${host}`);
      rmSync(own, { recursive: true, force: true });
      mkdirSync(own);
      const root = this.root(host);
      spawnSync('cp', ['-r', `${root}/var/log/.`, `${root}/run/bench-journal`, this.disk(host), own]);
    }
  }

  destroy(): void {
    this.#stopWatching();
    this.client.close();
    this.detection.close();
    this.lab.destroy();
  }

  #prepare(host: number): void {
    const overlay = (own: string, folder: string): string =>
      `mount -t overlay overlay -o lowerdir=${join(AGENTS, own)}:${folder} ${folder}`;
    const web = '/run/bench-web';
    const setUp = [
      'set -e',
      'chmod 1777 /dev/shm',
      overlay('ocf', OCF_AGENTS),
      overlay('fence', FENCE_AGENTS),
      `mkdir -p ${web} /run/resource-agents /run/lock`,
      `cat >${web}/nginx.conf <<'END'`,
      webConfiguration(host),
      'END',
    ].join('\n');
    this.run(host, ['sh', '-c', setUp]);
    this.side.prepare(this, host);
  }

  /** Does what fence agents have asked for. */
  async #answerFencing(): Promise<void> {
    for (const name of readdirSync(this.spool)) {
      if (!name.startsWith('request-')) continue;
      const request = join(this.spool, name);
      const host = Number(/^off node(\d+)/.exec(readFileSync(request, 'utf8'))?.[1] ?? 0);
      rmSync(request);
      if (this.lab.nodeIds.includes(host)) await this.powerOff(host);
      const answer = join(this.spool, `.answered-${name}`);
      writeFileSync(answer, '');
      renameSync(answer, join(this.spool, name.replace('request-', 'answer-')));
    }
  }
}

function webConfiguration(host: number): string {
  return `master_process off;
pid /run/bench-web/pid;
error_log /run/bench-web/error.log;
events {}
http {
  access_log off;
  client_body_temp_path /run/bench-web;
  proxy_temp_path /run/bench-web;
  fastcgi_temp_path /run/bench-web;
  uwsgi_temp_path /run/bench-web;
  scgi_temp_path /run/bench-web;
  server { listen 80; return 200 "node${host}\\n"; }
}`;
}
