import { expect, test } from 'vitest';
import { cibVersion, compareCibVersions, formatCibVersion } from './version.ts';
import { XmlElement } from './xml/element.ts';

const version = (adminEpoch: string, epoch: string, numUpdates: string) =>
  cibVersion(new XmlElement('cib', ['admin_epoch', adminEpoch, 'epoch', epoch, 'num_updates', numUpdates]));

test('the administrator’s epoch outweighs the epoch, which outweighs the updates', () => {
  expect(compareCibVersions(version('1', '0', '0'), version('0', '9', '9'))).toBeGreaterThan(0);
  expect(compareCibVersions(version('0', '2', '0'), version('0', '1', '9'))).toBeGreaterThan(0);
  expect(compareCibVersions(version('0', '1', '2'), version('0', '1', '10'))).toBeLessThan(0);
  expect(compareCibVersions(version('1', '2', '3'), version('1', '2', '3'))).toBe(0);
});

test('what is absent or unreadable counts as zero', () => {
  expect(formatCibVersion(cibVersion(new XmlElement('cib')))).toBe('0.0.0');
  expect(formatCibVersion(version('x', '-3', '7'))).toBe('0.0.7');
});
