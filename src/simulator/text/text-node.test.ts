import { expect, test } from 'vitest';
import { BLANK, line, list, names, plain, printText } from './text-node.ts';

const TREE = [
  plain('Note'),
  list('Status', [list('Nodes', [line(names(['a', 'b']), 'Online: ')]), BLANK, list(null, [line('deep')])]),
];

test('fancy text has titles, bullets and two blanks a level', () => {
  expect(printText(TREE, true)).toBe(
    ['Note', 'Status:', '  * Nodes:', '    * Online: [ a b ]', '', '    * deep', ''].join('\n'),
  );
});

test('plain text has the bare items, without labels', () => {
  expect(printText(TREE, false)).toBe(['Note', '[ a b ]', '', 'deep', ''].join('\n'));
});

test('nothing is printed as nothing', () => {
  expect(printText([], true)).toBe('');
});
