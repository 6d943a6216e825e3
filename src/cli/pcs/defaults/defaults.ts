import {
  createDefaultsSet,
  type DefaultsSection,
  removeDefaultsSets,
  updateDefaults,
  updateDefaultsSet,
} from '../../../configuration/defaults/defaults.ts';
import { defaultsLines } from '../../../configuration/defaults/defaults-lines.ts';
import { type Call, FAILED } from '../call.ts';
import { oldName } from '../old-name.ts';
import { splitAtKeywords } from '../words/keywords.ts';
import { readPairs, WrongWords } from '../words/pairs.ts';

/** Which default values a command is about, by its path. */
function sectionOf(call: Call): DefaultsSection {
  return call.command.path.includes('op') ? 'op_defaults' : 'rsc_defaults';
}

/** `pcs resource defaults`: shows, or in an older form changes. */
export function defaults(call: Call): Promise<number> | number {
  if (call.words.length === 0) return defaultsConfig(call);
  if (!call.words.every((word) => word.includes('='))) return call.wrong();
  oldName(call, `pcs resource ${sectionOf(call) === 'op_defaults' ? 'op ' : ''}defaults update`);
  return defaultsUpdate(call);
}

/** `pcs resource defaults config`. */
export async function defaultsConfig(call: Call): Promise<number> {
  if (call.words.length > 0) return call.wrong();
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const view = {
    withIds: call.has('full'),
    withExpired: call.has('all'),
    now: call.has('no-expire-check') ? null : Date.now() / 1000,
  };
  return call.print(...defaultsLines(configuration, sectionOf(call), view));
}

/** `pcs resource defaults update`. */
export function defaultsUpdate(call: Call): Promise<number> | number {
  if (call.words.length === 0) return call.wrong();
  const pairs = readPairs(call.words);
  if (pairs instanceof WrongWords) return call.wrong(pairs);
  return call.edit((configuration) => updateDefaults(configuration, sectionOf(call), pairs));
}

/** `pcs resource defaults set create`. */
export function defaultsSetCreate(call: Call): Promise<number> | number {
  const parts = splitAtKeywords(call.words, ['meta', 'rule']);
  const options = readPairs(parts.first);
  const pairs = readPairs(parts.of('meta') ?? []);
  if (options instanceof WrongWords) return call.wrong(options);
  if (pairs instanceof WrongWords) return call.wrong(pairs);
  const rule = parts.of('rule') ?? [];
  return call.edit((configuration) =>
    createDefaultsSet(configuration, sectionOf(call), options, pairs, rule, call.isForced),
  );
}

/** `pcs resource defaults set update`. */
export function defaultsSetUpdate(call: Call): Promise<number> | number {
  const [id, ...words] = call.words;
  if (id === undefined) return call.wrong();
  const parts = splitAtKeywords(words, ['meta']);
  if (parts.first.length > 0) return call.wrong();
  const pairs = readPairs(parts.of('meta') ?? []);
  if (pairs instanceof WrongWords) return call.wrong(pairs);
  return call.edit((configuration) => updateDefaultsSet(configuration, sectionOf(call), id, pairs));
}

/** `pcs resource defaults set remove`. */
export function defaultsSetRemove(call: Call): Promise<number> | number {
  return call.edit((configuration) => removeDefaultsSets(configuration, sectionOf(call), call.words));
}
