import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { failureWords } from '../result/failure-words.ts';
import type { Problem } from '../result/problem.ts';
import { credentialExposed, credentialUnfit, credentialUnreadable } from './problem.ts';

/** Where a password is kept. Configuration, logs and argument lists hold this, never the password. */
export type CredentialReference =
  /** A file only its owner can read; its first line is the password. */
  | { readonly kind: 'file'; readonly path: string }
  /** A variable of this process's environment. */
  | { readonly kind: 'environment'; readonly variable: string }
  /** A file in systemd's credential directory (`LoadCredential=`). */
  | { readonly kind: 'systemd'; readonly name: string };

/** A password and the file it came from, if that file can be handed on as it is. */
export interface Credential {
  readonly password: string;
  readonly file: string | null;
}

export type CredentialResult =
  | { readonly ok: true; readonly credential: Credential }
  | { readonly ok: false; readonly problem: Problem };

/** Passwords are short; what is larger is the wrong file. */
const LARGEST_FILE = 4096;
const OTHERS = 0o077;

/** A reference as messages name it. */
export function credentialName(reference: CredentialReference): string {
  if (reference.kind === 'file') return `the file ${reference.path}`;
  if (reference.kind === 'environment') return `the environment variable ${reference.variable}`;
  return `the systemd credential ${reference.name}`;
}

/**
 * Reads the password behind a reference, anew each time so that a changed password is taken at once. `longest` is the
 * number of bytes the protocol has room for.
 */
export async function resolveCredential(
  reference: CredentialReference,
  longest: number,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<CredentialResult> {
  const name = credentialName(reference);
  if (reference.kind === 'environment') {
    const value = environment[reference.variable];
    if (value === undefined)
      return { ok: false, problem: credentialUnreadable(name, 'the variable is not set') };
    return checked(name, value, null, longest);
  }
  let path: string;
  if (reference.kind === 'file') path = reference.path;
  else {
    const folder = environment.CREDENTIALS_DIRECTORY;
    if (folder === undefined)
      return { ok: false, problem: credentialUnreadable(name, 'CREDENTIALS_DIRECTORY is not set') };
    if (reference.name.includes('/') || reference.name.startsWith('.'))
      return { ok: false, problem: credentialUnreadable(name, 'that is no name of a credential') };
    path = join(folder, reference.name);
  }
  const read = await readPrivateFile(name, path);
  if (!read.ok) return read;
  const lines = read.text.split('\n');
  if (lines.slice(1).some((line) => line !== ''))
    return { ok: false, problem: credentialUnfit(name, 'there is more than one line') };
  return checked(name, lines[0] as string, path, longest);
}

type FileText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: Problem };

async function readPrivateFile(name: string, path: string): Promise<FileText> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    // Without O_NONBLOCK a named pipe in the file's place would block for ever.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return { ok: false, problem: credentialUnreadable(name, failureWords(error)) };
  }
  try {
    const facts = await file.stat();
    if (!facts.isFile()) return { ok: false, problem: credentialUnreadable(name, 'it is no regular file') };
    if ((facts.mode & OTHERS) !== 0)
      return { ok: false, problem: credentialExposed(path, facts.mode & 0o7777) };
    const own = process.getuid?.();
    if (own !== undefined && facts.uid !== own && facts.uid !== 0)
      return { ok: false, problem: credentialUnreadable(name, `it belongs to user ${facts.uid}`) };
    if (facts.size > LARGEST_FILE)
      return { ok: false, problem: credentialUnreadable(name, `it has ${facts.size} bytes`) };
    return { ok: true, text: await file.readFile('utf8') };
  } catch (error) {
    return { ok: false, problem: credentialUnreadable(name, failureWords(error)) };
  } finally {
    await file.close();
  }
}

function checked(name: string, password: string, file: string | null, longest: number): CredentialResult {
  const bytes = Buffer.byteLength(password);
  const unfit = (why: string): CredentialResult => ({ ok: false, problem: credentialUnfit(name, why) });
  if (bytes === 0) return unfit('it is empty');
  if (bytes > longest) return unfit(`it has ${bytes} bytes, and ${longest} is the most`);
  if (/[\0\r\n]/.test(password)) return unfit('it contains a line break');
  return { ok: true, credential: { password, file } };
}
