import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCib } from './parse.ts';
import { writeDocument } from './write.ts';
import type { XmlElement } from './xml/element.ts';
import { parseDocument } from './xml/parse-document.ts';

function roundTrip(text: string): string {
  const result = parseDocument(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return writeDocument(result.value);
}

describe('malformed documents', () => {
  test.each([
    ['', 1, 1],
    ['<cib>\n<a></b>\n</cib>', 2, 4],
    ['<cib>\n  <a b="1" b="2"/></cib>', 2, 12],
    ['<cib>\n<a b=1/></cib>', 2, 6],
    ['<cib>', 1, 1],
    ['<cib/><cib/>', 1, 7],
  ])('%j is refused with the place', (text, line, column) => {
    const result = parseCib(text);
    expect(result.ok).toBe(false);
    expect(result.problems[0]).toMatchObject({
      code: 'HWS-CIB-001',
      severity: 'error',
      at: { line, column },
    });
  });

  test('nesting without end is refused', () => {
    const depth = 100_000;
    const result = parseCib('<a>'.repeat(depth) + '</a>'.repeat(depth));
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'HWS-CIB-002' }] });
  });

  test('an entity that a document type declares is not expanded', () => {
    expect(parseCib('<!DOCTYPE cib [<!ENTITY x "y">]><cib a="&x;"/>').ok).toBe(false);
  });
});

describe('writing back what was read', () => {
  test.each([
    ['comments, instructions and CDATA', '<a>x &amp; y<!-- <b> --><?pi <x?><![CDATA[<c>]]></a>'],
    ['the prolog and what follows the root', '<?xml version="1.0"?>\n<!-- hello -->\n<a/>\n<!-- bye -->\n'],
    ['unusual spellings', `<a b='x' c = "1"\n d="&#65;>"  ><e></e><f /></a >`],
    ['line ends of other systems', '<a>\r\n <b/>\r\n</a>\r'],
    ['names that mean something to the language', '<__proto__ constructor="1" __proto__="2"/>'],
  ])('%s survive', (_, text) => expect(roundTrip(text)).toBe(text));

  test('a changed element is written anew, its neighbours are not', () => {
    const result = parseDocument(`<a><b  x='1'></b><c  y='2'/></a>`);
    if (!result.ok) throw new Error('must parse');
    result.value.root.first('c')?.set('y', '<3>');
    expect(writeDocument(result.value)).toBe(`<a><b  x='1'></b><c y="&lt;3&gt;"/></a>`);
  });

  test('every document comes back as it was (property)', () => {
    const name = fc.constantFrom('a', 'b', 'lrm_rsc_op', 'x-1', 'é');
    const space = fc.constantFrom('', ' ', '\n  ', '\t');
    const value = fc
      .array(fc.constantFrom('a', '&lt;', '&amp;', '&quot;', '&#10;', '>', ' ', '\n', 'é', '😀', "'"))
      .map((parts) => parts.join(''));
    const attributes = fc
      .uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 4 })
      .map((list) => list.map(([key, text]) => ` ${key}="${text}"`).join(''));
    const { element } = fc.letrec<{ element: string; node: string }>((tie) => ({
      element: fc
        .tuple(name, attributes, space, fc.array(tie('node'), { maxLength: 3 }), fc.boolean())
        .map(([tag, list, gap, children, isShort]) =>
          isShort && children.length === 0
            ? `<${tag}${list}${gap}/>`
            : `<${tag}${list}${gap}>${children.join('')}</${tag}${gap}>`,
        ),
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('', ' ', '\n', 'text', '&amp;', '<!-- c -->', '<![CDATA[<]]>', '<?p q?>'),
        tie('element'),
      ),
    }));
    fc.assert(fc.property(element, (text) => roundTrip(text) === text));
  });
});

describe('damaged documents', () => {
  const sample = [
    '<?xml version="1.0"?>',
    '<cib validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0"><configuration>',
    '<crm_config><cluster_property_set id="s"><nvpair id="p" name="a" value="b"/></cluster_property_set></crm_config>',
    '<nodes><node id="1" uname="n1"/></nodes><resources><group id="g"><primitive id="r" class="ocf" provider="p" type="t">',
    '<operations><op id="o" name="monitor" interval="10s"/></operations></primitive></group></resources>',
    '<constraints><rsc_location id="l" rsc="g"><rule id="ru" score="1"><expression id="e" attribute="a" operation="eq"/>',
    '</rule></rsc_location></constraints></configuration><status><node_state id="1" uname="n1"><lrm id="1"><lrm_resources>',
    '<lrm_resource id="r"><lrm_rsc_op id="x" call-id="1" rc-code="0"/></lrm_resource></lrm_resources></lrm></node_state></status></cib>',
  ].join('\n');
  const edit = fc.tuple(
    fc.nat(sample.length),
    fc.nat(12),
    fc.constantFrom(
      '',
      '<',
      '>',
      '"',
      '&',
      '<rule>',
      '</',
      ' id=""',
      '\0',
      '<!--',
      'id-ref="ru"',
      '\ud800',
      '9',
    ),
  );

  function touchEverything(text: string): void {
    const result = parseCib(text);
    if (!result.ok) {
      expect(result.problems.some((problem) => problem.severity === 'error')).toBe(true);
      return;
    }
    const cib = result.value;
    for (const state of cib.nodeStates) {
      for (const resource of state.resources) expect(resource.operations).toBeDefined();
      expect(state.transientSets).toBeDefined();
    }
    const views = [cib.resources, cib.templates, cib.constraints, cib.nodes, cib.tags, cib.ticketStates];
    expect([...views, cib.propertySets, cib.operationDefaultSets, cib.usesUnfencing]).not.toContain(
      undefined,
    );
    const count = (element: XmlElement): number => {
      let sum = 1;
      for (const child of element.elements()) sum += count(child);
      return sum;
    };
    expect(count(cib.root)).toBeGreaterThan(0);
  }

  test('the undamaged document is accepted', () => expect(parseCib(sample).ok).toBe(true));

  test('damage gives problems or a CIB, never an exception (property)', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let text = sample;
        for (const [at, length, insertion] of edits)
          text = text.slice(0, at) + insertion + text.slice(at + length);
        touchEverything(text);
      }),
      { numRuns: 300 },
    );
  });
});
