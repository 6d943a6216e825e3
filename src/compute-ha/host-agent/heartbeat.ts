import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';

/** What a compute host says of itself every few seconds. */
export interface Heartbeat {
  /** As Nova calls it. */
  readonly host: string;
  /** Which start of the machine this is. */
  readonly boot: string;
  /** Grows with every heartbeat of a boot, whoever on the host sends it. */
  readonly sequence: number;
  /** By the host’s clock, epoch ms. */
  readonly at: number;
  /** The compute service as the host sees it. */
  readonly service: 'running' | 'failed' | 'unknown';
  /** What that rests on. */
  readonly words: string;
}

/**
 * Why a datagram is not a heartbeat.
 * - `malformed`: too large, cut, or of another kind.
 * - `stranger`: it names a host that nobody watches.
 * - `forged`: its signature is not that of the host’s key.
 */
export type Refusal = 'malformed' | 'stranger' | 'forged';

export type Decoded =
  | { readonly kind: 'heartbeat'; readonly heartbeat: Heartbeat }
  /** `host` is what the datagram claims; empty where that cannot be read. */
  | { readonly kind: Refusal; readonly host: string };

/** No larger datagram is sent or read: it fits into one packet everywhere. */
export const LARGEST_HEARTBEAT = 1_024;
const MARK = Buffer.from('HWHB\x01');
const MAC_BYTES = 32;
const MOST_WORDS = 300;

const SHAPE = z.strictObject({
  boot: z.string().check(z.minLength(1), z.maxLength(64)),
  sequence: z.int().check(z.minimum(0)),
  at: z.int().check(z.minimum(0)),
  service: z.enum(['running', 'failed', 'unknown']),
  words: z.string().check(z.maxLength(MOST_WORDS)),
});

/** The key of one host out of that of the controllers: a host cannot speak for another. */
export function hostKey(controllersKey: string, host: string): string {
  return createHmac('sha256', controllersKey).update(`hawser heartbeat ${host}`).digest('hex');
}

/**
 * Mark with version, length and text of the host’s name, HMAC-SHA256 over all the rest, JSON. Throws for a host’s name of
 * more than 255 bytes.
 */
export function encodeHeartbeat({ host, words, ...rest }: Heartbeat, key: string): Buffer {
  const name = Buffer.from(host);
  if (name.length === 0 || name.length > 255) throw new Error(`a host’s name of ${name.length} bytes`);
  const head = Buffer.concat([MARK, Buffer.from([name.length]), name]);
  const body = Buffer.from(JSON.stringify({ ...rest, words: cut(words) }));
  return Buffer.concat([head, mac(key, head, body), body]);
}

/** Reads a datagram; `keyOf` gives the key of a host, `null` for one that is not watched. */
export function decodeHeartbeat(datagram: Buffer, keyOf: (host: string) => string | null): Decoded {
  const nameAt = MARK.length + 1;
  const nameEnd = nameAt + (datagram[MARK.length] ?? 0);
  const bodyAt = nameEnd + MAC_BYTES;
  const isRight =
    datagram.length <= LARGEST_HEARTBEAT &&
    datagram.length > bodyAt &&
    datagram.subarray(0, MARK.length).equals(MARK);
  if (!isRight) return { kind: 'malformed', host: '' };
  const host = datagram.toString('utf8', nameAt, nameEnd);
  const key = keyOf(host);
  if (key === null) return { kind: 'stranger', host };
  const body = datagram.subarray(bodyAt);
  const expected = mac(key, datagram.subarray(0, nameEnd), body);
  if (!timingSafeEqual(expected, datagram.subarray(nameEnd, bodyAt))) return { kind: 'forged', host };
  const parsed = z.safeParse(SHAPE, parseJson(body.toString('utf8')));
  if (!parsed.success) return { kind: 'malformed', host };
  return { kind: 'heartbeat', heartbeat: { host, ...parsed.data } };
}

function mac(key: string, head: Buffer, body: Buffer): Buffer {
  return createHmac('sha256', key).update(head).update(body).digest();
}

/** Short enough in characters and, with what stands around it, in bytes. */
function cut(words: string): string {
  let short = words.slice(0, MOST_WORDS);
  while (Buffer.byteLength(JSON.stringify(short)) > MOST_WORDS + 2) short = short.slice(0, -1);
  return short;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
