import type { Problem, Result } from '../result/problem.ts';
import type { Cib } from './model/cib.ts';
import { readCib } from './read/cib.ts';
import { upgrade } from './upgrade/upgrade.ts';
import { validate } from './validate/validate.ts';
import { parseDocument } from './xml/parse-document.ts';

/**
 * Reads a CIB from XML text. Every problem found is reported; with an error among them there is no CIB at all. Documents
 * of schemas before 3.0 are upgraded in memory (spec A1.2).
 */
export function parseCib(text: string): Result<Cib> {
  const parsed = parseDocument(text);
  if (!parsed.ok) return parsed;
  const document = parsed.value;
  const problems: Problem[] = [];
  const declared = document.root.get('validate-with');
  if (upgrade(document.root)) {
    problems.push({
      code: 'HWS-CIB-005',
      severity: 'warning',
      message: `the configuration declares the old schema ${declared} and was upgraded in memory`,
      hint: 'Upgrade the stored configuration.',
      id: null,
      at: document.positionAt(document.root.offset),
    });
  }
  problems.push(...validate(document));
  if (problems.some((problem) => problem.severity === 'error')) return { ok: false, problems };
  return { ok: true, value: readCib(document), problems };
}
