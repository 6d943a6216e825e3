import type { CredentialReference } from '../power/credential.ts';

/** A secret as a file holds it: the words themselves, or where they are kept. */
export type CloudSecret = { readonly kind: 'plain'; readonly value: string } | CredentialReference;

/** Who we are to Keystone. */
export type CloudIdentity =
  | {
      readonly kind: 'password';
      readonly user: string;
      readonly userDomain: string;
      readonly project: string;
      readonly projectDomain: string;
      readonly password: CloudSecret;
    }
  | { readonly kind: 'application-credential'; readonly id: string; readonly secret: CloudSecret };

/** How to reach a cloud. */
export interface Cloud {
  /** Keystone’s address, `/v3` included. */
  readonly authUrl: string;
  readonly identity: CloudIdentity;
  /** `null`: the first the catalog has. */
  readonly region: string | null;
  readonly interface: 'public' | 'internal' | 'admin';
  /** A file with certificates to trust; `null`: those of this machine. */
  readonly caFile: string | null;
}

/** Keystone’s address as the API wants it: with the version, without a slash at the end. */
export function identityUrl(url: string): string {
  const bare = url.replace(/\/+$/, '');
  return /\/v3$/.test(bare) ? bare : `${bare}/v3`;
}
