import { checkId, quoted } from '../ids.ts';
import type { Pairs } from '../nvpairs.ts';
import { deprecation, error, forceable, type Report } from '../report.ts';

/** Programs that run containers. */
export const CONTAINER_TYPES: readonly string[] = ['docker', 'podman', 'rkt'];

const CONTAINER_OPTIONS = [
  'image',
  'masters',
  'network',
  'options',
  'promoted-max',
  'replicas',
  'replicas-per-host',
  'run-command',
];
const NETWORK_OPTIONS = ['control-port', 'host-interface', 'host-netmask', 'ip-range-start'];
const PORT_OPTIONS = ['id', 'internal-port', 'port', 'range'];
const STORAGE_OPTIONS = ['id', 'options', 'source-dir', 'source-dir-root', 'target-dir'];

/** Whether something has an id already. */
export type IsTaken = (id: string) => boolean;

const LAST_PORT = 65_535;
const LAST_MASK_BIT = 32;

/** Checks options of a container; in an update, the empty value removes one. */
export function checkContainer(options: Pairs, isUpdate: boolean): readonly Report[] {
  const reports = [...unknown('container', options, CONTAINER_OPTIONS)];
  const image = options.get('image');
  if (image === undefined && !isUpdate) {
    reports.push(error('HWS-CFG-009', "required container option 'image' is missing"));
  }
  if (image === '') reports.push(error('HWS-CFG-010', 'image cannot be empty, use image name'));
  if ((options.get('masters') ?? '') !== '' && (options.get('promoted-max') ?? '') !== '') {
    const message = "Only one of container options 'masters' and 'promoted-max' can be used";
    reports.push(error('HWS-CFG-010', message));
  }
  if (options.has('masters')) {
    const message =
      "container option 'masters' is deprecated and should not be used, use 'promoted-max' instead";
    reports.push(deprecation('HWS-CFG-011', message));
  }
  const numbers = [
    ['masters', 0],
    ['promoted-max', 0],
    ['replicas', 1],
    ['replicas-per-host', 1],
  ] as const;
  for (const [name, least] of numbers) {
    const what = least === 0 ? 'a non-negative integer' : 'a positive integer';
    const value = options.get(name);
    if (value === undefined || (isUpdate && value === '') || isNumber(value, least, Infinity)) continue;
    reports.push(error('HWS-CFG-010', `'${value}' is not a valid ${name} value, use ${what}`));
  }
  return reports;
}

/** Checks options of the network of a bundle. */
export function checkNetwork(options: Pairs, isUpdate: boolean): readonly Report[] {
  const reports = [...unknown('network', options, NETWORK_OPTIONS)];
  const isKept = (value: string | undefined): value is string =>
    value !== undefined && !(isUpdate && value === '');
  const port = options.get('control-port');
  if (isKept(port)) reports.push(...checkPort('control-port', port));
  const mask = options.get('host-netmask');
  if (isKept(mask) && !isNumber(mask, 1, LAST_MASK_BIT)) {
    const message = `'${mask}' is not a valid host-netmask value, use a number of bits of the mask (1..${LAST_MASK_BIT})`;
    reports.push(forceable('HWS-CFG-010', message));
  }
  return reports;
}

/** Checks options of a port that is handed on into the containers. */
export function checkPortMap(options: Pairs, isTaken: IsTaken): readonly Report[] {
  const reports = [
    ...unknown('port-map', options, PORT_OPTIONS),
    ...idReports('port-map id', options, isTaken),
  ];
  reports.push(...notBoth('port-map', options, 'port', 'range'));
  if (options.has('internal-port') && !options.has('port')) {
    const message =
      "If port-map option 'internal-port' is specified, port-map option 'port' must be specified as well";
    reports.push(error('HWS-CFG-009', message));
  }
  for (const name of ['internal-port', 'port']) {
    const value = options.get(name);
    if (value !== undefined) reports.push(...checkPort(name, value));
  }
  return [...reports, ...either('port-map', options, 'port', 'range')];
}

/** Checks options of a folder that is seen inside the containers. */
export function checkStorageMap(options: Pairs, isTaken: IsTaken): readonly Report[] {
  const reports = [
    ...unknown('storage-map', options, STORAGE_OPTIONS),
    ...idReports('storage-map id', options, isTaken),
  ];
  if (!options.has('target-dir')) {
    reports.push(error('HWS-CFG-009', "required storage-map option 'target-dir' is missing"));
  }
  const sources = ['storage-map', options, 'source-dir', 'source-dir-root'] as const;
  return [...reports, ...notBoth(...sources), ...either(...sources)];
}

function unknown(kind: string, options: Pairs, known: readonly string[]): readonly Report[] {
  const wrong = [...options.keys()].filter((name) => !known.includes(name));
  if (wrong.length === 0) return [];
  const what = wrong.length > 1 ? `options: ${quoted(wrong)}` : `option ${quoted(wrong)}`;
  return [forceable('HWS-CFG-008', `invalid ${kind} ${what}, allowed options are: ${quoted(known)}`)];
}

function notBoth(kind: string, options: Pairs, one: string, other: string): readonly Report[] {
  if (!options.has(one) || !options.has(other)) return [];
  return [error('HWS-CFG-010', `Only one of ${kind} options '${one}' and '${other}' can be used`)];
}

function either(kind: string, options: Pairs, one: string, other: string): readonly Report[] {
  if (options.has(one) || options.has(other)) return [];
  return [error('HWS-CFG-009', `${kind} option '${one}' or '${other}' has to be specified`)];
}

function idReports(what: string, options: Pairs, isTaken: IsTaken): readonly Report[] {
  const id = options.get('id');
  if (id === undefined) return [];
  const reports = checkId(id, what);
  return reports.length === 0 && isTaken(id) ? [error('HWS-CFG-001', `'${id}' already exists`)] : reports;
}

function checkPort(name: string, value: string): readonly Report[] {
  if (isNumber(value, 1, LAST_PORT)) return [];
  return [
    error('HWS-CFG-010', `'${value}' is not a valid ${name} value, use a port number (1..${LAST_PORT})`),
  ];
}

function isNumber(text: string, least: number, most: number): boolean {
  return /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
}
