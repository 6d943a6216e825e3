import type { Problem, Severity } from '../../result/problem.ts';
import type { XmlDocument } from '../xml/document.ts';
import type { XmlElement } from '../xml/element.ts';

/** `primitive "web"`, or just the element's name when it has no id: how problems name an element. */
export function nameOf(element: XmlElement): string {
  const id = element.get('id');
  return id === null ? `<${element.name}>` : `${element.name} "${id}"`;
}

/** Collects problems with their places. In documents whose schema is not enforced nothing is worse than a warning. */
export class Findings {
  readonly problems: Problem[] = [];
  readonly #document: XmlDocument;
  readonly #isEnforced: boolean;

  constructor(document: XmlDocument, isEnforced: boolean) {
    this.#document = document;
    this.#isEnforced = isEnforced;
  }

  /** Something the schema forbids: an error where the schema is enforced. */
  violation(code: string, element: XmlElement, message: string, hint: string): void {
    this.#add(code, this.#isEnforced ? 'error' : 'warning', element, message, hint);
  }

  /** Something that is accepted but will hardly do what was meant. */
  warning(code: string, element: XmlElement, message: string, hint: string): void {
    this.#add(code, 'warning', element, message, hint);
  }

  /** Something that is wrong with or without a schema. */
  error(code: string, element: XmlElement, message: string, hint: string): void {
    this.#add(code, 'error', element, message, hint);
  }

  #add(code: string, severity: Severity, element: XmlElement, message: string, hint: string): void {
    const at = this.#document.positionAt(element.offset);
    this.problems.push({ code, severity, message, hint, id: element.get('id'), at });
  }
}
