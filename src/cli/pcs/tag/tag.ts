import {
  createTag,
  removeTags,
  type TagPlace,
  tagLines,
  updateTag,
} from '../../../configuration/tags/tags.ts';
import { type Call, FAILED } from '../call.ts';
import { oldName } from '../old-name.ts';
import { tellReports } from '../reports.ts';
import { splitAtKeywords } from '../words/keywords.ts';

/** `pcs tag [config]`. */
export async function tagConfig(call: Call): Promise<number> {
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const lines = tagLines(configuration, call.words);
  const reports = lines.flatMap((line) => (typeof line === 'string' ? [] : [line]));
  if (reports.length > 0) {
    tellReports(reports, call.output);
    return FAILED;
  }
  if (lines.length === 0) call.output.err(' No tags defined\n');
  return call.print(...(lines as readonly string[]));
}

/** The older name of it. */
export function tagList(call: Call): Promise<number> {
  oldName(call, 'pcs tag config');
  return tagConfig(call);
}

/** `pcs tag create`. */
export function tagCreate(call: Call): Promise<number> | number {
  const [id, ...ids] = call.words;
  if (id === undefined || ids.length === 0) return call.wrong();
  return call.edit((configuration) => createTag(configuration, id, ids));
}

/** `pcs tag remove`. */
export function tagRemove(call: Call): Promise<number> | number {
  const { words } = call;
  return words.length === 0 ? call.wrong() : call.edit((configuration) => removeTags(configuration, words));
}

/** `pcs tag update`. */
export function tagUpdate(call: Call): Promise<number> | number {
  const [id, ...words] = call.words;
  if (id === undefined) return call.wrong();
  const parts = splitAtKeywords(words, ['add', 'remove']);
  const added = parts.of('add') ?? [];
  const removed = parts.of('remove') ?? [];
  const isEmpty = parts.parts.length === 0 || parts.parts.some((part) => part.words.length === 0);
  if (isEmpty || parts.first.length > 0) {
    call.output.err("Hint: Specify at least one id for 'add' or 'remove' arguments.\n");
    return call.wrong();
  }
  const [before, after] = [call.options.get('before'), call.options.get('after')];
  if (before !== undefined && after !== undefined)
    return call.fail('Cannot specify both --before and --after');
  const of = before ?? after;
  const place: TagPlace | null =
    of === undefined ? null : { side: before === undefined ? 'after' : 'before', of };
  return call.edit((configuration) => updateTag(configuration, id, added, place, removed));
}
