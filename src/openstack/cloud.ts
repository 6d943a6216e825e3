import type { CredentialReference } from '../power/credential.ts';

/** A secret as a file holds it: the words themselves, or where they are kept. */
export type CloudSecret = { readonly kind: 'plain'; readonly value: string } | CredentialReference;

/** Something Keystone knows by its id, or by its name. */
export type ById = { readonly id: string };
export type ByName = { readonly name: string };
/** A user or project: by its id, or by its name in a domain. */
export type InDomain = ById | (ByName & { readonly domain: ById | ByName });

/** Who we are to Keystone. */
export type CloudIdentity =
  | {
      readonly kind: 'password';
      readonly user: InDomain;
      readonly project: InDomain;
      readonly password: CloudSecret;
    }
  | {
      readonly kind: 'application-credential';
      /** By its name it is one of a user’s. */
      readonly credential: ById | (ByName & { readonly user: InDomain });
      readonly secret: CloudSecret;
    };

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
