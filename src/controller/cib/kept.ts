import type { XmlElement } from '../../cib/xml/element.ts';
import type { Result } from '../../result/problem.ts';
import { controllerProblem } from '../problem.ts';
import { parseTree } from './tree.ts';

/** Reads a whole CIB as a disk or another member gives it; any other document is a problem, as a text that is none. */
export function readKept(text: string): Result<XmlElement> {
  const parsed = parseTree(text);
  if (!parsed.ok || parsed.value.name === 'cib') return parsed;
  const problem = controllerProblem(
    'HWS-CTL-071',
    `The text is no CIB: its root is <${parsed.value.name}>`,
    'Give the whole document, with <cib> around it',
  );
  return { ok: false, problems: [problem] };
}
