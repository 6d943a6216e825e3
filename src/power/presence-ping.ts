import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import type { BmcAddress } from './power.ts';

/** What a presence ping found out. */
export interface PresencePing {
  /** Something at the address speaks RMCP. It says nothing about users and passwords. */
  readonly isAnswered: boolean;
  /** The name has an address. */
  readonly isResolved: boolean;
  readonly tookMs: number;
}

/** Start of every presence message: RMCP version 1.0, no acknowledgement wanted, class ASF, ASF's enterprise number. */
const HEADER = [0x06, 0x00, 0xff, 0x06, 0x00, 0x00, 0x11, 0xbe] as const;
const PING = 0x80;
const PONG = 0x40;
const TYPE_AT = 8;
const TAG_AT = 9;
const LENGTH = 12;

/** The ping that a BMC answers without knowing who asks. `tag` (0–254) comes back with the answer. */
export function presencePingMessage(tag: number): Uint8Array {
  const message = new Uint8Array(LENGTH);
  message.set(HEADER);
  message[TYPE_AT] = PING;
  message[TAG_AT] = tag;
  return message;
}

/** Whether a datagram is the answer to the ping with this tag. */
export function isPresencePong(datagram: Uint8Array, tag: number): boolean {
  return (
    datagram.length >= LENGTH &&
    datagram[0] === HEADER[0] &&
    ((datagram[3] as number) & 0x1f) === HEADER[3] &&
    HEADER.slice(4).every((byte, i) => datagram[4 + i] === byte) &&
    datagram[TYPE_AT] === PONG &&
    datagram[TAG_AT] === tag
  );
}

/**
 * Asks over UDP, without any password, whether a BMC is there; `attempts` datagrams evenly spread over `timeoutMs`. Some
 * BMCs do not answer such pings, so silence proves nothing by itself.
 */
export async function presencePing(
  address: BmcAddress,
  timeoutMs: number,
  attempts = 3,
): Promise<PresencePing> {
  const startedAt = Date.now();
  const found = await lookup(address.host).catch(() => null);
  if (found === null) return { isAnswered: false, isResolved: false, tookMs: Date.now() - startedAt };
  const tag = randomInt(255);
  const message = presencePingMessage(tag);
  const isAnswered = await new Promise<boolean>((resolve) => {
    const socket = createSocket(found.family === 6 ? 'udp6' : 'udp4');
    const send = () => socket.send(message, address.port, found.address, () => undefined);
    const repeat = setInterval(send, timeoutMs / attempts);
    const end = (answer: boolean) => {
      clearInterval(repeat);
      clearTimeout(deadline);
      socket.removeAllListeners();
      // An error that arrives while the socket closes changes nothing any more.
      socket.on('error', () => undefined);
      socket.close();
      resolve(answer);
    };
    const deadline = setTimeout(() => end(false), timeoutMs);
    socket.on('message', (datagram) => {
      if (isPresencePong(datagram, tag)) end(true);
    });
    // Refused, unreachable: the next attempt may fare better, the deadline ends it.
    socket.on('error', () => undefined);
    send();
  });
  return { isAnswered, isResolved: true, tookMs: Date.now() - startedAt };
}
