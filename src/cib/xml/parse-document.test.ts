import { describe, expect, test } from 'vitest';
import { writeDocument } from '../write.ts';
import { parseDocument } from './parse-document.ts';

const ENTRY = '<lrm_rsc_op id="a" operation="start"/>';
const history = (entries: string, count = 20): string =>
  `<cib><lrm_resources>${`<lrm_resource id="r">${entries}</lrm_resource>`.repeat(count)}</lrm_resources></cib>`;

function parsed(text: string) {
  const result = parseDocument(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function problem(text: string) {
  const result = parseDocument(text);
  return result.ok ? null : result.problems[0];
}

describe('a malformed document is refused at the place', () => {
  test.each([
    ['<cib>\n  <a x="1" x="2"/></cib>', 'attribute x of <a> is there twice', { line: 2, column: 12 }],
    ['<cib>\n<a></b></cib>', '</b> where </a> should be', { line: 2, column: 4 }],
    ['<cib>\n<a>', 'element <a> is not closed', { line: 2, column: 1 }],
    [
      '<cib a="&nbsp;"/>',
      'a reference to nothing known in the value of attribute a of <cib>',
      { line: 1, column: 9 },
    ],
    ['<cib/>\ntext', 'text outside the root element', { line: 2, column: 1 }],
    ['', 'no element found', { line: 1, column: 1 }],
  ])('%j', (text, message, at) => {
    expect(problem(text)).toMatchObject({ code: 'HWS-CIB-001', message: `malformed XML: ${message}`, at });
  });

  test('within history that would be read later, too', () => {
    const text = history(ENTRY).replace(/(.*)start/s, '$1sta<rt');
    expect(problem(text)?.at).toEqual({ line: 1, column: text.lastIndexOf('sta<rt') + 4 });
  });

  test('nesting has an end', () => {
    expect(problem('<a>'.repeat(257) + '</a>'.repeat(257))?.code).toBe('HWS-CIB-002');
    expect(problem('<a>'.repeat(256) + '</a>'.repeat(256))).toBeNull();
  });
});

describe('history is read when asked for', () => {
  const text = history(ENTRY + ENTRY.replace('start', 'monitor'));

  test('an unread element answers questions and is written as it stands', () => {
    const document = parsed(text);
    const last = document.root.first('lrm_resources')?.children.at(-1);
    if (last?.kind !== 'element') throw new Error('there is no history');
    expect(last.unreadText).toContain('<lrm_resource id="r">');
    expect(last.get('id')).toBe('r');
    expect(last.get('class')).toBeNull();
    expect(last.unreadText).not.toBeNull();
    const values: (string | null)[] = [null, null];
    const entries = [...last.elements('lrm_rsc_op')];
    entries[1]?.pick(['operation', 'none'], values);
    expect(values).toEqual(['monitor', null]);
    expect(writeDocument(document)).toBe(text);
  });

  test('a change is written, and a copy is spared from it', () => {
    const document = parsed(text);
    const [first] = document.root.first('lrm_resources')?.elements() ?? [];
    const unread = document.root.first('lrm_resources')?.children.at(-1);
    if (first === undefined || unread?.kind !== 'element') throw new Error('there is no history');
    first.set('id', 'other');
    const copy = unread.copy();
    copy.first('lrm_rsc_op')?.set('operation', 'stop');
    expect(writeDocument(document)).toBe(text.replace('id="r"', 'id="other"'));
    expect(copy.first('lrm_rsc_op')?.get('operation')).toBe('stop');
  });

  test('a value of many megabytes is no obstacle', () => {
    const large = text.replace(/(.*)"start"/s, `$1"${'x'.repeat(40_000_000)}"`);
    expect(writeDocument(parsed(large))).toBe(large);
  });
});
