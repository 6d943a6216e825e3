import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendar, daysInMonth, isoWeeksInYear } from './calendar.ts';
import { addMonths, addSpan, addYears } from './date-time.ts';

const at = (text: string, offset = 0) => ({ epoch: Date.parse(text) / 1000, offset });

describe('calendar fields', () => {
  test('ISO weeks belong to the year their Thursday is in', () => {
    expect(calendar(at('2005-01-01T00:00:00Z'))).toMatchObject({ weekyear: 2004, week: 53, weekday: 6 });
    expect(calendar(at('2008-12-29T00:00:00Z'))).toMatchObject({ weekyear: 2009, week: 1, weekday: 1 });
    expect(isoWeeksInYear(2004)).toBe(53);
    expect(isoWeeksInYear(2005)).toBe(52);
  });

  test('fields are taken in the zone of the moment', () => {
    expect(calendar(at('2005-12-31T23:30:00Z', 3600))).toMatchObject({
      year: 2006,
      yearday: 1,
      hour: 0,
      minute: 30,
    });
  });

  test('day, month and time agree with the platform for any moment', () => {
    fc.assert(
      fc.property(fc.integer({ min: -60_000_000_000, max: 200_000_000_000 }), (epoch) => {
        const fields = calendar({ epoch, offset: 0 });
        const date = new Date(epoch * 1000);
        expect([fields.year, fields.month, fields.day]).toEqual([
          date.getUTCFullYear(),
          date.getUTCMonth() + 1,
          date.getUTCDate(),
        ]);
        expect([fields.hour, fields.minute, fields.second]).toEqual([
          date.getUTCHours(),
          date.getUTCMinutes(),
          date.getUTCSeconds(),
        ]);
        expect(fields.weekday % 7).toBe(date.getUTCDay());
      }),
    );
  });
});

describe('adding spans (A3.4.6)', () => {
  test('months keep the day but clip it to the month', () => {
    expect(calendar(addMonths(at('2005-01-31T10:00:00Z'), 1))).toMatchObject({ month: 2, day: 28, hour: 10 });
    expect(calendar(addMonths(at('2004-02-29T00:00:00Z'), 12))).toMatchObject({
      year: 2005,
      month: 2,
      day: 28,
    });
    expect(calendar(addMonths(at('2005-01-15T00:00:00Z'), -2))).toMatchObject({
      year: 2004,
      month: 11,
      day: 15,
    });
  });

  test('years keep the day of the year', () => {
    expect(calendar(addYears(at('2004-06-15T10:00:00Z'), 1))).toMatchObject({
      year: 2005,
      month: 6,
      day: 16,
    });
    expect(calendar(addYears(at('2004-02-29T00:00:00Z'), 1))).toMatchObject({ year: 2005, month: 3, day: 1 });
    expect(calendar(addYears(at('2005-06-15T00:00:00Z'), 2))).toMatchObject({
      year: 2007,
      month: 6,
      day: 15,
    });
  });

  test('the larger units are added first', () => {
    const span = { years: 0, months: 1, weeks: 0, days: 1, hours: 0, minutes: 0, seconds: 0 };
    expect(calendar(addSpan(at('2005-01-31T00:00:00Z'), span))).toMatchObject({ month: 3, day: 1 });
  });

  test('a month has the length everybody knows', () => {
    expect([1, 2, 4, 12].map((month) => daysInMonth(2023, month))).toEqual([31, 28, 30, 31]);
    expect(daysInMonth(1900, 2)).toBe(28);
    expect(daysInMonth(2000, 2)).toBe(29);
  });
});
