import { schemaStanding } from '../../../cib/upgrade/schemas.ts';
import { validate } from '../../../cib/validate/validate.ts';
import { writeDocument } from '../../../cib/write.ts';
import type { XmlDocument } from '../../../cib/xml/document.ts';
import { Configuration } from '../../../configuration/configuration.ts';
import { layOut } from '../../../configuration/layout.ts';
import { hasErrors, type Report, weigh } from '../../../configuration/report.ts';
import type { Problem } from '../../../result/problem.ts';
import { targetProblem } from './problem.ts';
import type { Edit } from './target.ts';

/** An edit, tried on a document. */
export type TriedEdit =
  | {
      readonly kind: 'done';
      readonly reports: readonly Report[];
      readonly isChanged: boolean;
      /** The whole CIB as it was. */
      readonly before: string;
    }
  | { readonly kind: 'refused'; readonly reports: readonly Report[] }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

/** Edits a document in place. Unless it is `done`, the document is not to be used any more. */
export async function tryEdit(document: XmlDocument, edit: Edit, isForced: boolean): Promise<TriedEdit> {
  const { root } = document;
  const before = writeDocument(document);
  const wrongBefore = new Set(grammarErrors(document).map(({ message }) => message));
  const configuration = new Configuration(root);
  const reports = weigh(await edit(configuration), isForced);
  if (hasErrors(reports)) return { kind: 'refused', reports };
  layOut(root, configuration.placed);
  if (writeDocument(document) === before) return { kind: 'done', reports, isChanged: false, before };
  const wrong = grammarErrors(document).filter(({ message }) => !wrongBefore.has(message));
  if (wrong.length > 0) {
    const message = `Unable to update cib: ${wrong.map((problem) => problem.message).join('; ')}`;
    return { kind: 'failed', problems: [targetProblem('HWS-PCS-003', message, 'Nothing was changed.')] };
  }
  return { kind: 'done', reports, isChanged: true, before };
}

/** What breaks the grammar that a document declares; documents before 3.0 are judged when they are upgraded. */
function grammarErrors(document: XmlDocument): readonly Problem[] {
  if (schemaStanding(document.root.get('validate-with')) !== 'current') return [];
  return validate(document).filter(({ severity }) => severity === 'error');
}
