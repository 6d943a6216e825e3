import type { XmlElement } from '../../src/cib/xml/element.ts';
import { cloneTree } from './tree.ts';

/**
 * Takes elements, then attributes, out of a tree as long as `isStillWrong` holds for what remains: the largest parts
 * first, until no single part can go. `budget` bounds the number of questions asked.
 */
export function shrink(
  root: XmlElement,
  isStillWrong: (candidate: XmlElement) => boolean,
  budget: number,
): XmlElement {
  let current = root;
  let asked = 0;
  let progress = true;
  while (progress && asked < budget) {
    progress = false;
    for (const path of elementPaths(current).toSorted((a, b) => a.length - b.length)) {
      if (asked >= budget) break;
      const candidate = without(current, path);
      if (candidate === null) continue;
      asked++;
      if (isStillWrong(candidate)) {
        current = candidate;
        progress = true;
        break;
      }
    }
  }
  return current;
}

/** Paths (child indexes from the root) of all elements that may be taken out. */
function elementPaths(root: XmlElement, prefix: readonly number[] = []): (readonly number[])[] {
  const paths: (readonly number[])[] = [];
  for (const [index, child] of root.children.entries()) {
    if (child.kind !== 'element') continue;
    const path = [...prefix, index];
    if (path.length >= 2) paths.push(path);
    paths.push(...elementPaths(child, path));
  }
  return paths;
}

function without(root: XmlElement, path: readonly number[]): XmlElement | null {
  const copy = cloneTree(root);
  let parent: XmlElement = copy;
  for (const index of path.slice(0, -1)) {
    const child = parent.children[index];
    if (child === undefined || child.kind !== 'element') return null;
    parent = child;
  }
  parent.children.splice(path.at(-1) as number, 1);
  return copy;
}
