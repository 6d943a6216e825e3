import type { Cib } from '../cib/model/cib.ts';
import { readCib } from '../cib/read/cib.ts';
import { XmlDocument } from '../cib/xml/document.ts';
import { CibEditor } from '../simulator/edit/cib-editor.ts';
import { copyTree } from '../simulator/edit/copy-tree.ts';
import { nodeStateFor, takeOffline } from '../simulator/edit/node-state.ts';

/** A cluster right after a node was fenced: it is off, and what it ran is gone. The given CIB is left alone. */
export function fencedCib(cib: Cib, node: string): Cib {
  const editor = new CibEditor(copyTree(cib.root));
  const state = nodeStateFor(editor, node);
  if (state !== null) takeOffline(editor, state);
  return readCib(new XmlDocument(editor.root));
}
