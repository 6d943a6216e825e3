import { expect, test } from 'vitest';
import { addressKey, plainAddress } from './address.ts';

test('addresses are told as people write them', () => {
  expect(plainAddress('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(plainAddress('2001:db8::1')).toBe('2001:db8::1');
});

test('hosts of one network of 64 bits count as one, others do not', () => {
  expect(addressKey('::ffff:192.0.2.1')).toBe('192.0.2.1');
  const same = ['2001:db8::1', '2001:db8::2:3', '2001:db8:0:0:1:2:3:4', '2001:0db8:0::ffff'];
  expect(new Set(same.map(addressKey))).toEqual(new Set(['2001:db8:0:0::/64']));
  expect(addressKey('2001:db8:0:1::1')).toBe('2001:db8:0:1::/64');
  expect(addressKey('::1')).toBe('0:0:0:0::/64');
  expect(addressKey('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
});
