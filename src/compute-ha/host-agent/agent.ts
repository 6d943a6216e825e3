import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { uptime } from 'node:os';
import { failureWords } from '../../result/failure-words.ts';
import type { AgentSettings } from './agent-file.ts';
import { encodeHeartbeat, type Heartbeat } from './heartbeat.ts';
import { askService, type ServiceState } from './service-state.ts';

/** What the agent needs of its machine. */
export interface AgentPorts {
  readonly askService: (unit: string) => Promise<ServiceState>;
  readonly boot: string;
  /** Since the machine was started, ms; goes on over restarts of the agent. */
  readonly uptimeMs: () => number;
  /** Epoch ms. */
  readonly now: () => number;
  /** Ends early, without rejecting, when the signal is given. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly log: (line: string) => void;
}

/** The machine this runs on. */
export function thisMachine(): Pick<AgentPorts, 'askService' | 'boot' | 'uptimeMs' | 'now'> {
  return {
    askService,
    boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    uptimeMs: () => Math.round(uptime() * 1000),
    now: Date.now,
  };
}

/**
 * The agent of a compute host: looks at the compute service and tells all controllers, until the signal is given. A
 * controller that cannot be reached keeps nobody waiting; it will notice by itself.
 */
export async function runAgent(
  settings: AgentSettings,
  key: string,
  ports: AgentPorts,
  signal: AbortSignal,
): Promise<void> {
  const sockets = new Map<4 | 6, Socket>();
  const failures = new Map<string, string>();
  let last: string = '';
  let sequence = -1;
  try {
    while (!signal.aborted) {
      const { service, words } = await look(settings, ports);
      if (words !== last) ports.log(`the compute service is ${service}: ${words}`);
      last = words;
      // Two agents of one boot, one after the other: the later one goes on above the earlier.
      sequence = Math.max(sequence + 1, ports.uptimeMs());
      const { host } = settings;
      const beat: Heartbeat = { host, boot: ports.boot, sequence, at: ports.now(), service, words };
      const datagram = encodeHeartbeat(beat, key);
      await Promise.all(
        settings.controllers.map(async ({ address, port }) => {
          const failure = await send(sockets, datagram, address, port);
          const to = `${address} port ${port}`;
          if (failure !== (failures.get(to) ?? ''))
            ports.log(failure === '' ? `${to}: reached again` : `${to}: ${failure}`);
          failures.set(to, failure);
        }),
      );
      await ports.wait(settings.intervalMs, signal);
    }
  } finally {
    for (const socket of sockets.values()) socket.close();
  }
}

/** The compute service, and libvirt, without which it can do nothing; only the former is judged. */
async function look({ service, libvirt }: AgentSettings, ports: AgentPorts): Promise<ServiceState> {
  const [compute, virtual] = await Promise.all([
    ports.askService(service),
    libvirt === null ? null : ports.askService(libvirt),
  ]);
  return virtual === null ? compute : { ...compute, words: `${compute.words}; ${virtual.words}` };
}

/** What went wrong, or ''. */
async function send(
  sockets: Map<4 | 6, Socket>,
  datagram: Buffer,
  address: string,
  port: number,
): Promise<string> {
  try {
    const found = isIP(address) !== 0 ? { address, family: isIP(address) } : await lookup(address);
    const family = found.family === 6 ? 6 : 4;
    let socket = sockets.get(family);
    if (socket === undefined) {
      socket = createSocket(family === 6 ? 'udp6' : 'udp4');
      // What a controller refuses is told to the one who sends, below, or not at all.
      socket.on('error', () => undefined);
      socket.unref();
      sockets.set(family, socket);
    }
    const used = socket;
    return await new Promise((resolve) => {
      used.send(datagram, port, found.address, (error) => resolve(error === null ? '' : error.message));
    });
  } catch (error) {
    return failureWords(error);
  }
}
