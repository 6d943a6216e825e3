import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { failureWords } from '../../result/failure-words.ts';
import type { Problem } from '../../result/problem.ts';
import { DISK } from '../../store/file-system.ts';
import { writePrivateFile } from '../access/private-file.ts';
import { TOKEN_KEY_BYTES } from '../access/token.ts';
import { type ApiConfig, apiFiles } from '../config.ts';
import { apiProblem } from '../problem.ts';
import { makeCertificate } from './certificate.ts';

/** What the set-up has made, and what it found and left alone. */
export interface SetUp {
  readonly made: readonly string[];
  readonly kept: readonly string[];
  readonly problem: Problem | null;
}

/** Makes what is missing in the API's folder: token key, and key and certificate for TLS. Nothing is written over. */
export async function setUp(config: ApiConfig, names: readonly string[], now: number): Promise<SetUp> {
  const files = apiFiles(config.folder);
  const made: string[] = [];
  const kept: string[] = [];
  try {
    await DISK.makeFolder(config.folder, 0o700);
  } catch (error) {
    const why = `${config.folder} cannot be made: ${failureWords(error)}`;
    return { made, kept, problem: apiProblem('HWS-API-021', why, 'Run this as root') };
  }
  const write = async (path: string, text: () => string): Promise<Problem | null> => {
    if (existsSync(path)) {
      kept.push(path);
      return null;
    }
    made.push(path);
    return writePrivateFile(path, text());
  };
  let problem = await write(files.tokenKey, () => `${randomBytes(TOKEN_KEY_BYTES).toString('hex')}\n`);
  if (problem === null && config.tls === undefined) {
    // Key and certificate belong together: what is left of a pair is for the operator to judge.
    const found = [files.key, files.certificate].filter((path) => existsSync(path));
    if (found.length > 0) kept.push(...found);
    else {
      const { key, certificate } = await makeCertificate(names, now);
      problem =
        (await writePrivateFile(files.key, key)) ?? (await writePrivateFile(files.certificate, certificate));
      made.push(files.key, files.certificate);
    }
  }
  return { made, kept, problem };
}

/** Names and addresses under which this machine is reached, as far as it knows them. */
export function ownNames(): readonly string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .map(({ address }) => address)
    // Addresses of one link alone mean nothing in a certificate.
    .filter((address) => !address.startsWith('fe80:'));
  return [...new Set([hostname(), 'localhost', ...addresses])];
}
