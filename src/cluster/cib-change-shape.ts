import * as z from 'zod/mini';
import { allowedText, nameEnd } from '../cib/xml/characters.ts';
import type { CibChange, CibCondition, ElementTarget } from '../controller/model/cib-change.ts';

/** Why a text is refused that no XML document can hold; the code that clients are told depends on it. */
export const NOT_FOR_XML = 'has a character that no XML document can hold';

/** Text that a CIB can hold, possibly none. */
export const cibText = z.string().check(z.refine((text) => allowedText(text) === text, NOT_FOR_XML));

/** The name of an element or attribute. */
export const xmlName = z
  .string()
  .check(z.refine((text) => text !== '' && nameEnd(text, 0) === text.length, 'is no XML name'));

/** Text by which things are kept in tables; what every JavaScript object has already is no such key. */
export const key = cibText.check(
  z.minLength(1),
  z.refine((text) => !(text in Object.prototype), 'is a reserved word'),
);

const orNull = <T extends z.ZodMiniType>(shape: T): z.ZodMiniNullable<T> => z.nullable(shape);

/** An XML text: whether it can be read is judged where it is, so that the client hears what is wrong with it. */
const xml = z.string();
const target: z.ZodMiniType<ElementTarget> = z.discriminatedUnion('by', [
  z.object({ by: z.literal('id'), id: cibText, element: orNull(xmlName) }),
  z.object({ by: z.literal('path'), path: z.array(z.object({ element: xmlName, id: orNull(cibText) })) }),
]);
const position = z.union([z.literal('last'), z.object({ before: cibText }), z.object({ after: cibText })]);
const valuesOrNone = z.record(xmlName, orNull(cibText));
export const lifetime = z.enum(['permanent', 'transient']);

/** One change of the CIB, every level of it. */
export const cibChange: z.ZodMiniType<CibChange> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('replace-configuration'), xml }),
  z.object({ kind: z.literal('replace-element'), target, xml }),
  z.object({ kind: z.literal('create-element'), parent: target, xml, position }),
  z.object({
    kind: z.literal('modify-element'),
    target,
    set: z.record(xmlName, cibText),
    unset: z.array(xmlName),
  }),
  z.object({ kind: z.literal('delete-element'), target, isOptional: z.boolean() }),
  z.object({ kind: z.literal('cib-attributes'), values: valuesOrNone }),
  z.object({ kind: z.literal('add-node'), id: key, name: key }),
  z.object({
    kind: z.literal('node-state'),
    id: key,
    name: key,
    values: z.object({
      inCcm: z.exactOptional(z.boolean()),
      crmd: z.exactOptional(z.enum(['online', 'offline'])),
      join: z.exactOptional(z.enum(['member', 'down', 'pending', 'banned'])),
      expected: z.exactOptional(z.enum(['member', 'down'])),
    }),
    clear: z.array(z.enum(['history', 'attributes'])),
  }),
  z.object({ kind: z.literal('forget-node'), id: key }),
  z.object({ kind: z.literal('attribute'), node: key, name: key, value: orNull(cibText), lifetime }),
  z.object({
    kind: z.literal('clear-failures'),
    node: orNull(cibText),
    resource: orNull(cibText),
    operation: orNull(cibText),
  }),
  z.object({
    kind: z.literal('delete-history'),
    node: orNull(cibText),
    resource: orNull(cibText),
    failedOnly: z.boolean(),
  }),
  z.object({ kind: z.literal('ticket'), ticket: key, values: valuesOrNone }),
  z.object({ kind: z.literal('delete-ticket'), ticket: key }),
]);

const count = z.int().check(z.minimum(0));

/** What must hold for changes to be made. */
export const cibCondition: z.ZodMiniType<CibCondition> = z.object({
  configurationOf: z.object({ adminEpoch: count, epoch: count }),
});

/** Milliseconds for which changes of an attribute are held back; `null`: as said before. */
export const dampening = orNull(z.number().check(z.minimum(0)));
