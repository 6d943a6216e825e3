import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';

/** Kinds of resources, as elements are named. `master` is the older form of a promotable clone. */
const RESOURCES: ReadonlySet<string> = new Set(['primitive', 'group', 'clone', 'master', 'bundle']);
const CLONES: ReadonlySet<string> = new Set(['clone', 'master']);
const WRAPPERS: ReadonlySet<string> = new Set(['clone', 'master', 'bundle']);

type Named<Name extends string> = XmlElement & { readonly name: Name };

export function isResource(
  element: XmlElement | null,
): element is Named<'primitive' | 'group' | 'clone' | 'master' | 'bundle'> {
  return element !== null && RESOURCES.has(element.name);
}

/** A clone, or the older form of a promotable one. */
export function isClone(element: XmlElement | null): element is Named<'clone' | 'master'> {
  return element !== null && CLONES.has(element.name);
}

export function isWrapper(element: XmlElement | null): element is Named<'clone' | 'master' | 'bundle'> {
  return element !== null && WRAPPERS.has(element.name);
}

export function isStonith(element: XmlElement): boolean {
  return element.name === 'primitive' && element.get('class') === 'stonith';
}

/** What messages call a resource of this kind. */
export function kindText(element: XmlElement): string {
  return element.name === 'primitive' ? 'resource' : element.name === 'master' ? 'clone' : element.name;
}

/** A resource of any kind by its id; `null` when the id is none's or something else's. */
export function findResource(configuration: Configuration, id: string): XmlElement | null {
  const found = configuration.byId(id);
  return isResource(found) ? found : null;
}

/** Resources directly inside another one, or directly in the configuration. */
export function membersOf(element: XmlElement): readonly XmlElement[] {
  return [...element.elements()].filter(isResource);
}

/** Resources that stand directly in the configuration. */
export function topResources(configuration: Configuration): readonly XmlElement[] {
  const section = configuration.section('resources');
  return section === null ? [] : membersOf(section);
}

/** A resource with all that are inside it, from outside in. */
export function withInner(element: XmlElement): readonly XmlElement[] {
  return [element, ...membersOf(element).flatMap(withInner)];
}

/** Every resource, outer ones before their members. */
export function allResources(configuration: Configuration): readonly XmlElement[] {
  return topResources(configuration).flatMap(withInner);
}

/** The resource a resource is directly inside of; `null` for those that stand on their own. */
export function outerOf(configuration: Configuration, element: XmlElement): XmlElement | null {
  const parent = configuration.parentOf(element);
  return isResource(parent) ? parent : null;
}

export function idOf(element: XmlElement): string {
  return element.get('id') ?? '';
}
