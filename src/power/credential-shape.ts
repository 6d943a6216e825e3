import * as z from 'zod/mini';
import type { CredentialReference } from './credential.ts';

const text = z.string().check(z.minLength(1));

/** A password or token as configuration files refer to it. */
export const SECRET_SHAPE = z.union([
  z.strictObject({ file: text }),
  z.strictObject({ environment: text }),
  z.strictObject({ credential: text }),
]);

export type WrittenSecret = z.infer<typeof SECRET_SHAPE>;

export function credentialReference(written: WrittenSecret): CredentialReference {
  if ('file' in written) return { kind: 'file', path: written.file };
  if ('environment' in written) return { kind: 'environment', variable: written.environment };
  return { kind: 'systemd', name: written.credential };
}
