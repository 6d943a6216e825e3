import type { XmlElement } from '../xml/element.ts';

function holdsUnfencing(metaSet: XmlElement): boolean {
  for (const child of metaSet.elements()) {
    if (child.name === 'nvpair') {
      const name = child.get('name');
      if ((name === 'provides' || name === 'requires') && child.get('value') === 'unfencing') return true;
    }
    if (holdsUnfencing(child)) return true;
  }
  return false;
}

function isAskedBelow(element: XmlElement): boolean {
  for (const child of element.elements()) {
    if (child.name === 'meta_attributes' ? holdsUnfencing(child) : isAskedBelow(child)) return true;
  }
  return false;
}

/** Whether unfencing is textually asked for, in any resource or in the resource defaults (spec A2.6). */
export function usesUnfencing(
  resources: XmlElement | undefined,
  resourceDefaults: XmlElement | undefined,
): boolean {
  if (resources !== undefined && isAskedBelow(resources)) return true;
  for (const set of resourceDefaults?.elements('meta_attributes') ?? []) if (holdsUnfencing(set)) return true;
  return false;
}
