import { quoted } from '../../../configuration/ids.ts';
import { error, type Report } from '../../../configuration/report.ts';
import { changeConfiguration } from '../../../corosync/conf/change-configuration.ts';
import type { ConfDocument } from '../../../corosync/conf/document.ts';
import { findSection, findSetting } from '../../../corosync/conf/section.ts';
import type { Call } from '../call.ts';
import { editConfFile } from '../quorum/conf-file.ts';
import { splitAtKeywords } from '../words/keywords.ts';
import { type Pairs, readPairs, WrongWords } from '../words/pairs.ts';
import {
  COMPRESSION,
  CRYPTO,
  KNET_TRANSPORT,
  misfit,
  type ParameterPart,
  TOTEM,
  UDP_TRANSPORT,
} from './parameters.ts';

const KEYWORDS = ['transport', 'compression', 'crypto', 'totem'] as const;

/** `pcs cluster config update`. */
export function configUpdate(call: Call): number {
  const words = splitAtKeywords(call.words, KEYWORDS);
  if (words.first.length > 0) return call.wrong();
  const given = new Map<(typeof KEYWORDS)[number], Pairs>();
  for (const keyword of KEYWORDS) {
    const pairs = readPairs(words.of(keyword) ?? []);
    if (pairs instanceof WrongWords) return call.wrong(pairs);
    given.set(keyword, pairs);
  }
  return editConfFile(call, (document) => {
    const isKnet = (totemSetting(document, 'transport') ?? 'knet') === 'knet';
    const parts: readonly (readonly [ParameterPart, Pairs])[] = [
      [isKnet ? KNET_TRANSPORT : UDP_TRANSPORT, given.get('transport') ?? new Map()],
      [COMPRESSION, given.get('compression') ?? new Map()],
      [CRYPTO, given.get('crypto') ?? new Map()],
      [TOTEM, given.get('totem') ?? new Map()],
    ];
    const settings = parts.flatMap(([{ prefix }, pairs]) =>
      [...pairs].map(([name, value]) => [`${prefix}${name}`, value === '' ? null : value] as const),
    );
    const changed = changeConfiguration(document, {
      kind: 'set-totem',
      settings: Object.fromEntries(settings),
    });
    const reports = [...parts.flatMap(([part, pairs]) => checkPart(part, pairs)), ...checkCrypto(changed)];
    return { document: changed, reports };
  });
}

function totemSetting(document: ConfDocument, name: string): string | null {
  return findSetting(findSection(document, 'totem'), name)?.value ?? null;
}

function checkPart({ text, options }: ParameterPart, pairs: Pairs): readonly Report[] {
  const reports: Report[] = [];
  const names = [...pairs.keys()];
  const unknown = names.filter((name) => options[name] === undefined);
  if (unknown.length > 0) {
    const noun = unknown.length > 1 ? 'options:' : 'option';
    const message = `invalid ${text} ${noun} ${quoted(unknown)}, allowed options are: ${quoted(Object.keys(options))}`;
    reports.push(error('HWS-CFG-175', message));
  }
  for (const name of names.sort()) {
    const [allowed, value] = [options[name], pairs.get(name) as string];
    const needed = allowed === undefined || value === '' ? null : misfit(allowed, value);
    if (needed !== null)
      reports.push(error('HWS-CFG-175', `'${value}' is not a valid ${name} value, use ${needed}`));
  }
  return reports;
}

/** What is encrypted has to be authenticated too. */
function checkCrypto(document: ConfDocument): readonly Report[] {
  const isOn = (name: string): boolean => (totemSetting(document, name) ?? 'none') !== 'none';
  if (!isOn('crypto_cipher') || isOn('crypto_hash')) return [];
  const message = "If crypto option 'cipher' is enabled, crypto option 'hash' must be enabled as well";
  return [error('HWS-CFG-175', message)];
}
