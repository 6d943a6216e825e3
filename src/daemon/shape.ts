import { firstDisallowed, nameEnd } from '../cib/xml/characters.ts';

/** Checks a value that came from outside; answers where it is wrong (`changes[2].xml`), or null. */
export type Shape = (value: unknown, path: string) => string | null;

/** What every field of a type has to look like. */
export type Fields<T> = { readonly [Field in keyof T]-?: Shape };

const when =
  (isRight: (value: unknown) => boolean): Shape =>
  (value, path) =>
    isRight(value) ? null : path;

/** A text that a document may hold, empty or not. */
export function isDocumentText(value: unknown): value is string {
  return typeof value === 'string' && firstDisallowed(value, 0, value.length) < 0;
}

export const anyText = when(isDocumentText);
export const text = when((value) => isDocumentText(value) && value !== '');
/** Name of an attribute or element. */
export const xmlName = when(
  (value) => typeof value === 'string' && value !== '' && nameEnd(value, 0) === value.length,
);
/** A document of its own: read, and refused if it is none, where it is used. */
export const xml = when((value) => typeof value === 'string');
export const flag = when((value) => typeof value === 'boolean');
export const count = when((value) => Number.isSafeInteger(value) && (value as number) >= 0);
export const milliseconds = when(
  (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
);

export const orNull =
  (shape: Shape): Shape =>
  (value, path) =>
    value === null ? null : shape(value, path);

export const optional =
  (shape: Shape): Shape =>
  (value, path) =>
    value === undefined ? null : shape(value, path);

export const oneOf = (...words: readonly string[]): Shape =>
  when((value) => typeof value === 'string' && words.includes(value));

export const listOf =
  (shape: Shape): Shape =>
  (value, path) => {
    if (!Array.isArray(value)) return path;
    for (const [i, one] of value.entries()) {
      const wrong = shape(one, `${path}[${i}]`);
      if (wrong !== null) return wrong;
    }
    return null;
  };

/** An object whose keys and values have these shapes. */
export const recordOf =
  (key: Shape, shape: Shape): Shape =>
  (value, path) => {
    if (!isObject(value)) return path;
    for (const [name, one] of Object.entries(value)) {
      const wrong = key(name, `${path}.${name}`) ?? shape(one, `${path}.${name}`);
      if (wrong !== null) return wrong;
    }
    return null;
  };

/** An object with these fields; what else it has does not matter. */
export const object =
  (fields: Readonly<Record<string, Shape>>): Shape =>
  (value, path) => {
    if (!isObject(value)) return path;
    for (const [name, shape] of Object.entries(fields)) {
      const wrong = shape(
        Object.hasOwn(value, name) ? value[name] : undefined,
        path === '' ? name : `${path}.${name}`,
      );
      if (wrong !== null) return wrong;
    }
    return null;
  };

/** One of several objects, told apart by the word in one of their fields. */
export const byWord =
  (field: string, shapes: Readonly<Record<string, Readonly<Record<string, Shape>>>>): Shape =>
  (value, path) => {
    const word = isObject(value) && Object.hasOwn(value, field) ? value[field] : undefined;
    if (typeof word !== 'string' || !Object.hasOwn(shapes, word))
      return path === '' ? field : `${path}.${field}`;
    return object(shapes[word] as Readonly<Record<string, Shape>>)(value, path);
  };

/** The first of several shapes that fits. */
export const either =
  (...shapes: readonly Shape[]): Shape =>
  (value, path) =>
    shapes.some((shape) => shape(value, path) === null) ? null : path;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
