import { levelLines } from '../../../configuration/fencing-levels/level-lines.ts';
import {
  addLevel,
  clearLevels,
  hasLevel,
  type LevelChoice,
  type LevelTarget,
  missingLevel,
  removeLevels,
  verifyLevels,
} from '../../../configuration/fencing-levels/levels.ts';
import { type Call, FAILED } from '../call.ts';
import { tellReports } from '../reports.ts';
import { splitAtKeywords } from '../words/keywords.ts';

/** `node`, `regexp%PATTERN`, `attrib%NAME=VALUE` or `node%NAME`. */
function readTarget(word: string): LevelTarget {
  const at = word.indexOf('%');
  const [kind, rest] = at < 0 ? ['node', word] : [word.slice(0, at), word.slice(at + 1)];
  if (kind === 'regexp') return { kind: 'pattern', pattern: rest };
  const equals = rest.indexOf('=');
  if (kind === 'attrib' && equals > 0) {
    return { kind: 'attribute', name: rest.slice(0, equals), value: rest.slice(equals + 1) };
  }
  return { kind: 'node', name: kind === 'node' ? rest : word };
}

/** Devices as words; several in one word, with commas, is an older form. */
function readDevices(call: Call, words: readonly string[]): readonly string[] {
  if (words.some((word) => word.includes(','))) {
    call.output.err(
      "Deprecation Warning: Delimiting stonith devices with ',' is deprecated and will be removed. Please use a space to delimit stonith devices.\n",
    );
  }
  return words.flatMap((word) => word.split(','));
}

/** `pcs stonith level [config]`. */
export async function levelConfig(call: Call): Promise<number> {
  if (call.words.length > 0) return call.wrong();
  const configuration = await call.read();
  return configuration === null ? FAILED : call.print(...levelLines(configuration));
}

/** `pcs stonith level add`. */
export function levelAdd(call: Call): Promise<number> | number {
  const [index, target, ...words] = call.words;
  if (index === undefined || target === undefined || words.length === 0) return call.wrong();
  const devices = readDevices(call, words);
  return call.edit((configuration) =>
    addLevel(configuration, index, readTarget(target), devices, call.isForced),
  );
}

/** `pcs stonith level remove`. */
export function levelRemove(call: Call): Promise<number> | number {
  const [index, ...words] = call.words;
  if (index === undefined) return call.wrong();
  const parts = splitAtKeywords(words, ['target', 'stonith']);
  if (parts.first.length === 0) {
    const [target] = parts.of('target') ?? [];
    const devices = readDevices(call, parts.of('stonith') ?? []);
    const choice = { index, target: target === undefined ? null : readTarget(target), devices };
    return call.edit((configuration) => removeLevels(configuration, choice));
  }
  call.output.err(
    "Deprecation Warning: Syntax 'pcs stonith level delete | remove <level> [<target>] [<stonith id>...]' is deprecated and will be removed. Please use 'pcs stonith level delete | remove <level> [target <target>] [stonith <stonith id>...]'.\n",
  );
  return removeOldForm(call, index, parts.first);
}

/** The older form does not say whether its first word is a target or a device: a target is tried first. */
function removeOldForm(call: Call, index: string, words: readonly string[]): Promise<number> {
  const [target = '', ...others] = words;
  const asTarget: LevelChoice = { index, target: readTarget(target), devices: readDevices(call, others) };
  const asDevices: LevelChoice = { index, target: null, devices: readDevices(call, words) };
  return call.edit((configuration) => {
    const found = [asTarget, asDevices].find((choice) => hasLevel(configuration, choice));
    if (found !== undefined) return removeLevels(configuration, found);
    return [missingLevel(asTarget), missingLevel(asDevices)];
  });
}

/** `pcs stonith level clear`. */
export function levelClear(call: Call): Promise<number> | number {
  const { words } = call;
  const parts = splitAtKeywords(words, ['target', 'stonith']);
  const [oldTarget] = parts.first;
  if (oldTarget !== undefined) {
    call.output.err(
      "Deprecation Warning: Syntax 'pcs stonith level clear [<target> | <stonith id(s)>] is deprecated and will be removed. Please use 'pcs stonith level clear [target <target>] | [stonith <stonith id>...]'.\n",
    );
    const devices = oldTarget.split(',');
    return call.edit((configuration) => clearLevels(configuration, readTarget(oldTarget), devices));
  }
  const [target] = parts.of('target') ?? [];
  const devices = parts.of('stonith');
  return call.edit((configuration) =>
    clearLevels(configuration, target === undefined ? null : readTarget(target), devices),
  );
}

/** `pcs stonith level verify`. */
export async function levelVerify(call: Call): Promise<number> {
  if (call.words.length > 0) return call.wrong();
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  return tellReports(verifyLevels(configuration), call.output) ? FAILED : 0;
}
