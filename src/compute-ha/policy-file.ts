import { parsePolicy } from '../evidence/policy/parse.ts';
import type { Policy } from '../evidence/policy/policy.ts';
import { policyUnreadable } from '../evidence/policy/problem.ts';
import { shippedPolicy } from '../evidence/policy/shipped.ts';
import type { Result } from '../result/problem.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';
import { readGuardedFile } from './guarded-file.ts';

const LARGEST = 1024 * 1024;

/** A shipped policy by its name, or else the one in a file of this path. */
export async function findPolicy(nameOrPath: string): Promise<Result<Policy>> {
  const shipped = shippedPolicy(nameOrPath);
  return shipped === null ? await readPolicyFile(nameOrPath) : { ok: true, value: shipped, problems: [] };
}

/** Reads a policy from a file. One that others may write is none: they would decide which hosts are powered off. */
export async function readPolicyFile(path: string): Promise<Result<Policy>> {
  const read = await readGuardedFile(path, LARGEST);
  if (read.kind === 'refused') return { ok: false, problems: [policyUnreadable(path, read.why)] };
  return parsePolicyText(read.text, path);
}

/** A policy out of YAML or JSON, with the place of everything that is wrong. */
export function parsePolicyText(text: string, path: string): Result<Policy> {
  const read = parseYaml(text);
  if (read.ok) return parsePolicy(read.value, read.locate);
  const problems = read.faults.map(({ words, at }) => ({ ...policyUnreadable(path, words), at }));
  return { ok: false, problems };
}
