import { createHash } from 'node:crypto';

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A digest file as `sha256sum -c` reads it. */
export function digestLine(digest: string, fileName: string): string {
  return `${digest}  ${fileName}\n`;
}

/** The digest in a digest file; `null` when there is none. */
export function readDigestLine(bytes: Uint8Array): string | null {
  const match = /^([0-9a-f]{64}) [ *]/.exec(Buffer.from(bytes.subarray(0, 128)).toString('latin1'));
  return match === null ? null : (match[1] as string);
}
