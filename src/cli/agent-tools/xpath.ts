import type { XmlElement } from '../../cib/xml/element.ts';

interface Step {
  readonly isDeep: boolean;
  /** `*` for any. */
  readonly name: string;
  readonly passes: (element: XmlElement, position: number) => boolean;
}

type Test = Step['passes'];

/**
 * The elements a location path finds, as far as such paths are used on the command line: `/` and `//`, names and `*`,
 * predicates of attributes (`[@a]`, `[@a='v']`, `[@a!='v']`, `and`, `or`, `not()`, brackets) and of position (`[2]`).
 * A text says what is not understood.
 */
export function selectElements(root: XmlElement, path: string): readonly XmlElement[] | string {
  const steps = readSteps(path);
  if (typeof steps === 'string') return steps;
  let found: readonly XmlElement[] | null = null;
  for (const { isDeep, name, passes } of steps) {
    const next = new Set<XmlElement>();
    const parents: readonly (XmlElement | null)[] = found ?? [null];
    for (const parent of parents) {
      // A deep step looks at the children of the parent and of all below it, each family counted on its own.
      const families = isDeep ? familiesBelow(root, parent) : [childrenOf(root, parent)];
      for (const family of families) {
        const named = family.filter((element) => name === '*' || element.name === name);
        for (const [index, element] of named.entries()) if (passes(element, index + 1)) next.add(element);
      }
    }
    found = [...next];
  }
  const isFound = new Set(found);
  return inOrder(root).filter((element) => isFound.has(element));
}

/** All elements, in the order of the document. */
function inOrder(element: XmlElement): readonly XmlElement[] {
  return [element, ...[...element.elements()].flatMap(inOrder)];
}

function childrenOf(root: XmlElement, parent: XmlElement | null): readonly XmlElement[] {
  return parent === null ? [root] : [...parent.elements()];
}

function familiesBelow(root: XmlElement, parent: XmlElement | null): readonly (readonly XmlElement[])[] {
  const family = childrenOf(root, parent);
  return [family, ...family.flatMap((child) => familiesBelow(root, child))];
}

function readSteps(path: string): readonly Step[] | string {
  const reader = new Reader(path.startsWith('/') ? path : `//${path}`);
  const steps: Step[] = [];
  while (!reader.isAtEnd) {
    const separator = reader.take(/^\/\/?/);
    const name = separator === null ? null : reader.take(/^(?:\*|[A-Za-z_][\w.-]*)/);
    if (separator === null || name === null) return reader.complaint();
    const tests: Test[] = [];
    while (reader.take(/^\s*\[\s*/) !== null) {
      const test = readOr(reader);
      if (test === null || reader.take(/^\s*\]/) === null) return reader.complaint();
      tests.push(test);
    }
    steps.push({
      isDeep: separator === '//',
      name,
      passes: (element, position) => tests.every((test) => test(element, position)),
    });
  }
  return steps;
}

function readOr(reader: Reader): Test | null {
  return readList(reader, /^\s+or\s+/, readAnd, (tests) => (e, p) => tests.some((test) => test(e, p)));
}

function readAnd(reader: Reader): Test | null {
  return readList(reader, /^\s+and\s+/, readOne, (tests) => (e, p) => tests.every((test) => test(e, p)));
}

function readList(
  reader: Reader,
  separator: RegExp,
  read: (reader: Reader) => Test | null,
  join: (tests: readonly Test[]) => Test,
): Test | null {
  const tests: Test[] = [];
  do {
    const test = read(reader);
    if (test === null) return null;
    tests.push(test);
  } while (reader.take(separator) !== null);
  return join(tests);
}

function readOne(reader: Reader): Test | null {
  const bracket = reader.take(/^\s*(?:not\s*)?\(\s*/);
  if (bracket !== null) {
    const inner = readOr(reader);
    if (inner === null || reader.take(/^\s*\)/) === null) return null;
    return bracket.includes('not') ? (element, position) => !inner(element, position) : inner;
  }
  const place = reader.take(/^\d+/);
  if (place !== null) return (_element, position) => position === Number(place);
  const attribute = reader.take(/^@[A-Za-z_][\w.-]*/)?.slice(1) ?? null;
  if (attribute === null) return null;
  const comparison = reader.take(/^\s*!?=\s*/)?.trim() ?? null;
  if (comparison === null) return (element) => element.get(attribute) !== null;
  const quoted = reader.take(/^(?:'[^']*'|"[^"]*")/);
  if (quoted === null) return null;
  const value = quoted.slice(1, -1);
  return comparison === '='
    ? (element) => element.get(attribute) === value
    : (element) => element.get(attribute) !== null && element.get(attribute) !== value;
}

/** Reads a text from its front. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  take(pattern: RegExp): string | null {
    const match = pattern.exec(this.#text.slice(this.#at));
    if (match === null) return null;
    this.#at += match[0].length;
    return match[0];
  }

  complaint(): string {
    return `the path is not understood from ${JSON.stringify(this.#text.slice(this.#at))} on`;
  }
}
