import { open } from 'node:fs/promises';
import { failureWords } from '../../result/failure-words.ts';
import type { Result } from '../../result/problem.ts';
import { parseYaml } from '../../yaml/parse-yaml.ts';
import { inventoryExposed, inventoryNotParsed, inventoryUnreadable } from '../problem.ts';
import type { Inventory } from './inventory.ts';
import { judgeInventory } from './judge.ts';

const WRITABLE_BY_OTHERS = 0o022;
const LARGEST = 4 * 1024 * 1024;

/** Reads the inventory, YAML or JSON, of which YAML is a superset. */
export async function readInventory(path: string): Promise<Result<Inventory>> {
  let text: string;
  try {
    const file = await open(path, 'r');
    try {
      const facts = await file.stat();
      const own = process.getuid?.();
      if (!facts.isFile() || facts.size > LARGEST)
        return {
          ok: false,
          problems: [inventoryUnreadable(path, `no regular file of at most ${LARGEST} bytes`)],
        };
      if (own !== undefined && facts.uid !== own && facts.uid !== 0)
        return { ok: false, problems: [inventoryUnreadable(path, `it belongs to user ${facts.uid}`)] };
      if ((facts.mode & WRITABLE_BY_OTHERS) !== 0)
        return { ok: false, problems: [inventoryExposed(path, facts.mode & 0o7777)] };
      text = await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    return { ok: false, problems: [inventoryUnreadable(path, failureWords(error))] };
  }
  return parseInventory(text, path);
}

/** The inventory out of its text; everything that is wrong is named at once. */
export function parseInventory(text: string, path: string): Result<Inventory> {
  const read = parseYaml(text);
  if (read.ok) return judgeInventory(read.value, path);
  return { ok: false, problems: read.faults.map(({ words, at }) => inventoryNotParsed(path, words, at)) };
}
