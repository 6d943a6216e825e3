import type { Cib } from './model/cib.ts';
import { readCib } from './read/cib.ts';
import { parseDocument } from './xml/parse-document.ts';

/** Reads a test's CIB as it stands: small inputs leave out what a schema asks for, and break what it forbids. */
export function readUnchecked(text: string): Cib {
  const parsed = parseDocument(text);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'));
  return readCib(parsed.value);
}
