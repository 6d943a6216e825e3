import { childOf } from '../../cib/xml/child-of.ts';
import type { XmlElement } from '../../cib/xml/element.ts';
import type { Problem } from '../../result/problem.ts';
import type { ElementTarget } from '../model/cib-change.ts';
import { controllerProblem } from '../problem.ts';

/** Elements whose `id` names another one instead of themselves. */
const REFERENCES: ReadonlySet<string> = new Set([
  'resource_ref',
  'obj_ref',
  'role',
  'acl_role_ref',
  'role_ref',
]);

/** An element and the one it is in. */
export interface FoundElement {
  readonly element: XmlElement;
  readonly parent: XmlElement;
}

/** The element of an id below `parent`; references to it do not count. */
export function findById(parent: XmlElement, id: string, name: string | null): FoundElement | null {
  for (const child of parent.elements()) {
    if (child.get('id') === id && !REFERENCES.has(child.name) && (name === null || child.name === name)) {
      return { element: child, parent };
    }
    const found = findById(child, id, name);
    if (found !== null) return found;
  }
  return null;
}

/** Finds what a change is about; `null` when it is not there. Targets are looked for in the configuration only. */
export function findTarget(root: XmlElement, target: ElementTarget): FoundElement | null {
  const configuration = root.first('configuration');
  if (configuration === null) return null;
  if (target.by === 'id') return findById(configuration, target.id, target.element);
  if (target.path[0]?.element !== 'configuration') return null;
  let parent = root;
  let element = configuration;
  for (const step of target.path.slice(1)) {
    let next: XmlElement | null = null;
    for (const child of element.elements(step.element)) {
      if (step.id === null || child.get('id') === step.id) {
        next = child;
        break;
      }
    }
    if (next === null) return null;
    parent = element;
    element = next;
  }
  return { element, parent };
}

/** Like `findTarget`, but sections of a path that have no id are made where they are missing. */
export function findOrMake(root: XmlElement, target: ElementTarget): XmlElement | null {
  const found = findTarget(root, target);
  if (found !== null || target.by === 'id' || target.path[0]?.element !== 'configuration') {
    return found?.element ?? null;
  }
  let element = childOf(root, 'configuration');
  for (const step of target.path.slice(1)) {
    if (step.id === null) {
      element = childOf(element, step.element);
      continue;
    }
    let next: XmlElement | null = null;
    for (const child of element.elements(step.element)) if (child.get('id') === step.id) next ??= child;
    if (next === null) return null;
    element = next;
  }
  return element;
}

/** An id that two elements of the configuration have; `null` when all differ. */
export function duplicateId(configuration: XmlElement): string | null {
  const seen = new Set<string>();
  const visit = (element: XmlElement): string | null => {
    for (const child of element.elements()) {
      const id = child.get('id');
      if (id !== null && !REFERENCES.has(child.name)) {
        if (seen.has(id)) return id;
        seen.add(id);
      }
      const below = visit(child);
      if (below !== null) return below;
    }
    return null;
  };
  return visit(configuration);
}

/** Says that a target is not there. */
export function missingTarget(target: ElementTarget): Problem {
  const name =
    target.by === 'id'
      ? `${target.element ?? 'element'} ${target.id}`
      : target.path
          .map((step) => (step.id === null ? step.element : `${step.element}[${step.id}]`))
          .join('/');
  return controllerProblem(
    'HWS-CTL-002',
    `The configuration has no ${name}`,
    'Look at the configuration as it is now and try again',
    target.by === 'id' ? target.id : null,
  );
}
