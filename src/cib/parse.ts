import type { Result } from '../result/problem.ts';
import type { Cib } from './model/cib.ts';
import { readCib } from './read/cib.ts';
import { parseDocument } from './xml/parse-document.ts';

/**
 * Reads a CIB from XML text. Every problem found is reported; with an error among them there is no CIB at all. Documents
 * of schemas before 3.0 are upgraded in memory (spec A1.2).
 */
export function parseCib(text: string): Result<Cib> {
  const parsed = parseDocument(text);
  if (!parsed.ok) return parsed;
  return { ok: true, value: readCib(parsed.value), problems: parsed.problems };
}
