import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What a token says; the signature proves that we said it. */
const Claims = z.strictObject({
  id: z.string(),
  user: z.string(),
  /** Of the user's password; see LocalUser. */
  generation: z.string(),
  /** Epoch ms. */
  expires: z.int(),
});
export type Claims = z.infer<typeof Claims>;

/** Length of the key, as long as what HMAC-SHA256 gives (RFC 2104). */
export const TOKEN_KEY_BYTES = 32;

/** A key as it is written in its file, hexadecimal; `null` for another text. */
export function parseTokenKey(text: string): Buffer | null {
  const hex = text.trim();
  return /^[0-9a-f]{64}$/.test(hex) ? Buffer.from(hex, 'hex') : null;
}

/** Beginning of our tokens: anything else in X-Auth-Token is Keystone's to judge. */
const MARK = 'hws1';

/**
 * A token of ours: mark, claims and signature (HMAC-SHA256), with dots between. It names the user, not the role, so
 * that a role taken away is gone at once. Every controller with the same key takes it.
 */
export function issueToken(key: Buffer, claims: Omit<Claims, 'id'>): string {
  const body = Buffer.from(JSON.stringify({ id: randomUUID(), ...claims })).toString('base64url');
  return `${MARK}.${body}.${signature(key, body).toString('base64url')}`;
}

export function isOurs(token: string): boolean {
  return token.startsWith(`${MARK}.`);
}

/** What a token says, or `null` when it was not signed with this key. Whether it has expired is not judged here. */
export function readToken(key: Buffer, token: string): Claims | null {
  const [mark, body, seal, ...rest] = token.split('.');
  if (mark !== MARK || body === undefined || seal === undefined || rest.length > 0) return null;
  const given = Buffer.from(seal, 'base64url');
  const right = signature(key, body);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
  // Signed by us, so it is JSON.
  const claims = Claims.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  return claims.success ? claims.data : null;
}

function signature(key: Buffer, body: string): Buffer {
  return createHmac('sha256', key).update(`${MARK}.${body}`).digest();
}
