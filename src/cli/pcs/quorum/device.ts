import { forceable, lone, type Report, warning } from '../../../configuration/report.ts';
import { changeConfiguration } from '../../../corosync/conf/change-configuration.ts';
import type { ConfDocument } from '../../../corosync/conf/document.ts';
import {
  changeSection,
  findSection,
  findSetting,
  sectionsNamed,
  withSettings,
} from '../../../corosync/conf/section.ts';
import type { Call } from '../call.ts';
import { splitAtKeywords } from '../words/keywords.ts';
import { type Pairs, readPairs, WrongWords } from '../words/pairs.ts';
import { type ConfEdit, editConfFile } from './conf-file.ts';
import { checkGenericOptions, checkHeuristics, checkNetOptions } from './options.ts';
import { deviceOf, emptyAsNull } from './quorum.ts';

/** Settings that a device takes over from the quorum. */
const TAKEN_OVER = { auto_tie_breaker: null, last_man_standing: null, last_man_standing_window: null };

interface DeviceWords {
  readonly generic: Pairs;
  readonly model: Pairs;
  readonly heuristics: Pairs;
}

function readDevice(first: readonly string[], model: readonly string[], heuristics: readonly string[]) {
  const read: Pairs[] = [];
  for (const words of [first, model, heuristics]) {
    const pairs = readPairs(words);
    if (pairs instanceof WrongWords) return pairs;
    read.push(pairs);
  }
  const [generic, ofModel, ofHeuristics] = read as [Pairs, Pairs, Pairs];
  return { generic, model: ofModel, heuristics: ofHeuristics } satisfies DeviceWords;
}

function nodeIds(document: ConfDocument): readonly string[] {
  return sectionsNamed(findSection(document, 'nodelist'), 'node').map(
    (node) => findSetting(node, 'nodeid')?.value ?? '',
  );
}

/** `pcs quorum device add`. */
export function deviceAdd(call: Call): number {
  const parts = splitAtKeywords(call.words, ['model', 'heuristics']);
  const ofModel = parts.of('model');
  if (ofModel === null) return call.wrong();
  const [model, ...modelWords] = ofModel;
  if (model === undefined) return call.fail('No model options specified');
  const words = readDevice(parts.first, modelWords, parts.of('heuristics') ?? []);
  if (words instanceof WrongWords) return call.wrong(words);
  return editConfFile(call, (document) => {
    if (deviceOf(document) !== null) {
      return { document, reports: [lone('HWS-CFG-173', 'quorum device is already defined')] };
    }
    const reports = [
      ...checkModel(model, words.model, nodeIds(document)),
      ...checkGenericOptions(words.generic),
      ...checkHeuristics(words.heuristics),
      ...withoutPrograms(words.heuristics),
    ];
    const cleared = changeConfiguration(document, { kind: 'set-quorum', settings: TAKEN_OVER });
    const sorted = new Map([...words.generic].sort());
    const added = put(cleared, { ...words, generic: new Map([...sorted, ['model', model]]) }, model);
    return { document: added, reports };
  });
}

function checkModel(model: string, pairs: Pairs, nodes: readonly string[]): readonly Report[] {
  if (model === 'net') return checkNetOptions(pairs, nodes, true);
  return [forceable('HWS-CFG-171', `'${model}' is not a valid model value, use 'net'`)];
}

function withoutPrograms(heuristics: Pairs): readonly Report[] {
  const mode = heuristics.get('mode');
  if (mode !== 'on' && mode !== 'sync') return [];
  if ([...heuristics.keys()].some((name) => name.startsWith('exec_'))) return [];
  const message = 'No exec_NAME options are specified, so heuristics are effectively disabled';
  return [warning('HWS-CFG-174', message)];
}

function put(
  document: ConfDocument,
  { generic, model, heuristics }: DeviceWords,
  name: string,
): ConfDocument {
  const device = changeConfiguration(document, {
    kind: 'set-device',
    settings: emptyAsNull(generic),
    net: {},
    heuristics: {},
  });
  return changeSection(device, 'quorum', (quorum) =>
    changeSection(quorum, 'device', (section) => {
      let result = section;
      if (model.size > 0)
        result = changeSection(result, name, (one) => withSettings(one, emptyAsNull(model)));
      if (heuristics.size > 0) {
        result = changeSection(result, 'heuristics', (one) => withSettings(one, emptyAsNull(heuristics)));
      }
      return result;
    }),
  );
}

/** `pcs quorum device update`. */
export function deviceUpdate(call: Call): number {
  const parts = splitAtKeywords(call.words, ['model', 'heuristics']);
  const ofModel = parts.of('model');
  if (ofModel?.length === 0) return call.fail('No model options specified');
  const words = readDevice(parts.first, ofModel ?? [], parts.of('heuristics') ?? []);
  if (words instanceof WrongWords) return call.wrong(words);
  if (call.words.length === 0) return call.wrong();
  return editConfFile(call, (document) => {
    const device = deviceOf(document);
    if (device === null) return missingDevice(document);
    const model = findSetting(device, 'model')?.value ?? '';
    const reports = [
      ...(model === 'net' ? checkNetOptions(words.model, nodeIds(document), false) : []),
      ...checkGenericOptions(words.generic),
      ...checkHeuristics(words.heuristics),
    ];
    return { document: put(document, words, model), reports };
  });
}

/** `pcs quorum device remove`. */
export function deviceRemove(call: Call): number {
  if (call.words.length > 0) return call.wrong();
  return editConfFile(call, (document) =>
    deviceOf(document) === null
      ? missingDevice(document)
      : { document: changeConfiguration(document, { kind: 'remove-device' }), reports: [] },
  );
}

/** `pcs quorum device heuristics remove`. */
export function heuristicsRemove(call: Call): number {
  if (call.words.length > 0) return call.wrong();
  return editConfFile(call, (document) => {
    const device = deviceOf(document);
    if (device === null) return missingDevice(document);
    const names = findSection(device, 'heuristics')?.items.flatMap((item) =>
      item.kind === 'setting' ? [[item.key, null] as const] : [],
    );
    const heuristics = Object.fromEntries(names ?? []);
    return {
      document: changeConfiguration(document, { kind: 'set-device', settings: {}, net: {}, heuristics }),
      reports: [],
    };
  });
}

function missingDevice(document: ConfDocument): ConfEdit {
  return { document, reports: [lone('HWS-CFG-173', 'no quorum device is defined in this cluster')] };
}
