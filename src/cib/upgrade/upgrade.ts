import type { XmlElement } from '../xml/element.ts';
import { upgradeAcls } from './acls.ts';
import { needsRenaming } from './need.ts';
import { upgradeProperties } from './properties.ts';
import { upgradeResources } from './resources.ts';
import { NEWEST_SCHEMA, schemaStanding } from './schemas.ts';

/** Attributes that no longer exist, by element name (spec A1.4). */
const DROPPED_ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ['rsc_colocation', ['score-attribute', 'score-attribute-mangle']],
]);

function upgradeNodes(configuration: XmlElement): void {
  for (const node of configuration.first('nodes')?.elements('node') ?? []) {
    if (node.get('type') === 'normal') node.set('type', 'member');
  }
}

function upgradeConstraints(configuration: XmlElement): void {
  for (const constraint of configuration.first('constraints')?.elements() ?? []) {
    for (const attribute of DROPPED_ATTRIBUTES.get(constraint.name) ?? []) constraint.unset(attribute);
  }
}

function rename(configuration: XmlElement): void {
  upgradeProperties(configuration);
  upgradeNodes(configuration);
  const resources = configuration.first('resources');
  if (resources !== null) upgradeResources(resources);
  upgradeConstraints(configuration);
}

/**
 * Upgrades a document that declares a schema before 3.0, in place, to the newest one (spec A1.2–A1.4); false when there
 * was nothing to do. Whether the outcome is valid is for the validator to say.
 */
export function upgrade(root: XmlElement): boolean {
  const standing = schemaStanding(root.get('validate-with'));
  if (standing !== 'legacy' && standing !== 'ancient') return false;
  const configuration = root.first('configuration');
  if (configuration !== null) {
    if (standing === 'ancient') upgradeAcls(configuration);
    if (needsRenaming(configuration)) rename(configuration);
  }
  root.set('validate-with', NEWEST_SCHEMA);
  return true;
}
