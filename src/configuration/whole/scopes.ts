import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';

/** Parts of a CIB that can be shown and pushed by themselves. */
export const SCOPES = [
  'acls',
  'alerts',
  'configuration',
  'constraints',
  'crm_config',
  'fencing-topology',
  'nodes',
  'op_defaults',
  'resources',
  'rsc_defaults',
  'tags',
] as const;

export type Scope = (typeof SCOPES)[number];

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

/** The element of a part; `null` when it is not there. */
export function scopeElement(configuration: Configuration, scope: Scope): XmlElement | null {
  return scope === 'configuration' ? configuration.element : configuration.section(scope);
}
