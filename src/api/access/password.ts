import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive: (
  password: string,
  salt: Buffer,
  length: number,
  options: { N: number; r: number; p: number; maxmem: number },
) => Promise<Buffer> = promisify(scrypt);

/** Cost of a hash: 32 MiB and some 0.2 s on a small machine (RFC 7914; OWASP's password storage guidance). */
const COST = { N: 32_768, r: 8, p: 3 } as const;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const LARGEST_COST = { N: 1 << 20, r: 16, p: 8 } as const;

/** Least length of a password; length is what makes guessing hopeless, so nothing else is asked of it. */
export const SHORTEST_PASSWORD = 10;
export const LONGEST_PASSWORD = 256;

/** `scrypt$N$r$p$salt$key`, the last two in base64url. */
export async function hashPassword(password: string, cost: ParsedHash['cost'] = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(normal(password), salt, KEY_BYTES, withMemory(cost));
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/**
 * Whether a password belongs to a hash. Without a hash (`null`: there is no such user) the same work is done and the
 * answer is no, so that time does not tell which names exist.
 */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const parsed = hash === null ? null : parseHash(hash);
  const { cost, salt, key } = parsed ?? {
    cost: COST,
    salt: Buffer.alloc(SALT_BYTES),
    key: Buffer.alloc(KEY_BYTES),
  };
  const found = await derive(normal(password), salt, key.length, withMemory(cost));
  return timingSafeEqual(found, key) && parsed !== null;
}

interface ParsedHash {
  readonly cost: { readonly N: number; readonly r: number; readonly p: number };
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** `null` for a text that is no hash of ours, or one whose cost would stop the server. */
export function parseHash(hash: string): ParsedHash | null {
  const match = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]{16,64})\$([\w-]{43})$/.exec(hash);
  if (match === null) return null;
  const [N, r, p] = [Number(match[1]), Number(match[2]), Number(match[3])] as const;
  const isPowerOfTwo = N > 1 && (N & (N - 1)) === 0;
  if (!isPowerOfTwo || N > LARGEST_COST.N || r < 1 || r > LARGEST_COST.r || p < 1 || p > LARGEST_COST.p) {
    return null;
  }
  return {
    cost: { N, r, p },
    salt: Buffer.from(match[4] as string, 'base64url'),
    key: Buffer.from(match[5] as string, 'base64url'),
  };
}

/** The same characters typed on different keyboards are the same password (NFKC, as RFC 8265 recommends). */
function normal(password: string): string {
  return password.normalize('NFKC');
}

function withMemory(cost: ParsedHash['cost']) {
  return { ...cost, maxmem: 128 * cost.N * cost.r + (1 << 20) };
}
