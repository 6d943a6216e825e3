import { readFileSync } from 'node:fs';
import { loadForeign } from '../../../src/corosync/native/foreign.ts';

const AF_PACKET = 17;
const SOCK_RAW = 3;
const ETH_P_ARP = 0x0806;
const MSG_DONTWAIT = 0x40;
const REPLY = 2;

/** An answer to an ARP request: who says to have the address, and to whom it says so. */
export interface ArpReply {
  readonly address: string;
  readonly hardwareAddress: string;
  readonly askedBy: string;
}

/** Asks by ARP for addresses in a network; sees everyone who answers, which no ordinary connection does. */
export class ArpSocket {
  readonly #descriptor: number;
  readonly #hardware: Buffer;
  readonly #send: (descriptor: number, bytes: Buffer, length: number, flags: number) => number;
  readonly #receive: (descriptor: number, bytes: Buffer, length: number, flags: number) => number;
  readonly #incoming = Buffer.alloc(256);

  constructor(device: string) {
    const foreign = loadForeign();
    if ('code' in foreign) throw new Error(foreign.message);
    const libc = foreign.load('libc.so.6');
    const buffer = ['int', 'void *', 'size_t', 'int'];
    this.#send = libc.func('send', 'long', buffer);
    this.#receive = libc.func('recv', 'long', buffer);
    const arp = Buffer.alloc(2);
    arp.writeUInt16BE(ETH_P_ARP);
    this.#descriptor = libc.func('socket', 'int', ['int', 'int', 'int'])(
      AF_PACKET,
      SOCK_RAW,
      arp.readUInt16LE(),
    );
    const where = Buffer.alloc(20);
    where.writeUInt16LE(AF_PACKET);
    arp.copy(where, 2);
    where.writeInt32LE(Number(readFileSync(`/sys/class/net/${device}/ifindex`, 'utf8')), 4);
    const bound = libc.func('bind', 'int', ['int', 'void *', 'uint'])(this.#descriptor, where, where.length);
    if (this.#descriptor < 0 || bound !== 0) throw new Error(`no packet socket on ${device}`);
    this.#hardware = hardwareBytes(readFileSync(`/sys/class/net/${device}/address`, 'utf8').trim());
  }

  /** Broadcasts "who has this address? tell that one". The answers name the one who is to be told. */
  ask(address: string, askedBy: string): void {
    const frame = Buffer.alloc(42);
    frame.fill(0xff, 0, 6);
    this.#hardware.copy(frame, 6);
    frame.writeUInt16BE(ETH_P_ARP, 12);
    // Ethernet, IPv4, lengths of their addresses, request.
    frame.set([0, 1, 8, 0, 6, 4, 0, 1], 14);
    this.#hardware.copy(frame, 22);
    frame.set(addressBytes(askedBy), 28);
    frame.set(addressBytes(address), 38);
    this.#send(this.#descriptor, frame, frame.length, 0);
  }

  /** Answers that have come since. */
  replies(): ArpReply[] {
    const found: ArpReply[] = [];
    for (;;) {
      const length = this.#receive(this.#descriptor, this.#incoming, this.#incoming.length, MSG_DONTWAIT);
      if (length < 42) return found;
      if (this.#incoming.readUInt16BE(20) !== REPLY) continue;
      found.push({
        address: [...this.#incoming.subarray(28, 32)].join('.'),
        hardwareAddress: this.#incoming.toString('hex', 22, 28).replace(/..(?=.)/g, '$&:'),
        askedBy: [...this.#incoming.subarray(38, 42)].join('.'),
      });
    }
  }
}

function addressBytes(address: string): number[] {
  return address.split('.').map(Number);
}

function hardwareBytes(address: string): Buffer {
  return Buffer.from(address.replaceAll(':', ''), 'hex');
}
