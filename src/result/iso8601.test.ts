import { describe, expect, test } from 'vitest';
import { parseDateTime } from './iso8601.ts';

const NOW = { epoch: Date.UTC(2026, 10, 23, 22, 0, 0) / 1000, offset: 0 };
const LOCAL = -18_000;

function read(text: string): string | null {
  const moment = parseDateTime(text, NOW, () => LOCAL);
  return moment === null ? null : new Date(moment.epoch * 1000).toISOString().replace('.000', '');
}

describe('dates (A1.9.1)', () => {
  test.each([
    ['2005-02-20', '2005-02-20T00:00:00Z'],
    ['20050220', '2005-02-20T00:00:00Z'],
    ['2005-020', '2005-01-20T00:00:00Z'],
    ['2005-W07-7', '2005-02-20T00:00:00Z'],
    ['2004-W53-6', '2005-01-01T00:00:00Z'],
    ['2005-W00-1', '2004-12-27T00:00:00Z'],
    ['2005020', '2005-01-31T00:00:00Z'],
    ['epoch', '1970-01-01T00:00:00Z'],
    ['2000-02-29', '2000-02-29T00:00:00Z'],
  ])('%j is %s', (text, expected) => expect(read(text)).toBe(expected));

  test.each([
    '',
    'garbage',
    '2005',
    '2005-13-01',
    '2005-02-30',
    '2005-366',
    '2005-W53-5',
    '2005-W01-8',
    '2005-01-00',
  ])('%j is no date', (text) => expect(read(text)).toBeNull());
});

describe('times and zones (A1.9.2, A1.9.3)', () => {
  test.each([
    ['2005-02-20T12:30', '2005-02-20T17:30:00Z', 'a time without zone is local'],
    ['2005-02-20 12:30Z', '2005-02-20T12:30:00Z', 'Z is UTC'],
    ['2005-02-20T12:30:00 +05:00', '2005-02-20T07:30:00Z', 'a zone after a space counts'],
    ['2005-02-20T12:30:00+05:00', '2005-02-20T17:30:00Z', 'a zone without a space does not'],
    ['2005-02-20T12:30:00 garbage', '2005-02-20T12:30:00Z', 'a zone that is no number is UTC'],
    ['2005-020T24:00:00Z', '2005-01-21T00:00:00Z', '24:00 is the next day'],
    ['2005-020T123015Z', '2005-01-20T12:30:15Z', 'colons may be left out'],
    ['12:30', '2026-11-23T17:30:00Z', 'a time alone is today'],
    ['T12:30Z', '2026-11-23T12:30:00Z', 'also with a T'],
    ['2005-02-20X', '2005-02-20T00:00:00Z', 'what follows a date otherwise is ignored'],
  ])('%j is %s: %s', (text, expected) => expect(read(text)).toBe(expected));

  test.each([
    '2005-020T25:00',
    '2005-020T12:60',
    '2005-020T24:00:01',
    '2005-020Tgarbage',
    '2005-02-20T12:30 -25:00',
  ])('%j is invalid', (text) => expect(read(text)).toBeNull());
});
