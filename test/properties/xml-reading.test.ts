import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { writeDocument } from '../../src/cib/write.ts';
import type { XmlElement } from '../../src/cib/xml/element.ts';
import { parseDocument } from '../../src/cib/xml/parse-document.ts';
import { hasReferenceData, loadReferenceCase, referenceNames } from '../conformance/reference-data.ts';
import { Random } from '../oracle/random.ts';

/** Elements and attributes as saxes, a parser that is known to be strict, reads them; `null` when it refuses. */
function readBySaxes(text: string): string | null {
  const parser = new SaxesParser();
  const lines: string[] = [];
  const attributes: string[] = [];
  let isRefused = false;
  parser.on('error', () => {
    isRefused = true;
  });
  parser.on('attribute', ({ name, value }) => attributes.push(name, value));
  parser.on('opentag', (tag) => lines.push(JSON.stringify([tag.name, ...attributes.splice(0)])));
  parser.on('closetag', () => lines.push('/'));
  parser.write(text).close();
  return isRefused ? null : lines.join('\n');
}

function tell(element: XmlElement, lines: string[]): void {
  lines.push(JSON.stringify([element.name, ...element.attributes]));
  for (const child of element.elements()) tell(child, lines);
  lines.push('/');
}

/** The same from our own reader, which must also be able to write the text again, before and after all was read. */
function readByUs(text: string): string | null {
  const parsed = parseDocument(text);
  if (!parsed.ok) {
    expect(parsed.problems[0]?.at).not.toBeNull();
    return null;
  }
  expect(writeDocument(parsed.value)).toBe(text);
  const lines: string[] = [];
  tell(parsed.value.root, lines);
  expect(writeDocument(parsed.value)).toBe(text);
  return lines.join('\n');
}

/** Whether both read it, and alike. */
function compare(text: string, about: string): boolean {
  const saxes = readBySaxes(text);
  const own = readByUs(text);
  if (saxes !== own) expect.fail(`${about}: ${difference(saxes, own)}\n${text.slice(0, 2000)}`);
  return own !== null;
}

function difference(saxes: string | null, own: string | null): string {
  if (own === null) return 'refused, but saxes accepts it';
  if (saxes === null) return 'accepted, but saxes refuses it';
  const expected = saxes.split('\n');
  const at = own.split('\n').findIndex((line, index) => line !== expected[index]);
  return `saxes reads ${expected[at]}, we ${own.split('\n')[at]}`;
}

const OPERATION =
  '<lrm_rsc_op id="a_last_0" operation_key="a_monitor_0" operation="monitor" call-id="5" rc-code="7" op-status="0"/>';
/** A small CIB with enough of everything for tags to be recognized by their shape. */
const SEED = [
  '<?xml version="1.0" encoding="UTF-8"?>\n<!-- before --><cib epoch="1" note=\'a "b" &amp; c\'>',
  '  <configuration><nodes>',
  ...Array.from({ length: 12 }, (_, n) => `    <node id="${n}" uname="node${n}"/>`),
  '  </nodes><empty></empty><wide é="ü&#233;&#x1F600;"\t b = "x\ty\nz"  /><![CDATA[ <raw> ]]></configuration>',
  '<status><lrm><lrm_resources>',
  ...Array.from(
    { length: 24 },
    (_, n) =>
      `<lrm_resource id="r${n}" class="ocf" type="Dummy">${n % 3 === 0 ? '\n  ' : ''}${OPERATION}${OPERATION}</lrm_resource>`,
  ),
  `<lrm_resource id="odd" class="ocf" type="Dummy">${OPERATION}<a><b x="&lt;&gt;"/>text</a><!-- in --></lrm_resource >`,
  '<lrm_resource id="bare" class="ocf" type="Dummy"></lrm_resource><lrm_resource id="short" class="ocf" type="Dummy"/>',
  '</lrm_resources></lrm></status></cib>\n<?after all?>\n',
].join('\n');

/** What is put, cut or doubled somewhere. */
const PIECES = [
  ...[
    '<',
    '>',
    '/',
    '"',
    "'",
    '=',
    '&',
    ';',
    '!',
    '?',
    '-',
    ']',
    '[',
    ' ',
    '\n',
    '\t',
    '\r',
    '\r\n',
    'a',
    ':',
    '0',
    'é',
  ],
  ...[
    '\u0000',
    '\u001f',
    '\u007f',
    '\u0085',
    '\ufffe',
    '\ufffd',
    '\u{1f600}',
    '\u00b7',
    '\u0300',
    '&amp;',
    '&#0;',
    '&#65;',
  ],
  ...[
    '&#x1F600;',
    '&#xD800;',
    '&nbsp;',
    ']]>',
    '<!--',
    '-->',
    '<![CDATA[',
    '<?xml version="1.0"?>',
    '<?x y?>',
    ' id="1"',
  ],
  ...[
    '<a/>',
    '</a>',
    '<a>',
    '</lrm_resource>',
    '<lrm_resource id="1" class="2" type="3">',
    OPERATION,
    "''",
    '""',
    ' x="1"',
  ],
];

function mutate(text: string, random: Random): string {
  let result = text;
  for (let times = random.between(1, 3); times > 0; times--) {
    const points = [random.between(0, result.length), random.between(0, result.length)].sort((a, b) => a - b);
    const [at, other] = points as [number, number];
    const near = Math.min(at + random.between(1, 12), result.length);
    switch (random.between(0, 4)) {
      case 0:
        result = result.slice(0, at) + result.slice(near);
        break;
      case 1:
        result = result.slice(0, at) + random.pick(PIECES) + result.slice(near);
        break;
      case 2:
        result = result.slice(0, other) + result.slice(at, near) + result.slice(other);
        break;
      case 3:
        if (random.chance(0.1)) result = result.slice(0, at);
        break;
      default:
        result = result.slice(0, at) + random.pick(PIECES) + result.slice(at);
    }
  }
  // Half a surrogate pair can come from no file.
  return result.toWellFormed();
}

describe('documents are read as saxes reads them', () => {
  test('a document with every kind of markup', () => {
    expect(readByUs(SEED)).not.toBeNull();
    compare(SEED, 'seed');
  });

  test('8,000 damaged documents are accepted or refused alike', () => {
    const random = new Random(20_26);
    let accepted = 0;
    for (let n = 0; n < 8000; n++) if (compare(mutate(SEED, random), `mutation ${n}`)) accepted++;
    expect(accepted).toBeGreaterThan(1000);
    expect(accepted).toBeLessThan(7000);
  });

  test.runIf(hasReferenceData())('all reference inputs, and each of them damaged', () => {
    const random = new Random(7);
    for (const name of referenceNames()) {
      const { xml } = loadReferenceCase(name);
      compare(xml, name);
      compare(mutate(xml, random), `${name}, damaged`);
    }
  });
});
