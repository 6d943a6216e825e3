import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

/** Whether Debian’s serf is here: the gossip library that Consul is built on, as a program. */
export function hasSerf(): boolean {
  return spawnSync('sh', ['-c', 'command -v serf']).status === 0;
}

interface Agent {
  readonly child: ChildProcess;
  readonly rpc: number;
}

/** Agents on loopback that gossip with each other as Consul’s do on one network. */
export class SerfLab {
  readonly #agents = new Map<string, Agent>();

  static async start(names: readonly string[]): Promise<SerfLab> {
    const lab = new SerfLab();
    let meeting: number | null = null;
    for (const name of names) {
      const [port, rpc] = [await freePort(), await freePort()];
      const join = meeting === null ? [] : [`-retry-join=127.0.0.1:${meeting}`, '-retry-interval=1s'];
      const words = ['agent', `-node=${name}`, `-bind=127.0.0.1:${port}`, `-rpc-addr=127.0.0.1:${rpc}`];
      // They end when we end, however we do.
      const command = ['--pdeathsig', 'KILL', 'serf', ...words, '-profile=local', ...join];
      const child = spawn('setpriv', command, { stdio: 'ignore' });
      lab.#agents.set(name, { child, rpc });
      meeting ??= port;
    }
    return lab;
  }

  /** State of every member as one agent sees it; empty while the agent is not up. */
  async members(by: string): Promise<ReadonlyMap<string, string>> {
    const rpc = this.#agents.get(by)?.rpc;
    const list = ['members', '-format=json', `-rpc-addr=127.0.0.1:${rpc}`];
    const told = await promisify(execFile)('serf', list).catch(() => null);
    if (told === null) return new Map();
    const { members } = JSON.parse(told.stdout) as { members: { name: string; status: string }[] };
    return new Map(members.map(({ name, status }) => [name, status]));
  }

  /** As when the machine loses power: nothing is said any more. */
  kill(name: string): void {
    this.#agents.get(name)?.child.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    const running = [...this.#agents.values()].map(({ child }) => child).filter(isRunning);
    const ended = running.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(ended);
  }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
