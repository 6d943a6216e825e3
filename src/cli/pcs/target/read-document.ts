import { schemaStanding } from '../../../cib/upgrade/schemas.ts';
import type { XmlDocument } from '../../../cib/xml/document.ts';
import { parseDocument } from '../../../cib/xml/parse-document.ts';
import type { Result } from '../../../result/problem.ts';
import { targetProblem } from './problem.ts';

const NEEDED = ['crm_config', 'nodes', 'resources', 'constraints'];
const VERSIONS = ['epoch', 'num_updates', 'admin_epoch'];

/** Reads a CIB of any schema that has a number; its contents are taken as they are. */
export function readDocument(text: string): Result<XmlDocument> {
  const parsed = parseDocument(text);
  if (!parsed.ok) return refuse(parsed.problems[0]?.message ?? 'malformed XML');
  const { root } = parsed.value;
  if (root.name !== 'cib') return refuse(`the document is a <${root.name}>, not a <cib>`);
  const schema = root.get('validate-with');
  const standing = schemaStanding(schema);
  if (standing === 'unchecked' || standing === 'unknown') {
    return refuse(
      `the attribute 'validate-with' of the element 'cib' has an invalid value: '${schema ?? ''}'`,
    );
  }
  const lacks = VERSIONS.find((name) => root.get(name) === null);
  if (lacks !== undefined) return refuse(`the element 'cib' has no attribute '${lacks}'`);
  const missing = NEEDED.find((name) => (root.first('configuration')?.first(name) ?? null) === null);
  if (missing !== undefined) return refuse(`the configuration has no '${missing}'`);
  return parsed;
}

function refuse(what: string): Result<never> {
  const message = `unable to get cib, ${what}`;
  const hint = 'Give a whole CIB: hawser cib show prints that of the live cluster.';
  return { ok: false, problems: [targetProblem('HWS-PCS-002', message, hint)] };
}
