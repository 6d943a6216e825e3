import { isAllowed } from './characters.ts';

/** The entities every document has; documents that define their own are not read. */
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#([0-9]+)|#x([0-9A-Fa-f]+));/y;

function pointOf(decimal: string | undefined, hexadecimal: string | undefined): number {
  return decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number.parseInt(decimal, 10);
}

/** Offset behind the reference that begins at `at` (an ampersand); −1 when it means nothing. */
export function referenceEnd(text: string, at: number): number {
  REFERENCE.lastIndex = at;
  const match = REFERENCE.exec(text);
  if (match === null) return -1;
  if (match[1] === undefined && !isAllowed(pointOf(match[2], match[3]))) return -1;
  return REFERENCE.lastIndex;
}

/** What an attribute's value means: white space is normalized, references are resolved. They were found valid before. */
export function attributeValue(raw: string): string {
  const spaced = raw.replace(/\r\n|[\t\n\r]/g, ' ');
  if (!spaced.includes('&')) return spaced;
  return spaced.replace(
    /&(?:([a-z]+)|#([0-9]+)|#x([0-9A-Fa-f]+));/g,
    (_all, entity?: string, decimal?: string, hexadecimal?: string) =>
      entity === undefined
        ? String.fromCodePoint(pointOf(decimal, hexadecimal))
        : (ENTITIES[entity] as string),
  );
}
