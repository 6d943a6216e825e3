import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { failureWords } from '../../result/failure-words.ts';
import type { Witness } from '../witness/witness.ts';
import type { HeartbeatLedger } from './heartbeat-ledger.ts';

/** Where heartbeats are received. */
export interface ListenAddress {
  readonly address: string;
  readonly port: number;
}

/** Another process may listen for a moment; then it is tried again. */
const AGAIN_MS = 5_000;

/** Receives heartbeats and is asked about them. While the port cannot be had, all is unknown, with the reason. */
export class HeartbeatReceiver implements Witness {
  readonly signals = ['heartbeat', 'host-service'] as const;
  readonly #ledger: HeartbeatLedger;
  readonly #listen: ListenAddress;
  readonly #now: () => number;
  #socket: Socket | null = null;
  #again: NodeJS.Timeout | null = null;
  #isClosed = false;
  #waiting: (() => void) | null = null;

  /** `now` in epoch ms. */
  constructor(ledger: HeartbeatLedger, listen: ListenAddress, now: () => number) {
    this.#ledger = ledger;
    this.#listen = listen;
    this.#now = now;
  }

  /** Resolves when it listens, or has found out that it cannot yet; then it goes on trying. The port in use, or `null`. */
  open(): Promise<number | null> {
    const { address, port } = this.#listen;
    return new Promise((resolve) => {
      const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4' });
      this.#socket = socket;
      socket.on('message', (datagram) => {
        if (this.#ledger.take(datagram, this.#now()) === 'taken') this.#waiting?.();
      });
      socket.on('error', (error) => {
        this.#ledger.cannotListen(`nobody listens at ${address} port ${port}: ${failureWords(error)}`);
        socket.removeAllListeners();
        // An error while it closes changes nothing any more.
        socket.on('error', () => undefined);
        socket.close();
        this.#socket = null;
        if (!this.#isClosed) this.#again = setTimeout(() => void this.open(), AGAIN_MS);
        resolve(null);
      });
      socket.bind(port, address, () => {
        this.#ledger.listens(this.#now());
        resolve(socket.address().port);
      });
    });
  }

  /** Resolves when all these hosts were heard, or the time is up. */
  async heard(hosts: readonly string[], mostMs: number): Promise<void> {
    if (this.#socket === null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, mostMs);
      const look = () => {
        if (!hosts.every((host) => this.#ledger.hasHeard(host))) return;
        clearTimeout(timer);
        resolve();
      };
      this.#waiting = look;
      look();
    });
    this.#waiting = null;
  }

  async ask(hosts: readonly string[], occasion: Parameters<Witness['ask']>[1]) {
    // Heartbeats are judged as of the question: those that came while others were asked are fresher only.
    return new Map(hosts.map((host) => [host, this.#ledger.facts(host, occasion)]));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#again !== null) clearTimeout(this.#again);
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) await new Promise<void>((resolve) => socket.close(() => resolve()));
  }
}
