import { parseLeadingInteger } from '../result/integer.ts';
import type { XmlElement } from './xml/element.ts';

/** Version of a CIB: `admin_epoch.epoch.num_updates`; the first that differs decides. */
export interface CibVersion {
  readonly adminEpoch: number;
  readonly epoch: number;
  readonly numUpdates: number;
}

function count(root: XmlElement, name: string): number {
  return Math.max(0, parseLeadingInteger(root.get(name) ?? '') ?? 0);
}

/** Version of a document, from its `cib` element; what is absent or unreadable counts as 0. */
export function cibVersion(root: XmlElement): CibVersion {
  return {
    adminEpoch: count(root, 'admin_epoch'),
    epoch: count(root, 'epoch'),
    numUpdates: count(root, 'num_updates'),
  };
}

/** Negative when `a` is older, zero when equal, positive when `a` is newer. */
export function compareCibVersions(a: CibVersion, b: CibVersion): number {
  return a.adminEpoch - b.adminEpoch || a.epoch - b.epoch || a.numUpdates - b.numUpdates;
}

/** `admin_epoch.epoch.num_updates`, as logs show it. */
export function formatCibVersion(version: CibVersion): string {
  return `${version.adminEpoch}.${version.epoch}.${version.numUpdates}`;
}
