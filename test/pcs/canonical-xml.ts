import { SaxesParser } from 'saxes';

interface Element {
  readonly name: string;
  /** `name="value"` pairs in alphabetic order. */
  readonly attributes: string;
  readonly id: string | undefined;
  readonly children: Element[];
  text: string;
}

/**
 * The first place at which two XML documents differ, attribute order, comments and white space aside; null when they
 * say the same. The place is a path of tags with ids. Reads with a parser that is not the one under test.
 */
export function xmlDifference(expected: string, got: string): string | null {
  if (expected === got) return null;
  const left = read(expected);
  const right = read(got);
  if (typeof left === 'string') return left === right ? null : `the expected document is not XML: ${left}`;
  if (typeof right === 'string') return `not XML: ${right}`;
  return elementDifference(left, right, '');
}

function read(text: string): Element | string {
  const top: Element = { name: '', attributes: '', id: undefined, children: [], text: '' };
  const open: Element[] = [top];
  const parser = new SaxesParser();
  let fault: string | null = null;
  parser.on('error', (error) => {
    fault ??= error.message;
  });
  parser.on('opentag', (tag) => {
    const pairs = Object.entries(tag.attributes).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    const element: Element = {
      name: tag.name,
      attributes: pairs.sort().join(' '),
      id: tag.attributes.id,
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (piece) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece.trim();
  });
  parser.on('closetag', () => void open.pop());
  parser.write(text).close();
  return fault ?? (top.children[0] as Element);
}

function elementDifference(expected: Element, got: Element, above: string): string | null {
  const here = `${above}/${expected.name}${expected.id === undefined ? '' : `#${expected.id}`}`;
  if (show(expected) !== show(got))
    return `${here}\n      pcs    ${show(expected)}\n      hawser ${show(got)}`;
  for (let i = 0; i < Math.max(expected.children.length, got.children.length); i++) {
    const left = expected.children[i];
    const right = got.children[i];
    if (left === undefined) return `${here}\n      only hawser has ${show(right as Element)}`;
    if (right === undefined) return `${here}\n      only pcs has ${show(left)}`;
    const difference = elementDifference(left, right, here);
    if (difference !== null) return difference;
  }
  return null;
}

const show = (element: Element): string =>
  `<${[element.name, element.attributes].filter(Boolean).join(' ')}>${element.text}`;
