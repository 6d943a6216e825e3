import type { Problem } from '../../result/problem.ts';
import { schemaStanding } from '../upgrade/schemas.ts';
import type { XmlDocument } from '../xml/document.ts';
import { Findings } from './findings.ts';
import { checkLegacyNames } from './legacy-names.ts';
import { checkMeaning } from './meaning.ts';
import { checkReferences } from './references.ts';
import { checkStatus } from './status.ts';
import { checkStructure } from './structure.ts';

/**
 * All problems of a document: errors where the configuration breaks its grammar (spec A1.2.4, A1.13), warnings where it
 * will hardly do what was meant. With schema `none`, or no declaration, the grammar is not enforced (spec A1.2.3).
 * Legacy documents must have been upgraded before.
 */
export function validate(document: XmlDocument): readonly Problem[] {
  const { root } = document;
  const validateWith = root.get('validate-with');
  const standing = schemaStanding(validateWith);
  const findings = new Findings(document, standing !== 'unchecked');
  if (root.name !== 'cib') {
    const message = `the document is a <${root.name}>, not a <cib>`;
    findings.error('HWS-CIB-003', root, message, 'Give a complete CIB.');
    return findings.problems;
  }
  if (standing === 'unknown') {
    const message = `the schema "${validateWith}" is not known`;
    findings.error('HWS-CIB-004', root, message, 'Write validate-with="pacemaker-3.9".');
  } else if (standing === 'unchecked') {
    const hint = 'Write validate-with="pacemaker-3.9": a schema prevents common mistakes.';
    findings.warning('HWS-CIB-006', root, 'the configuration is not validated against a schema', hint);
  }
  checkStructure(root, findings);
  const configuration = root.first('configuration');
  if (configuration !== null) {
    checkReferences(configuration, findings);
    checkLegacyNames(configuration, findings);
    checkMeaning(configuration, findings);
  }
  const status = root.first('status');
  if (status !== null) checkStatus(status, findings);
  return findings.problems;
}
