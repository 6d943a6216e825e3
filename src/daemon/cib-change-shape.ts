import type { CibChange } from '../controller/model/cib-change.ts';
import {
  anyText,
  byWord,
  either,
  type Fields,
  flag,
  listOf,
  object,
  oneOf,
  optional,
  orNull,
  recordOf,
  type Shape,
  text,
  xml,
  xmlName,
} from './shape.ts';

type Kind = CibChange['kind'];
type FieldsOf<K extends Kind> = Fields<Omit<Extract<CibChange, { kind: K }>, 'kind'>>;

const target = byWord('by', {
  id: { id: text, element: orNull(text) },
  path: { path: listOf(object({ element: text, id: orNull(text) })) },
});
const position = either(oneOf('last'), object({ before: text }), object({ after: text }));
const values = recordOf(xmlName, orNull(anyText));

const SHAPES: { readonly [K in Kind]: FieldsOf<K> } = {
  'replace-configuration': { xml },
  'replace-element': { target, xml },
  'create-element': { parent: target, xml, position },
  'modify-element': { target, set: recordOf(xmlName, anyText), unset: listOf(xmlName) },
  'delete-element': { target, isOptional: flag },
  'cib-attributes': { values },
  'add-node': { id: text, name: text },
  'node-state': {
    id: text,
    name: text,
    values: object({
      inCcm: optional(flag),
      crmd: optional(oneOf('online', 'offline')),
      join: optional(oneOf('member', 'down', 'pending', 'banned')),
      expected: optional(oneOf('member', 'down')),
    }),
    clear: listOf(oneOf('history', 'attributes')),
  },
  'forget-node': { id: text },
  attribute: {
    node: text,
    name: text,
    value: orNull(anyText),
    lifetime: oneOf('permanent', 'transient'),
  },
  'clear-failures': { node: orNull(text), resource: orNull(text), operation: orNull(text) },
  'delete-history': { node: orNull(text), resource: orNull(text), failedOnly: flag },
  ticket: { ticket: text, values },
  'delete-ticket': { ticket: text },
};

/** A change of the CIB, of any kind, down to its last value. */
export const cibChange: Shape = byWord('kind', SHAPES);
