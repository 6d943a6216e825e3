import { changeConfiguration } from '../../../corosync/conf/change-configuration.ts';
import type { ConfDocument, ConfSection } from '../../../corosync/conf/document.ts';
import { findSection } from '../../../corosync/conf/section.ts';
import { type Call, FAILED } from '../call.ts';
import { readPairs, WrongWords } from '../words/pairs.ts';
import { editConfFile, readConfFile } from './conf-file.ts';
import { checkQuorumOptions } from './options.ts';

/** Settings of the quorum that are shown and changed; the rest follows from others. */
const OPTIONS = ['auto_tie_breaker', 'last_man_standing', 'last_man_standing_window', 'wait_for_all'];

export function deviceOf(document: ConfDocument): ConfSection | null {
  return findSection(findSection(document, 'quorum'), 'device');
}

/** `pcs quorum [config]`. */
export function quorumConfig(call: Call): number {
  if (call.words.length > 0) return call.wrong();
  const document = readConfFile(call);
  return document === null ? FAILED : call.print(...quorumLines(document));
}

/** Quorum options and device, as they are shown. */
export function quorumLines(document: ConfDocument): readonly string[] {
  const options = settings(findSection(document, 'quorum')).filter(([name]) => OPTIONS.includes(name));
  const device = deviceOf(document);
  return [
    'Options:',
    ...options.map(([name, value]) => `  ${name}: ${value}`),
    ...(device === null ? [] : ['Device:', ...deviceLines(device).map((line) => `  ${line}`)]),
  ];
}

function deviceLines(device: ConfSection): readonly string[] {
  const model = settings(device).find(([name]) => name === 'model')?.[1] ?? '';
  const inner = (name: string): readonly string[] =>
    settings(findSection(device, name)).map(([key, value]) => `  ${key}: ${value}`);
  const heuristics = inner('heuristics');
  return [
    ...settings(device)
      .filter(([name]) => name !== 'model')
      .map(([name, value]) => `${name}: ${value}`),
    `Model: ${model}`,
    ...inner(model),
    ...(heuristics.length === 0 ? [] : ['Heuristics:', ...heuristics]),
  ];
}

/** Settings of a section, in the order of their names. */
export function settings(section: ConfSection | null): readonly (readonly [string, string])[] {
  const values = new Map<string, string>();
  for (const item of section?.items ?? []) if (item.kind === 'setting') values.set(item.key, item.value);
  return [...values].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `pcs quorum update`. */
export function quorumUpdate(call: Call): number {
  if (call.words.length === 0) return call.wrong();
  const pairs = readPairs(call.words);
  if (pairs instanceof WrongWords) return call.wrong(pairs);
  return editConfFile(call, (document) => ({
    document: changeConfiguration(document, { kind: 'set-quorum', settings: emptyAsNull(pairs) }),
    reports: checkQuorumOptions(pairs, deviceOf(document) !== null),
  }));
}

/** Settings to write: the empty value takes one out. */
export function emptyAsNull(pairs: ReadonlyMap<string, string>): Readonly<Record<string, string | null>> {
  return Object.fromEntries([...pairs].map(([name, value]) => [name, value === '' ? null : value]));
}
