import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { writeXml } from './write.ts';
import { isAllowed } from './xml/characters.ts';
import { XmlElement } from './xml/element.ts';
import { parseDocument } from './xml/parse-document.ts';

const written = (value: string): string => writeXml(new XmlElement('a', ['b', value]));

it('writes a value so that it is read as it was, or with what no document may hold replaced', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const read = parseDocument(written(value));
      const expected = [...value]
        .map((one) => (isAllowed(one.codePointAt(0) as number) ? one : '\ufffd'))
        .join('');
      expect(read.ok && read.value.root.get('b')).toBe(expected);
    }),
  );
});

it('leaves plain text alone, and escapes white space that would be normalized', () => {
  expect(written("it's plain: 1,2 - [ok]")).toBe(`<a b="it's plain: 1,2 - [ok]"/>`);
  expect(written('<"&\t\n')).toBe('<a b="&lt;&quot;&amp;&#9;&#10;"/>');
  expect(written('集群')).toBe('<a b="集群"/>');
});
