import type { XmlElement } from '../../cib/xml/element.ts';
import { parseLeadingInteger } from '../../result/integer.ts';
import { compilePosixPattern } from '../../result/posix-pattern.ts';
import type { FenceDevice, FenceLevel } from '../model/fencing-job.ts';

/** A level for a node, as configured. */
export interface ConfiguredLevel {
  readonly index: number;
  readonly devices: readonly string[];
}

/** Levels of a node in the order they are tried (`<fencing-topology>`); none when the topology does not name it. */
export function levelsFor(
  root: XmlElement,
  target: string,
  attributes: ReadonlyMap<string, string>,
): readonly ConfiguredLevel[] {
  const levels = new Map<number, string[]>();
  for (const level of root.first('configuration')?.first('fencing-topology')?.elements('fencing-level') ??
    []) {
    const index = parseLeadingInteger(level.get('index') ?? '') ?? 0;
    if (index < 1 || index > 9 || !isAbout(level, target, attributes)) continue;
    const devices = (level.get('devices') ?? '').split(/[\s,]+/).filter((id) => id !== '');
    const known = levels.get(index);
    if (known === undefined) levels.set(index, devices);
    else known.push(...devices.filter((id) => !known.includes(id)));
  }
  return [...levels].sort(([a], [b]) => a - b).map(([index, devices]) => ({ index, devices }));
}

function isAbout(level: XmlElement, target: string, attributes: ReadonlyMap<string, string>): boolean {
  const name = level.get('target');
  if (name !== null) return name.toLowerCase() === target.toLowerCase();
  const pattern = level.get('target-pattern');
  if (pattern !== null) {
    const compiled = compilePosixPattern(pattern);
    return compiled.ok && compiled.pattern.search(target) !== null;
  }
  const attribute = level.get('target-attribute');
  return attribute !== null && attributes.get(attribute) === (level.get('target-value') ?? '');
}

/** Configured levels with their devices; ids of devices that are not there are told apart. */
export function resolveLevels(
  levels: readonly ConfiguredLevel[],
  devices: readonly FenceDevice[],
): { readonly levels: FenceLevel[]; readonly missing: readonly string[] } {
  const byId = new Map(devices.map((device) => [device.id, device]));
  const resolved: FenceLevel[] = [];
  const missing: string[] = [];
  for (const { index, devices: ids } of levels) {
    const found = ids.map((id) => byId.get(id));
    const absent = ids.filter((id) => !byId.has(id));
    missing.push(...absent.map((id) => `level ${index}: ${id}`));
    // All devices of a level have to succeed, so one that is not there spoils it.
    if (absent.length === 0 && ids.length > 0) {
      resolved.push({ index, devices: found.filter((device) => device !== undefined) });
    }
  }
  return { levels: resolved, missing };
}
