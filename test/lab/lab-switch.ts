import { spawnSync } from 'node:child_process';
import { endProcess, type HeldNamespace, holdNamespace } from './namespace.ts';

/** A cable from a host to the switch. */
export interface Cable {
  /** Its name at the switch. */
  readonly port: string;
  /** Its name in the host. */
  readonly device: string;
  /** In the host, with the length of its prefix: `10.77.0.1/24`. */
  readonly address: string;
  /** Network (bridge of the switch) it is in at first. */
  readonly network: string;
  /** Its hardware address in the host, where a test has to know it. */
  readonly hardwareAddress?: string;
}

/** The networks of a lab: bridges in a namespace of their own, so that nothing shows on the machine's own network. */
export class LabSwitch {
  readonly #held: HeldNamespace;

  private constructor(held: HeldNamespace) {
    this.#held = held;
  }

  static async create(): Promise<LabSwitch> {
    return new LabSwitch(await holdNamespace(['--net'], []));
  }

  /** What stands before a command that is to run at the switch, with processes as outside. */
  get entrance(): readonly string[] {
    return ['nsenter', '-t', String(this.#held.pid), '--net', '--'];
  }

  addNetwork(name: string): void {
    this.#ip('link', 'add', name, 'type', 'bridge');
    this.#ip('link', 'set', name, 'up');
  }

  /** Gives the switch itself an address in a network, for what stands beside the hosts. */
  addAddress(network: string, address: string): void {
    this.#ip('address', 'add', address, 'dev', network);
  }

  /** Lays a cable to the host whose first process this is. */
  connect(hostPid: number, { port, device, network, hardwareAddress }: Cable): void {
    // The cable of a host that has just lost its power may not have gone with it yet.
    spawnSync('nsenter', [...this.entrance.slice(1), 'ip', 'link', 'delete', port], { stdio: 'ignore' });
    const hardware = hardwareAddress === undefined ? [] : ['address', hardwareAddress];
    this.#ip(
      ...['link', 'add', port, 'type', 'veth'],
      ...['peer', 'name', device, ...hardware, 'netns', String(hostPid)],
    );
    this.plug(port, network);
  }

  /** Moves the cable into a network. */
  plug(port: string, network: string): void {
    this.#ip('link', 'set', port, 'master', network, 'up');
  }

  /** The host at the other end sees its link down. */
  unplug(port: string): void {
    this.#ip('link', 'set', port, 'down');
  }

  destroy(): void {
    endProcess(this.#held.pid);
  }

  #ip(...words: readonly string[]): void {
    const { status, stderr } = spawnSync('nsenter', [...this.entrance.slice(1), 'ip', ...words], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr.trim()}`);
  }
}
