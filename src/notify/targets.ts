import type { CredentialReference } from '../power/credential.ts';

/** A mail server and whom to write to. */
export interface MailTarget {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte, `starttls` required, or `none`. */
  readonly encryption: 'tls' | 'starttls' | 'none';
  readonly user: string | null;
  readonly password: CredentialReference | null;
  readonly from: string;
  readonly to: readonly string[];
}

/** An HTTP address that takes a JSON body by POST. */
export interface WebhookTarget {
  readonly url: string;
  /** Value of the header `Authorization`, by reference. */
  readonly authorization: CredentialReference | null;
}

export interface NotifyTargets {
  readonly mail: readonly MailTarget[];
  readonly webhooks: readonly WebhookTarget[];
}

export const NOBODY: NotifyTargets = { mail: [], webhooks: [] };
