import { describe, expect, test } from 'vitest';
import { ReferenceIndex } from '../read/reference-index.ts';
import { readRules } from '../read/rules.ts';
import { parseDocument } from '../xml/parse-document.ts';
import { type RuleInput, rulesPass } from './evaluate.ts';

const NOON = Date.parse('2005-06-15T12:34:56Z') / 1000;

function passes(rules: string, overrides: Partial<RuleInput> = {}): boolean {
  const parsed = parseDocument(`<set>${rules}</set>`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { root } = parsed.value;
  const input: RuleInput = {
    now: { epoch: NOON, offset: 0 },
    localOffset: () => 0,
    nodeAttributes: null,
    resource: null,
    operation: null,
    recheck: null,
    valueSource: null,
    submatches: null,
    ...overrides,
  };
  return rulesPass(readRules(root, new ReferenceIndex(root)), input);
}

const onNode = (attributes: Record<string, string>): Partial<RuleInput> => ({
  nodeAttributes: new Map(Object.entries(attributes)),
});
const inConstraint = (attributes: Record<string, string>, parameters: Record<string, string> = {}) => ({
  ...onNode(attributes),
  valueSource: { parameters: new Map(Object.entries(parameters)), meta: new Map([['m', 'meta']]) },
});
const expression = (attributes: string) => `<rule><expression ${attributes}/></rule>`;
const date = (attributes: string, children = '') =>
  `<rule><date_expression ${attributes}>${children}</date_expression></rule>`;

describe('rules as a whole (A3.4.1, A3.4.2)', () => {
  const yes = '<expression attribute="a" operation="defined"/>';
  const no = '<expression attribute="a" operation="not_defined"/>';
  const node = onNode({ a: '1' });

  test('no rule passes, several pass when any does', () => {
    expect(passes('')).toBe(true);
    expect(passes(`<rule>${no}</rule><rule>${yes}</rule>`, node)).toBe(true);
    expect(passes(`<rule>${no}</rule><rule>${no}</rule>`, node)).toBe(false);
  });

  test('all conditions must hold unless the operator is "or"', () => {
    expect(passes(`<rule>${yes}${no}</rule>`, node)).toBe(false);
    expect(passes(`<rule boolean-op="OR">${no}${yes}</rule>`, node)).toBe(true);
    expect(passes(`<rule boolean-op="xor">${yes}${no}</rule>`, node)).toBe(false);
  });

  test('an empty rule passes for "and" and fails for "or"', () => {
    expect(passes('<rule/>')).toBe(true);
    expect(passes('<rule boolean-op="or"/>')).toBe(false);
  });

  test('an unknown condition makes the rule false', () => expect(passes('<rule><zzz/></rule>')).toBe(false));

  test('a rule may stand for another one, also within itself without end', () => {
    expect(passes(`<rule id="x">${no}</rule><rule id="y"><rule id="z">${yes}</rule></rule>`, node)).toBe(
      true,
    );
    expect(
      passes(
        '<rule id-ref="y"/><g><rule id="y"><expression attribute="b" operation="defined"/></rule></g>',
        node,
      ),
    ).toBe(false);
    expect(passes('<rule id="x"><rule id-ref="x"/></rule>', node)).toBe(false);
    expect(passes('<rule id-ref="nowhere"/>', node)).toBe(false);
  });
});

describe('attribute expressions (A3.4.3)', () => {
  const node = onNode({ text: 'Abc', empty: '', nine: '9', ten: '10', point: '1.5', hex: '0x10' });

  test.each([
    ['attribute="text" operation="eq" value="aBC"', true, 'text compares without case'],
    ['attribute="nine" operation="lt" value="10"', true, 'order is numeric by default'],
    ['attribute="nine" operation="lt" type="string" value="10"', false, 'order of text'],
    ['attribute="ten" operation="eq" value="010"', false, 'equality is of text by default'],
    ['attribute="ten" operation="eq" type="integer" value="010"', true, 'equality of integers'],
    ['attribute="point" operation="gt" value="1"', true, 'a point makes it a number'],
    ['attribute="point" operation="gt" type="integer" value="1"', false, 'leading integers are equal'],
    ['attribute="hex" operation="lt" value="1.10"', false, 'hexadecimal numbers are numbers'],
    ['attribute="text" operation="lt" type="integer" value="1"', false, 'without digits text is compared'],
    ['attribute="point" operation="eq" type="version" value="1.5.0"', true, 'versions'],
    ['attribute="text" operation="eq" type="bogus" value="zzz"', true, 'an unknown type finds all equal'],
    ['attribute="gone" operation="ne" value="x"', true, 'an undefined attribute differs from any value'],
    ['attribute="gone" operation="lt" value="x"', false, 'an undefined attribute has no order'],
    ['attribute="gone" operation="eq"', true, 'undefined equals no value'],
    ['attribute="empty" operation="eq" value=""', true, 'empty equals empty outside constraints'],
    ['attribute="gone" operation="not_defined"', true, 'not defined'],
    ['attribute="text" operation="bogus" value="abc"', false, 'unknown operations never hold'],
    ['attribute="#role" operation="defined"', false, 'no role is ever in play'],
  ])('%s is %j: %s', (attributes, expected) => expect(passes(expression(attributes), node)).toBe(expected));

  test('without a node nothing holds, not even "not defined"', () => {
    expect(passes(expression('attribute="a" operation="not_defined"'))).toBe(false);
  });

  test('in constraints an empty value means no value (A3.4.3.6)', () => {
    const rule = expression('attribute="a" operation="eq" value=""');
    expect(passes(rule, inConstraint({}))).toBe(true);
    expect(passes(rule, inConstraint({ a: '' }))).toBe(false);
  });

  test('in constraints values may come from the resource (A3.4.3.2)', () => {
    const rule = expression('attribute="a" operation="eq" value="p" value-source="param"');
    expect(passes(rule, inConstraint({ a: 'x' }, { p: 'x' }))).toBe(true);
    expect(passes(rule, inConstraint({ a: 'p' }))).toBe(false);
    expect(passes(rule, onNode({ a: 'p' }))).toBe(true);
    const meta = expression('attribute="a" operation="eq" value="m" value-source="meta"');
    expect(passes(meta, inConstraint({ a: 'meta' }))).toBe(true);
  });

  test('in constraints %1 stands for what the pattern matched', () => {
    const rule = expression('attribute="site-%1" operation="defined"');
    const input = { ...inConstraint({ 'site-b': '1' }), submatches: ['ab', 'b'] };
    expect(passes(rule, input)).toBe(true);
    expect(passes(rule, { ...input, submatches: ['ac', 'c'] })).toBe(false);
  });
});

describe('date expressions (A3.4.6)', () => {
  test.each([
    [date('operation="in_range" start="2005-06-15T12:34:56Z" end="2005-06-15T12:34:56Z"'), true],
    [date('start="2005-06-15T12:34:57Z"'), false],
    [date('end="2005-06-15T12:34:55Z"'), false],
    [date('operation="in_range"'), false],
    [date('operation="gt" start="2005-06-15T12:34:56Z"'), false],
    [date('operation="gt" start="2005-06-15T12:34:55Z"'), true],
    [date('operation="lt" end="2005-06-15T12:34:56Z"'), false],
    [date('operation="lt" end="2005-06-15T12:34:57Z"'), true],
    [date('operation="gt" end="2005-06-15"'), false],
    [date('operation="gt" start="garbage"'), false],
    [date('start="garbage" end="2006-01-01"'), true],
    [date('start="2005-01-01" end="garbage"'), true],
    [date('start="garbage"'), false],
    [date('operation="date_spec"'), true],
    [date('start="2005-05-15T12:34:56Z"', '<duration months="1"/>'), true],
    [date('start="2005-05-15T12:34:55Z"', '<duration months="1"/>'), false],
  ])('%s is %j', (rule, expected) => expect(passes(rule)).toBe(expected));

  test.each([
    ['hours="12"', true],
    ['hours="13-"', false],
    ['hours="-12"', true],
    ['hours="9-16" weekdays="1-5"', true],
    ['hours="x"', true],
    ['hours="1-2-3"', true],
    ['hours="3 - 4"', true],
    ['hours=" 3"', false],
    ['yeardays="166"', true],
    ['weeks="24" weekyears="2005"', true],
    ['months="7"', false],
    ['years="2005" months="6" monthdays="15" minutes="34" seconds="56"', true],
  ])('now is within %s: %j', (fields, expected) => {
    expect(passes(date('operation="date_spec"', `<date_spec ${fields}/>`))).toBe(expected);
  });

  test('fields are taken in the zone of now', () => {
    const rule = date('operation="date_spec"', '<date_spec hours="14"/>');
    expect(passes(rule, { now: { epoch: NOON, offset: 7200 } })).toBe(true);
  });

  test('future changes are told for a recheck (A3.4.12)', () => {
    const moments: number[] = [];
    const recheck = (epoch: number) => moments.push(epoch - NOON);
    passes(date('start="2005-06-15T12:35:56Z" end="2005-06-15T12:36:56Z"'), { recheck });
    passes(date('end="2005-06-15T12:35:56Z"'), { recheck });
    passes(date('operation="gt" start="2005-06-15T12:35:56Z"'), { recheck });
    passes(date('operation="lt" end="2005-06-15T12:35:56Z"'), { recheck });
    passes(date('operation="lt" end="2005-06-15T12:33:56Z"'), { recheck });
    expect(moments).toEqual([60, 61, 61, 60]);
  });
});

describe('resource and operation expressions (A3.4.7, A3.4.8)', () => {
  const resource = { class: 'ocf', provider: 'heartbeat', type: 'IPaddr2' };

  test('the provider must equal, presence included', () => {
    expect(passes('<rule><rsc_expression class="ocf"/></rule>', { resource })).toBe(false);
    expect(passes('<rule><rsc_expression provider="heartbeat"/></rule>', { resource })).toBe(true);
    expect(
      passes('<rule><rsc_expression class="lsb"/></rule>', {
        resource: { ...resource, class: 'lsb', provider: null },
      }),
    ).toBe(true);
    expect(passes('<rule><rsc_expression class="ocf"/></rule>')).toBe(false);
  });

  test('operations match by name and, when given, interval', () => {
    const operation = { name: 'monitor', intervalMs: 10_000 };
    expect(passes('<rule><op_expression name="monitor"/></rule>', { operation })).toBe(true);
    expect(passes('<rule><op_expression name="monitor" interval="PT10S"/></rule>', { operation })).toBe(true);
    expect(passes('<rule><op_expression name="monitor" interval="x"/></rule>', { operation })).toBe(false);
    expect(passes('<rule><op_expression name="start"/></rule>', { operation })).toBe(false);
    expect(passes('<rule><op_expression interval="10s"/></rule>', { operation })).toBe(false);
  });
});
