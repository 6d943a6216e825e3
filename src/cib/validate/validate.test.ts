import { describe, expect, test } from 'vitest';
import { parseCib } from '../parse.ts';

const PRIMITIVE = 'class="ocf" provider="p" type="t"';

interface Parts {
  readonly attributes?: string;
  readonly options?: string;
  readonly nodes?: string;
  readonly resources?: string;
  readonly constraints?: string;
  readonly sections?: string;
  readonly status?: string;
}

function cib(parts: Parts = {}): string {
  const attributes =
    parts.attributes ?? 'validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0"';
  const resources = parts.resources ?? `<primitive id="r1" ${PRIMITIVE}/><primitive id="r2" ${PRIMITIVE}/>`;
  return [
    `<cib ${attributes}><configuration>`,
    `<crm_config>${parts.options ?? ''}</crm_config><nodes>${parts.nodes ?? ''}</nodes>`,
    `<resources>${resources}</resources><constraints>${parts.constraints ?? ''}</constraints>`,
    `${parts.sections ?? ''}</configuration><status>${parts.status ?? ''}</status></cib>`,
  ].join('\n');
}

function codes(text: string, severity: 'error' | 'warning'): readonly string[] {
  const { problems } = parseCib(text);
  return problems.filter((problem) => problem.severity === severity).map((problem) => problem.code.slice(-3));
}

test('a plain document has no problems at all', () => expect(parseCib(cib()).problems).toEqual([]));

describe('errors', () => {
  const rule = (children: string) =>
    `<rsc_location id="l" rsc="r1"><rule id="ru" score="1">${children}</rule></rsc_location>`;
  const cases: readonly (readonly [what: string, code: string, parts: Parts])[] = [
    ['an unknown element', '010', { resources: '<zzz/>' }],
    ['an unknown section', '010', { sections: '<zzz/>' }],
    [
      'a group in a group',
      '010',
      { resources: `<group id="g"><group id="h"/><primitive id="r" ${PRIMITIVE}/></group>` },
    ],
    ['an unknown attribute', '011', { resources: `<primitive id="r" ${PRIMITIVE} zzz="1"/>` }],
    [
      'an attribute that has the name of something built in',
      '011',
      { nodes: '<node id="1" uname="n" constructor="1"/>' },
    ],
    ['a missing id', '012', { resources: `<primitive ${PRIMITIVE}/>` }],
    [
      'an operation without interval',
      '012',
      {
        resources: `<primitive id="r" ${PRIMITIVE}><operations><op id="o" name="x"/></operations></primitive>`,
      },
    ],
    ['an id that is no identifier', '013', { resources: `<primitive id="1 r" ${PRIMITIVE}/>` }],
    [
      'a score that is none',
      '013',
      { constraints: '<rsc_location id="l" rsc="r1" node="n" score="infinity"/>' },
    ],
    [
      'a boolean that is none',
      '013',
      { constraints: '<rsc_order id="l" first="r1" then="r2" symmetrical="yes"/>' },
    ],
    [
      'an unknown role',
      '013',
      { constraints: '<rsc_location id="l" rsc="r1" node="n" score="1" role="promoted"/>' },
    ],
    ['a location without a node', '014', { constraints: '<rsc_location id="l" rsc="r1"/>' }],
    ['half a colocation', '014', { constraints: '<rsc_colocation id="l" rsc="r1"/>' }],
    [
      'an order with kind and score',
      '014',
      { constraints: '<rsc_order id="l" first="r1" then="r2" kind="Optional" score="0"/>' },
    ],
    ['an OCF resource without provider', '014', { resources: '<primitive id="r" class="ocf" type="t"/>' }],
    [
      'a clone of two',
      '014',
      {
        resources: `<clone id="c"><primitive id="a" ${PRIMITIVE}/><group id="g"><primitive id="b" ${PRIMITIVE}/></group></clone>`,
      },
    ],
    [
      'a date expression without its date',
      '014',
      { constraints: rule('<date_expression id="d" operation="gt" end="2005-01-01"/>') },
    ],
    ['an empty group', '014', { resources: '<group id="g"/>' }],
    ['an empty rule', '015', { constraints: rule('') }],
    [
      'two lists of operations',
      '016',
      { resources: `<primitive id="r" ${PRIMITIVE}><operations/><operations/></primitive>` },
    ],
    ['an id used twice', '017', { options: '<cluster_property_set id="r1"/>' }],
    [
      'a constraint on nothing',
      '018',
      { constraints: '<rsc_location id="l" rsc="nope" node="n" score="1"/>' },
    ],
    [
      'a reference to nothing',
      '018',
      { resources: `<primitive id="r" ${PRIMITIVE}><meta_attributes id-ref="nope"/></primitive>` },
    ],
    [
      'a name of an old schema',
      '019',
      {
        options:
          '<cluster_property_set id="s"><nvpair id="p" name="stonith_enabled" value="1"/></cluster_property_set>',
      },
    ],
    ['a CDATA section', '020', { nodes: '<![CDATA[x]]>' }],
    [
      'an unknown schema',
      '004',
      { attributes: 'validate-with="foo" epoch="1" num_updates="0" admin_epoch="0"' },
    ],
  ];
  test.each(cases)('%s is HWS-CIB-%s', (_, code, parts) =>
    expect(codes(cib(parts), 'error')).toContain(code),
  );

  test('another root is refused', () => expect(codes('<cob/>', 'error')).toEqual(['003']));

  test('a missing section is refused', () => {
    expect(codes(cib().replace('<constraints></constraints>', ''), 'error')).toEqual(['015']);
  });

  test('every problem is reported, with its place and the id', () => {
    const { problems } = parseCib(
      cib({ constraints: '\n<rsc_order id="o" first="x" then="y"/>\n <rsc_zzz id="z"/>' }),
    );
    expect(problems.map(({ code, id, at }) => [code, id, at])).toEqual([
      ['HWS-CIB-010', 'z', { line: 5, column: 2 }],
      ['HWS-CIB-018', 'o', { line: 4, column: 1 }],
      ['HWS-CIB-018', 'o', { line: 4, column: 1 }],
    ]);
  });
});

describe('warnings', () => {
  const primitive = (children: string) => ({
    resources: `<primitive id="r" ${PRIMITIVE}>${children}</primitive>`,
  });
  const cases: readonly (readonly [what: string, code: string, parts: Parts])[] = [
    [
      'a score too large to be read',
      '030',
      { constraints: '<rsc_location id="l" rsc="r1" node="n" score="99999999999999999999"/>' },
    ],
    [
      'a constraint on something that is no resource',
      '031',
      {
        constraints: '<rsc_location id="l" rsc="s" node="n" score="1"/>',
        options: '<cluster_property_set id="s"/>',
      },
    ],
    [
      'a tag that lists nothing known',
      '031',
      { sections: '<tags><tag id="t"><obj_ref id="nope"/></tag></tags>' },
    ],
    [
      'an interval that is none',
      '032',
      primitive('<operations><op id="o" name="x" interval="zz"/></operations>'),
    ],
    [
      'a meta attribute that cannot be understood',
      '033',
      primitive(
        '<meta_attributes id="m"><nvpair id="p" name="is-managed" value="perhaps"/></meta_attributes>',
      ),
    ],
    ['a node state without a name', '034', { status: '<node_state id="1"/>' }],
    ['text between elements', '020', { nodes: 'hello' }],
  ];
  test.each(cases)('%s is HWS-CIB-%s and no reason to refuse', (_, code, parts) => {
    expect(parseCib(cib(parts)).ok).toBe(true);
    expect(codes(cib(parts), 'warning')).toContain(code);
  });

  test('without a schema nothing is worse than a warning', () => {
    for (const attributes of ['validate-with="none"', '']) {
      const text = cib({ attributes, resources: '<zzz/>' });
      expect(parseCib(text).ok).toBe(true);
      expect(codes(text, 'warning')).toEqual(expect.arrayContaining(['006', '010']));
    }
  });

  test('an old schema is upgraded, and that is said', () => {
    const text = cib({
      attributes: 'validate-with="pacemaker-2.5" epoch="1" num_updates="0" admin_epoch="0"',
    });
    expect(codes(text, 'warning')).toEqual(['005']);
  });
});
