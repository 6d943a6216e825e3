import { quoted } from '../../../configuration/ids.ts';
import { error, forceable, type Report } from '../../../configuration/report.ts';
import type { Pairs } from '../words/pairs.ts';

/** What a value has to be: one of some, or what a pattern says in words. */
type Allowed = readonly string[] | { readonly fits: (value: string) => boolean; readonly words: string };

const POSITIVE: Allowed = { fits: (value) => /^[1-9]\d*$/.test(value), words: 'a positive integer' };
const FLAG: Allowed = ['0', '1'];

const within = (least: number, most: number, words: string): Allowed => ({
  fits: (value) => /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most,
  words,
});

/** Options of the quorum itself (votequorum(5)). */
const QUORUM: Readonly<Record<string, Allowed>> = {
  auto_tie_breaker: FLAG,
  last_man_standing: FLAG,
  last_man_standing_window: POSITIVE,
  wait_for_all: FLAG,
};

/** Those that a quorum device takes over. */
const WITHOUT_DEVICE = ['auto_tie_breaker', 'last_man_standing', 'last_man_standing_window'];

const GENERIC: Readonly<Record<string, Allowed>> = { sync_timeout: POSITIVE, timeout: POSITIVE };

const HEURISTICS: Readonly<Record<string, Allowed>> = {
  interval: POSITIVE,
  mode: ['off', 'on', 'sync'],
  sync_timeout: POSITIVE,
  timeout: POSITIVE,
};

/** Options of a device of the model net (corosync-qdevice(8)). */
function netOptions(nodeIds: readonly string[]): Readonly<Record<string, Allowed>> {
  return {
    algorithm: ['ffsplit', 'lms'],
    connect_timeout: within(1000, 120_000, '1000..120000'),
    force_ip_version: ['0', '4', '6'],
    host: { fits: () => true, words: 'a qdevice host address' },
    port: within(1, 65_535, 'a port number (1..65535)'),
    tie_breaker: [...nodeIds, 'highest', 'lowest'],
  };
}

type Make = typeof error;

function checkValue(name: string, value: string, allowed: Allowed, make: Make): readonly Report[] {
  const words = 'words' in allowed ? allowed.words : allowed.map((one) => `'${one}'`).join(', ');
  const fits = 'words' in allowed ? allowed.fits(value) : allowed.includes(value);
  return fits ? [] : [make('HWS-CFG-171', `'${value}' is not a valid ${name} value, use ${words}`)];
}

function unknownOptions(
  names: readonly string[],
  what: string,
  allowed: Iterable<string>,
  more = '',
): string {
  const noun = names.length > 1 ? 'options:' : 'option';
  return `invalid ${what} ${noun} ${quoted(names)}, allowed options are: ${quoted(allowed)}${more}`;
}

/** What is wrong with options of the quorum; nothing of it can be overruled. */
export function checkQuorumOptions(pairs: Pairs, hasDevice: boolean): readonly Report[] {
  const unknown = [...pairs.keys()].filter((name) => QUORUM[name] === undefined);
  const reports: Report[] = [];
  for (const [name, value] of pairs) {
    const allowed = QUORUM[name];
    if (allowed !== undefined && value !== '') reports.push(...checkValue(name, value, allowed, error));
  }
  if (unknown.length > 0) {
    reports.push(error('HWS-CFG-170', unknownOptions(unknown, 'quorum', Object.keys(QUORUM))));
  }
  const taken = [...pairs.keys()].filter((name) => WITHOUT_DEVICE.includes(name));
  if (hasDevice && taken.length > 0) {
    const message = `These options cannot be set when the cluster uses a quorum device: ${quoted(taken)}`;
    reports.push(error('HWS-CFG-172', message));
  }
  return reports;
}

/** What is wrong with options that hold for devices of any model. */
export function checkGenericOptions(pairs: Pairs): readonly Report[] {
  return checkKnown(pairs, 'quorum device', GENERIC);
}

/** What is wrong with options of the model; a new device needs some of them. */
export function checkNetOptions(pairs: Pairs, nodeIds: readonly string[], isNew: boolean): readonly Report[] {
  const options = netOptions(nodeIds);
  const needed = ['algorithm', 'host'];
  const missing = isNew ? needed.filter((name) => !pairs.has(name)) : [];
  const reports: Report[] = [];
  if (missing.length > 0) {
    const [noun, verb] = missing.length > 1 ? ['options', 'are'] : ['option', 'is'];
    const message = `required quorum device model ${noun} ${quoted(missing)} ${verb} missing`;
    reports.push(error('HWS-CFG-170', message));
  }
  for (const name of needed) {
    const allowed = options[name] as Allowed;
    if (pairs.get(name) !== '') continue;
    const words = 'words' in allowed ? allowed.words : quoted(allowed);
    reports.push(error('HWS-CFG-171', `${name} cannot be empty, use ${words}`));
  }
  return [...reports, ...checkKnown(pairs, 'quorum device model', options)];
}

/** What is wrong with options of the heuristics. */
export function checkHeuristics(pairs: Pairs): readonly Report[] {
  const reports: Report[] = [];
  const known = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (!name.startsWith('exec_')) known.set(name, value);
    else if (!/^[a-zA-Z0-9/_-]+$/.test(name)) {
      const message = `invalid heuristics option '${name}', heuristics options may contain a-z A-Z 0-9 /_- characters only`;
      reports.push(error('HWS-CFG-170', message));
    }
  }
  return [
    ...reports,
    ...checkKnown(known, 'heuristics', HEURISTICS, " and options matching patterns: 'exec_NAME'"),
  ];
}

function checkKnown(
  pairs: Pairs,
  what: string,
  options: Readonly<Record<string, Allowed>>,
  more = '',
): readonly Report[] {
  const unknown = [...pairs.keys()].filter((name) => options[name] === undefined);
  const reports: Report[] = [];
  if (unknown.length > 0) {
    reports.push(forceable('HWS-CFG-170', unknownOptions(unknown, what, Object.keys(options), more)));
  }
  for (const [name, value] of pairs) {
    const allowed = options[name];
    if (allowed !== undefined && value !== '') reports.push(...checkValue(name, value, allowed, forceable));
  }
  return reports;
}
