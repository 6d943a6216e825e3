import { readFileSync, writeFileSync } from 'node:fs';
import { cibVersion } from '../../../cib/version.ts';
import { writeDocument, writeXml } from '../../../cib/write.ts';
import type { XmlDocument } from '../../../cib/xml/document.ts';
import { Configuration } from '../../../configuration/configuration.ts';
import { layOut } from '../../../configuration/layout.ts';
import { emptyCib } from '../../../controller/cib/empty-cib.ts';
import { failureWords } from '../../../result/failure-words.ts';
import type { Result } from '../../../result/problem.ts';
import { tryEdit } from './checked-edit.ts';
import { targetProblem } from './problem.ts';
import { readDocument } from './read-document.ts';
import type { Edit, EditOutcome, Gate, Target } from './target.ts';
import { replaceFile } from './whole-file.ts';

/** The CIB in a file. What an edit does not touch keeps its formatting; a file that is not there begins empty. */
export class FileTarget implements Target {
  readonly kind = 'file';
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async read(): Promise<Result<Configuration>> {
    const document = this.#document();
    if (!document.ok) return document;
    return { ok: true, value: new Configuration(document.value.root), problems: [] };
  }

  async edit(edit: Edit, isForced: boolean, gate: Gate | null = null): Promise<EditOutcome> {
    const document = this.#document();
    if (!document.ok) return { kind: 'failed', problems: document.problems };
    const tried = await tryEdit(document.value, edit, isForced);
    if (tried.kind !== 'done' || !tried.isChanged) return tried;
    if (gate !== null) {
      const answer = await gate(tried.before, writeDocument(document.value));
      if (answer.kind === 'keep') return { kind: 'kept', reports: [...tried.reports, ...answer.reports] };
    }
    const { root } = document.value;
    root.set('epoch', String(cibVersion(root).epoch + 1));
    root.set('num_updates', '0');
    try {
      replaceFile(this.#path, writeDocument(document.value));
    } catch (error) {
      return { kind: 'failed', problems: [unwritable(this.#path, error)] };
    }
    return tried;
  }

  #document(): Result<XmlDocument> {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        return { ok: false, problems: [unreadable(this.#path, error)] };
      }
      text = emptyText();
      try {
        writeFileSync(this.#path, text, { flag: 'wx' });
      } catch (problem) {
        return { ok: false, problems: [unwritable(this.#path, problem)] };
      }
    }
    return readDocument(text);
  }
}

function emptyText(): string {
  const root = emptyCib();
  root.set('epoch', '1');
  root.children.unshift({ kind: 'text', raw: '\n  ' });
  layOut(root, new Set(root.elements()));
  return `${writeXml(root)}\n`;
}

function unreadable(path: string, error: unknown) {
  const message = `Unable to read file: '${path}': ${failureWords(error)}`;
  return targetProblem('HWS-PCS-001', message, 'See that the file can be read.');
}

function unwritable(path: string, error: unknown) {
  const message = `Unable to write to file: '${path}': ${failureWords(error)}`;
  return targetProblem(
    'HWS-PCS-004',
    message,
    'See that the file and its folder can be written; nothing was changed.',
  );
}
