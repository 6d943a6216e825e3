import { expect, test } from 'vitest';
import { parseTree } from '../../controller/cib/tree.ts';
import { selectElements } from './xpath.ts';

const parsed = parseTree(
  `<cib><status><node_state uname="a" crmd="online"><x id="1" name="k"/><x id="2"/></node_state><node_state uname="b" crmd="offline"><x id="3" name="k"/></node_state></status><x id="4"/></cib>`,
);
if (!parsed.ok) throw new Error('the tree is no XML');
const root = parsed.value;

function ids(path: string): string | (string | null)[] {
  const found = selectElements(root, path);
  return typeof found === 'string' ? found : found.map((one) => one.get('id') ?? one.get('uname'));
}

test('paths find what they say, in the order of the document', () => {
  expect(ids('/cib/x')).toEqual(['4']);
  expect(ids('/cib/status/node_state')).toEqual(['a', 'b']);
  expect(ids('//x')).toEqual(['1', '2', '3', '4']);
  expect(ids("//node_state[@crmd='online']//x[@name='k']")).toEqual(['1']);
  expect(ids('//node_state[@crmd="online"]/*')).toEqual(['1', '2']);
  expect(ids('//node_state[2]/x')).toEqual(['3']);
  expect(ids('//x[2]')).toEqual(['2']);
  expect(ids('//x[@name][1]')).toEqual(['1', '3']);
  expect(ids("//x[@id='1' or @id='3' and @name='k']")).toEqual(['1', '3']);
  expect(ids("//x[not(@name) and (@id!='4')]")).toEqual(['2']);
  expect(ids('//nothing')).toEqual([]);
});

test('what is not understood is named', () => {
  expect(ids('//x[text()]')).toBe('the path is not understood from "text()]" on');
  expect(ids("//x[@a='1'")).toBe('the path is not understood from "" on');
});
