import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { formatTimestamp } from './timestamp.ts';

const LETTERS = [...'aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYz%'];

/** Days about which weeks, years and halves of the day turn. */
const MOMENTS = [0, 951_782_399, 1_767_225_600, 1_798_761_599, 1_830_340_800, 1_785_542_461];

test('says the same as date(1) in the C locale, for every conversion', () => {
  for (const epoch of MOMENTS) {
    const format = LETTERS.map((letter) => `${letter}=%${letter}`).join('|');
    const said = execFileSync('date', ['-u', '-d', `@${epoch}`, `+${format}`], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
    expect(formatTimestamp(format, { epoch, offset: 0 }, 0)).toBe(said.slice(0, -1));
  }
});

test.each([
  ['%3N', '283'],
  ['%6N', '283951'],
  ['%06N', '283951'],
  ['%9N', '283951000'],
  ['%N', ''],
  ['%H:%M:%S.%06N', '00:00:00.283951'],
  ['%-d/%_d/%^a', '1/ 1/THU'],
  ['%Q and % and 100%', '%Q and % and 100%'],
])('%s is %s', (format, text) => {
  expect(formatTimestamp(format, { epoch: 1_767_225_600, offset: 0 }, 283_951)).toBe(text);
});

test('times are those of the zone of the moment', () => {
  const moment = { epoch: 1_767_225_600, offset: -12_600 };
  expect(formatTimestamp('%F %T %z', moment, 0)).toBe('2025-12-31 20:30:00 -0330');
});

test('a part of the second that begins with zeros keeps them', () => {
  expect(formatTimestamp('%6N', { epoch: 0, offset: 0 }, 42)).toBe('000042');
});
