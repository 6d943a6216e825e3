import type { DaemonRequest } from './protocol.ts';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isTextOrNull: Check = (value) => value === null || typeof value === 'string';
const isNumberOrNull: Check = (value) =>
  value === null || (typeof value === 'number' && Number.isFinite(value));
const isTexts: Check = (value) => Array.isArray(value) && value.every((one) => typeof one === 'string');
const isList: Check = (value) =>
  Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null);
const isObjectOrNull: Check = (value) => typeof value === 'object' && !Array.isArray(value);
const among =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(String(value));

const LIFETIME = among('permanent', 'transient');

/** What every request has to carry, by kind. */
const SHAPES: Readonly<Record<DaemonRequest['kind'], Readonly<Record<string, Check>>>> = {
  'read-cib': {},
  status: {},
  about: {},
  metrics: {},
  transitions: {},
  transition: { sequence: (value) => Number.isInteger(value) },
  recheck: {},
  'change-cib': { changes: isList, condition: isObjectOrNull },
  'set-attribute': {
    nodes: isTexts,
    name: isText,
    value: isTextOrNull,
    lifetime: LIFETIME,
    dampeningMs: isNumberOrNull,
  },
  'read-attribute': { node: isTextOrNull, name: isText, lifetime: LIFETIME },
  'clear-history': {
    mode: among('cleanup', 'refresh'),
    resource: isTextOrNull,
    node: isTextOrNull,
    operation: isTextOrNull,
  },
  fence: { node: isText, operation: among('off', 'on', 'reboot'), client: isText },
  'accept-configuration': { operator: isText },
  'confirm-fenced': { node: isText, operator: isText },
  'shutdown-node': { node: isText },
  'cancel-shutdown': { node: isText },
};

/** A request as it came over the socket, checked; a text says what is wrong with it. */
export function readRequest(value: unknown): DaemonRequest | string {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return 'a request without kind';
  const { kind } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(SHAPES, kind)) return `the request ${String(kind)}`;
  const fields = new Map<string, unknown>(Object.entries(value));
  for (const [name, isRight] of Object.entries(SHAPES[kind as DaemonRequest['kind']])) {
    if (!fields.has(name) || !isRight(fields.get(name))) return `${name} of the request ${kind}`;
  }
  return value as DaemonRequest;
}
