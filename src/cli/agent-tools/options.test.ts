import { expect, test } from 'vitest';
import { readToolArguments, toolOptions } from './options.ts';

const OPTIONS = toolOptions('n,name,attr-name=', 'v,update=', 'p,promotion?', 'q,quiet', ',output-as=');

function values(...argv: readonly string[]): Record<string, string> | string {
  const read = readToolArguments(argv, OPTIONS);
  return typeof read === 'string' ? read : Object.fromEntries(read.values);
}

test('letters take their value attached or as the next word, and may be put together', () => {
  expect(values('-n', 'pingd', '-v5', '-q')).toEqual({ name: 'pingd', update: '5', quiet: '' });
  expect(values('-qn', 'pingd')).toEqual({ quiet: '', name: 'pingd' });
});

test('a value may begin with a hyphen', () => {
  expect(values('-v', '-INFINITY')).toEqual({ update: '-INFINITY' });
});

test('long names take = or the next word, and every name of an option means the same', () => {
  expect(values('--attr-name=a', '--update', 'b')).toEqual({ name: 'a', update: 'b' });
  expect(values('--output-as=xml')).toEqual({ 'output-as': 'xml' });
});

test('an optional value is only taken when it is attached', () => {
  expect(values('-p', '-v', '1')).toEqual({ promotion: '', update: '1' });
  expect(values('--promotion=web')).toEqual({ promotion: 'web' });
});

test('what is not known or lacks its value is named', () => {
  expect(values('--wat')).toBe('unknown option --wat');
  expect(values('-x')).toBe('unknown option -x');
  expect(values('-n')).toBe('-n needs a value');
});
