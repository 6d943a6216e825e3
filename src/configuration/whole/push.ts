import { cibVersion } from '../../cib/version.ts';
import { writeXml } from '../../cib/write.ts';
import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { lone, type Report } from '../report.ts';
import { SCOPES, type Scope, scopeElement } from './scopes.ts';

/** Parts below the configuration. */
const SECTIONS = SCOPES.filter((scope) => scope !== 'configuration');

/** Puts a whole other CIB in the place of this one; an older one is refused. */
export function pushWhole(configuration: Configuration, pushed: Configuration): readonly Report[] {
  if (isOlder(pushed.root, configuration.root)) {
    const message =
      "Unable to push to the CIB because pushed configuration is older than existing one. If you are sure you want to push this configuration, try to use --config to replace only configuration part instead of whole CIB. Otherwise get current configuration by running command 'pcs cluster cib' and update that.";
    return [lone('HWS-CFG-180', message)];
  }
  const { attributes } = pushed.root;
  for (let at = 0; at < attributes.length; at += 2) {
    configuration.root.set(attributes[at] as string, attributes[at + 1] as string);
  }
  return pushScope(configuration, pushed, 'configuration');
}

/** Puts a part of another CIB in the place of the same part of this one. */
export function pushScope(
  configuration: Configuration,
  pushed: Configuration,
  scope: Scope,
): readonly Report[] {
  if (scopeElement(pushed, scope) === null) {
    return [lone('HWS-CFG-180', `unable to push cib, scope '${scope}' not present in new cib`)];
  }
  for (const section of scope === 'configuration' ? SECTIONS : [scope as (typeof SECTIONS)[number]]) {
    replaceSection(configuration, section, pushed.section(section));
  }
  return [];
}

/** Makes the changes that lead from one CIB to another; parts that others have changed meanwhile are not touched. */
export function pushDifference(
  configuration: Configuration,
  original: Configuration,
  pushed: Configuration,
): readonly Report[] {
  const changed = SECTIONS.filter(
    (section) => text(original.section(section)) !== text(pushed.section(section)),
  );
  const moved = changed.filter(
    (section) => text(configuration.section(section)) !== text(original.section(section)),
  );
  if (moved.length > 0) {
    const message = `unable to push cib, others have changed ${moved.join(', ')} since the original was taken`;
    return [lone('HWS-CFG-181', message)];
  }
  for (const section of changed) replaceSection(configuration, section, pushed.section(section));
  return [];
}

const text = (one: XmlElement | null): string => (one === null ? '' : writeXml(one));

function replaceSection(
  configuration: Configuration,
  name: (typeof SECTIONS)[number],
  next: XmlElement | null,
): void {
  const old = configuration.section(name);
  if (next === null) {
    if (old !== null) configuration.remove(old);
    return;
  }
  if (text(old) === text(next)) return;
  const section = configuration.neededSection(name, element);
  for (const child of [...section.elements()]) configuration.remove(child);
  for (const child of [...next.elements()]) configuration.insert(section, child);
}

function isOlder(one: XmlElement, other: XmlElement): boolean {
  const [a, b] = [cibVersion(one), cibVersion(other)];
  if (a.adminEpoch !== b.adminEpoch) return a.adminEpoch < b.adminEpoch;
  return a.epoch !== b.epoch ? a.epoch < b.epoch : a.numUpdates < b.numUpdates;
}
