import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { compareBytes } from '../../result/natural-order.ts';

const encoder = new TextEncoder();
const PLAIN = /^[\x20!#-%(-;=?-~]*$/;

const ESCAPES = new Map<number, string>([
  [0x26, '&amp;'],
  [0x3c, '&lt;'],
  [0x3e, '&gt;'],
  [0x22, '&quot;'],
  [0x27, '&apos;'],
  [0x09, '    '],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
]);

/** MD5, in hex, of the canonical text of a parameter list (spec A5.11.2). */
export function parametersDigest(parameters: ReadonlyMap<string, string>): string {
  const names = [...parameters.keys()].sort(compareBytes);
  const bytes: number[] = [];
  append(bytes, ' <parameters');
  for (const name of names) {
    append(bytes, ` ${name}="`);
    appendValue(bytes, parameters.get(name) as string);
    append(bytes, '"');
  }
  append(bytes, '/>\n');
  return bytesToHex(md5(Uint8Array.from(bytes)));
}

function append(bytes: number[], text: string): void {
  for (const byte of encoder.encode(text)) bytes.push(byte);
}

/** Appends a value, escaped in the canonical text's own way (spec A5.11.2). */
function appendValue(bytes: number[], value: string): void {
  const source = encoder.encode(value);
  if (PLAIN.test(value)) {
    for (const byte of source) bytes.push(byte);
    return;
  }
  for (let i = 0; i < source.length; i++) {
    const byte = source[i] as number;
    if (byte >= 0x80 && (source[i + 1] ?? 0) >= 0x80) {
      // Multi-byte text ends the escaping of the rest of the value.
      for (; i < source.length; i++) bytes.push(source[i] as number);
      return;
    }
    const escaped = ESCAPES.get(byte);
    if (escaped !== undefined) append(bytes, escaped);
    else if (byte < 0x20 || byte > 0x7e) append(bytes, `\\${byte.toString(8).padStart(3, '0')}`);
    else bytes.push(byte);
  }
}
