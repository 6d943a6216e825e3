import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeXml } from './write.ts';
import { allowedText } from './xml/characters.ts';
import { XmlElement } from './xml/element.ts';
import { parseDocument } from './xml/parse-document.ts';

test('whatever characters a value has, its text can be read again', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
      (value) => {
        const read = parseDocument(writeXml(new XmlElement('cib', ['value', value])));
        expect(read.ok && read.value.root.get('value')).toBe(allowedText(value));
      },
    ),
    { numRuns: 500 },
  );
});

test('only what no document may hold is replaced, visibly', () => {
  expect(allowedText('\u001b[31mno\u0000\ud800\uffff')).toBe('\ufffd[31mno\ufffd\ufffd\ufffd');
  const kept = 'a\t\n\r\ud7ff\ue000\u{1f6a2}';
  expect(allowedText(kept)).toBe(kept);
});
