import { cibChange } from './cib-change-shape.ts';
import type { DaemonRequest } from './protocol.ts';
import {
  anyText,
  byWord,
  count,
  type Fields,
  listOf,
  milliseconds,
  object,
  oneOf,
  orNull,
  type Shape,
  text,
} from './shape.ts';

type Kind = DaemonRequest['kind'];
type FieldsOf<K extends Kind> = Fields<Omit<Extract<DaemonRequest, { kind: K }>, 'kind'>>;

const lifetime = oneOf('permanent', 'transient');
/** Attributes are kept by their names in plain objects, in which this one is something else. */
const attributeName: Shape = (value, path) => (value === '__proto__' ? path : text(value, path));

const SHAPES: { readonly [K in Kind]: FieldsOf<K> } = {
  'read-cib': {},
  status: {},
  about: {},
  metrics: {},
  transitions: {},
  transition: { sequence: count },
  recheck: {},
  'change-cib': {
    changes: listOf(cibChange),
    condition: orNull(object({ configurationOf: object({ adminEpoch: count, epoch: count }) })),
  },
  'set-attribute': {
    nodes: listOf(text),
    name: attributeName,
    value: orNull(anyText),
    lifetime: oneOf('permanent', 'transient', 'private'),
    dampeningMs: orNull(milliseconds),
  },
  'read-attribute': { node: orNull(text), name: attributeName, lifetime },
  'clear-history': {
    mode: oneOf('cleanup', 'refresh'),
    resource: orNull(text),
    node: orNull(text),
    operation: orNull(text),
  },
  fence: { node: text, operation: oneOf('off', 'on', 'reboot'), client: text },
  'accept-configuration': { operator: text },
  'confirm-fenced': { node: text, operator: text },
  'shutdown-node': { node: text },
  'cancel-shutdown': { node: text },
};

const request = byWord('kind', SHAPES);

/** A request as it came over the socket, checked down to its last value; a text says what is wrong with it. */
export function readRequest(value: unknown): DaemonRequest | string {
  const wrong = request(value, '');
  if (wrong === null) return value as DaemonRequest;
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  if (wrong !== 'kind') return `${wrong} of the request ${String(kind)}`;
  return typeof kind === 'string' ? `the request ${kind}` : 'a request without kind';
}
