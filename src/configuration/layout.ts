import type { XmlElement, XmlNode } from '../cib/xml/element.ts';

/** How far an element is indented when its surroundings do not show it. */
const STEP = '  ';

/**
 * Gives elements that were put into a document the line breaks and indentation of their surroundings. Everything else
 * keeps its formatting; a document without line breaks gets none.
 */
export function layOut(root: XmlElement, placed: ReadonlySet<XmlElement>): void {
  const isBroken = root.children.some((child) => child.kind === 'text' && child.raw.includes('\n'));
  if (isBroken) layOutChildren(root, '\n', placed);
}

/** Lays out what is below an element that stands behind `indent` (line break included). */
function layOutChildren(element: XmlElement, indent: string, placed: ReadonlySet<XmlElement>): void {
  if (element.unreadText !== null) return;
  const { children } = element;
  const hasNew = children.some((child) => child.kind === 'element' && placed.has(child));
  const hasGap = children.some((child, at) => at > 0 && isBlank(child) && isBlank(children[at - 1]));
  if (hasNew || hasGap) tidy(element, indent);
  let before = indent + STEP;
  for (const child of element.children) {
    if (isBlank(child)) before = child.raw.slice(Math.max(0, child.raw.lastIndexOf('\n')));
    else if (child.kind !== 'element') continue;
    else if (placed.has(child)) write(child, before);
    else layOutChildren(child, before, placed);
  }
}

/** Lays out an element that was put in, with everything in it. */
function write(element: XmlElement, indent: string): void {
  const content = element.children.filter((child) => !isBlank(child));
  if (content.some((child) => child.kind === 'text')) return;
  const laid: XmlNode[] = [];
  for (const child of content) {
    laid.push({ kind: 'text', raw: indent + STEP }, child);
    if (child.kind === 'element') write(child, indent + STEP);
  }
  if (laid.length > 0) laid.push({ kind: 'text', raw: indent });
  element.children.splice(0, element.children.length, ...laid);
}

/** Blanks before each child and behind the last one; two that have come together are one. */
function tidy(element: XmlElement, indent: string): void {
  const { children } = element;
  const content = children.filter((child) => !isBlank(child));
  if (content.some((child) => child.kind === 'text')) return;
  const shown = children.find(
    (child, at) => isBlank(child) && at < children.length - 1 && !isBlank(children[at + 1]),
  );
  const usual = shown?.kind === 'text' && shown.raw.includes('\n') ? shown.raw : indent + STEP;
  const laid: XmlNode[] = [];
  for (const [at, child] of children.entries()) {
    if (isBlank(child)) continue;
    const blank = children[at - 1];
    laid.push(isBlank(blank) ? blank : { kind: 'text', raw: usual }, child);
  }
  const last = children.at(-1);
  if (laid.length > 0) laid.push(isBlank(last) ? last : { kind: 'text', raw: indent });
  children.splice(0, children.length, ...laid);
}

function isBlank(node: XmlNode | undefined): node is XmlNode & { kind: 'text' } {
  return node?.kind === 'text' && node.raw.trim() === '';
}
