import type { Problem } from '../result/problem.ts';
import type { DocumentPath } from '../yaml/parse-yaml.ts';
import type { ById, ByName, InDomain } from './cloud.ts';

/** A mapping as it was written. */
export type Fields = Readonly<Record<string, unknown>>;
/** Tells what is wrong, and where it stands. */
export type Complain = (path: DocumentPath, what: string, severity?: Problem['severity']) => void;

/** What may stand below `auth`. */
export const AUTH_KEYS = [
  'auth_url',
  'username',
  'user_id',
  'password',
  'project_name',
  'project_id',
  'tenant_name',
  'tenant_id',
  'user_domain_name',
  'user_domain_id',
  'project_domain_name',
  'project_domain_id',
  'default_domain',
  'default_domain_name',
  'default_domain_id',
  'domain_name',
  'domain_id',
  'application_credential_id',
  'application_credential_name',
  'application_credential_secret',
];

/** Values below `auth`, each missing one named once. */
export class AuthReader {
  readonly #auth: Fields;
  readonly #path: DocumentPath;
  readonly #complain: Complain;
  readonly #told = new Set<string>();

  constructor(auth: Fields, path: DocumentPath, complain: Complain) {
    this.#auth = auth;
    this.#path = path;
    this.#complain = complain;
  }

  hasCredential(): boolean {
    return Object.keys(this.#auth).some((key) => key.startsWith('application_credential_'));
  }

  /** `null` for what is missing or empty. YAML reads `password: 0123` as a number, which has lost its zero. */
  text(key: string): string | null {
    const value = this.#auth[key];
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'string') return value;
    if (!this.#told.has(key))
      this.#complain([...this.#path, key], `auth.${key} is no text; put it into quotation marks`);
    this.#told.add(key);
    return '';
  }

  /** The first of several keys that is there; a missing one is told. */
  need(...keys: readonly [string, ...string[]]): string {
    for (const key of keys) {
      const value = this.text(key);
      if (value !== null) return value;
    }
    this.#complain(this.#path, `auth has no ${keys.join(' or ')}`);
    return '';
  }

  user(): InDomain {
    const id = this.text('user_id');
    return id === null ? { name: this.need('username', 'user_id'), domain: this.#domain('user') } : { id };
  }

  project(): InDomain {
    const id = this.text('project_id') ?? this.text('tenant_id');
    if (id !== null) return { id };
    const name = this.need('project_name', 'tenant_name', 'project_id');
    return { name, domain: this.#domain('project') };
  }

  #domain(of: 'user' | 'project'): ById | ByName {
    for (const prefix of [`${of}_domain`, 'domain', 'default_domain']) {
      const id = this.text(`${prefix}_id`);
      if (id !== null) return { id };
      const name = this.text(`${prefix}_name`);
      if (name !== null) return { name };
    }
    // Keystone’s domain from the beginning has this id, whatever it is called.
    return { id: this.text('default_domain') ?? 'default' };
  }
}
