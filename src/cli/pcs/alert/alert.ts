import {
  type AlertParts,
  addRecipient,
  alertLines,
  createAlert,
  removeAlerts,
  updateAlert,
  updateRecipient,
} from '../../../configuration/alerts/alerts.ts';
import { type Call, FAILED } from '../call.ts';
import { oldName } from '../old-name.ts';
import { splitAtKeywords } from '../words/keywords.ts';
import { type Pairs, readPairs, WrongWords } from '../words/pairs.ts';

/** `pcs alert [config]`. */
export async function alertConfig(call: Call): Promise<number> {
  if (call.words.length > 0) return call.wrong();
  const configuration = await call.read();
  return configuration === null ? FAILED : call.print('Alerts:', ...alertLines(configuration));
}

/** The older name of it. */
export function alertShow(call: Call): Promise<number> {
  oldName(call, 'pcs alert config');
  return alertConfig(call);
}

interface Parts extends AlertParts {
  readonly id: string | null;
}

/** Reads `path=… id=… description=… options … meta …`. */
function readParts(words: readonly string[], target: 'path' | 'value', takesId: boolean): Parts | WrongWords {
  const parts = splitAtKeywords(words, ['options', 'meta']);
  const first = readPairs(parts.first);
  if (first instanceof WrongWords) return first;
  const allowed = [target, 'description', ...(takesId ? ['id'] : [])];
  const foreign = [...first].find(([name]) => !allowed.includes(name));
  if (foreign !== undefined) return new WrongWords(`Unexpected parameter '${foreign.join('=')}'`);
  const pairs: Pairs[] = [];
  for (const keyword of ['options', 'meta']) {
    const read = readPairs(parts.of(keyword) ?? []);
    if (read instanceof WrongWords) return read;
    pairs.push(read);
  }
  const [options = new Map(), meta = new Map()] = pairs;
  return {
    id: first.get('id') ?? null,
    target: first.get(target) ?? null,
    description: first.get('description') ?? null,
    options,
    meta,
  };
}

/** `pcs alert create`. */
export function alertCreate(call: Call): Promise<number> | number {
  if (call.words.length === 0) return call.wrong();
  const parts = readParts(call.words, 'path', true);
  if (parts instanceof WrongWords) return call.wrong(parts);
  return call.edit((configuration) => createAlert(configuration, parts.id, parts));
}

/** `pcs alert update`. */
export function alertUpdate(call: Call): Promise<number> | number {
  const [id, ...rest] = call.words;
  if (id === undefined) return call.wrong();
  const parts = readParts(rest, 'path', false);
  if (parts instanceof WrongWords) return call.wrong(parts);
  return call.edit((configuration) => updateAlert(configuration, id, parts));
}

/** `pcs alert recipient add`. */
export function recipientAdd(call: Call): Promise<number> | number {
  const [alert, ...rest] = call.words;
  if (alert === undefined || rest.length === 0) return call.wrong();
  const parts = readParts(rest, 'value', true);
  if (parts instanceof WrongWords) return call.wrong(parts);
  return call.edit((configuration) => addRecipient(configuration, alert, parts.id, parts, call.isForced));
}

/** `pcs alert recipient update`. */
export function recipientUpdate(call: Call): Promise<number> | number {
  const [id, ...rest] = call.words;
  if (id === undefined) return call.wrong();
  const parts = readParts(rest, 'value', false);
  if (parts instanceof WrongWords) return call.wrong(parts);
  return call.edit((configuration) => updateRecipient(configuration, id, parts, call.isForced));
}

/** `pcs alert remove`, `pcs alert recipient remove`. */
export function alertRemove(name: 'alert' | 'recipient'): (call: Call) => Promise<number> | number {
  return (call) =>
    call.words.length === 0
      ? call.wrong()
      : call.edit((configuration) => removeAlerts(configuration, name, call.words));
}
