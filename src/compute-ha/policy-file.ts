import { open } from 'node:fs/promises';
import { parsePolicy } from '../evidence/policy/parse.ts';
import type { Policy } from '../evidence/policy/policy.ts';
import { policyUnreadable } from '../evidence/policy/problem.ts';
import { shippedPolicy } from '../evidence/policy/shipped.ts';
import { failureWords } from '../result/failure-words.ts';
import type { Result } from '../result/problem.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';

const LARGEST = 1024 * 1024;
const WRITABLE_BY_OTHERS = 0o022;

/** A shipped policy by its name, or else the one in a file of this path. */
export async function findPolicy(nameOrPath: string): Promise<Result<Policy>> {
  const shipped = shippedPolicy(nameOrPath);
  return shipped === null ? await readPolicyFile(nameOrPath) : { ok: true, value: shipped, problems: [] };
}

/** Reads a policy from a file. One that others may write is none: they would decide which hosts are powered off. */
export async function readPolicyFile(path: string): Promise<Result<Policy>> {
  const refuse = (why: string): Result<Policy> => ({ ok: false, problems: [policyUnreadable(path, why)] });
  try {
    const file = await open(path, 'r');
    try {
      const facts = await file.stat();
      if (!facts.isFile() || facts.size > LARGEST)
        return refuse(`it is no regular file of at most ${LARGEST} bytes`);
      const own = process.getuid?.();
      if (own !== undefined && facts.uid !== own && facts.uid !== 0)
        return refuse(`it belongs to user ${facts.uid}; it has to be yours or root’s`);
      if ((facts.mode & WRITABLE_BY_OTHERS) !== 0)
        return refuse(`others may write it (mode ${(facts.mode & 0o7777).toString(8)}); chmod go-w`);
      return parsePolicyText(await file.readFile('utf8'), path);
    } finally {
      await file.close();
    }
  } catch (error) {
    return refuse(failureWords(error));
  }
}

/** A policy out of YAML or JSON, with the place of everything that is wrong. */
export function parsePolicyText(text: string, path: string): Result<Policy> {
  const read = parseYaml(text);
  if (read.ok) return parsePolicy(read.value, read.locate);
  const problems = read.faults.map(({ words, at }) => ({ ...policyUnreadable(path, words), at }));
  return { ok: false, problems };
}
