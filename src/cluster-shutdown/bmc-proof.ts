import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DISK } from '../store/file-system.ts';
import { writeWholeFile } from './whole-file.ts';

/** When a BMC last gave a reading to this machine: the proof that the way to it works. */
export interface BmcProof {
  /** Epoch ms. */
  readonly at: number;
  /** The address it was proved for; another one needs a new proof. */
  readonly bmc: string;
  readonly reading: 'on' | 'off';
}

export type BmcProofs = Readonly<Record<string, BmcProof>>;

const DAY_MS = 86_400_000;

/** Proofs by machine; none when there is no such file. */
export async function readProofs(path: string): Promise<BmcProofs> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, BmcProof] => isProof(entry[1])),
    );
  } catch {
    return {};
  }
}

/** Adds proofs to those that are there. */
export async function recordProofs(path: string, proofs: BmcProofs): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const all = { ...(await readProofs(path)), ...proofs };
  await writeWholeFile(DISK, path, `${JSON.stringify(all, null, 1)}\n`);
}

/** Whole days since a machine's BMC was proved at this address; `null` for never. */
export function proofAgeDays(proofs: BmcProofs, name: string, bmc: string, now: number): number | null {
  const proof = proofs[name];
  return proof === undefined || proof.bmc !== bmc ? null : Math.floor((now - proof.at) / DAY_MS);
}

function isProof(value: unknown): value is BmcProof {
  return (
    typeof value === 'object' &&
    value !== null &&
    'at' in value &&
    typeof value.at === 'number' &&
    'bmc' in value &&
    typeof value.bmc === 'string' &&
    'reading' in value
  );
}
