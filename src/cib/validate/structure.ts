import type { XmlElement } from '../xml/element.ts';
import { type Findings, nameOf } from './findings.ts';
import type { ElementGrammar } from './grammar/element-grammar.ts';
import { grammarOf } from './grammar.ts';
import { faultOf, isOverflowingScore } from './value-types.ts';

/** Whether an element has an attribute, or a child (`<name`). */
function has(element: XmlElement, token: string): boolean {
  return token.startsWith('<') ? element.first(token.slice(1)) !== null : element.get(token) !== null;
}

function spell(token: string): string {
  return token.startsWith('<') ? `${token}>` : `"${token}"`;
}

function spellAll(alternatives: readonly (readonly string[])[]): string {
  return alternatives.map((tokens) => tokens.map(spell).join(' and ')).join(', or ');
}

function checkAttributes(
  element: XmlElement,
  grammar: ElementGrammar,
  allowed: readonly string[] | null,
  findings: Findings,
): void {
  const list = element.attributes;
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i] as string;
    const value = list[i + 1] as string;
    const type =
      grammar.attributes !== undefined && Object.hasOwn(grammar.attributes, name)
        ? grammar.attributes[name]
        : undefined;
    if (type === undefined || (allowed !== null && !allowed.includes(name))) {
      const message = `${nameOf(element)} has an attribute "${name}", which is not known here`;
      findings.violation('HWS-CIB-011', element, message, 'Remove the attribute, or correct its name.');
      continue;
    }
    const fault = faultOf(type, value);
    if (fault !== null) {
      const message = `${nameOf(element)} has ${name}="${value}"`;
      findings.violation('HWS-CIB-013', element, message, fault);
    } else if (type === 'score' && isOverflowingScore(value)) {
      const message = `the score ${value} of ${nameOf(element)} is too large and counts as 0`;
      findings.warning('HWS-CIB-030', element, message, 'Write INFINITY or -INFINITY.');
    }
  }
  for (const name of grammar.required ?? []) {
    if (allowed === null && element.get(name) === null) {
      const message = `${nameOf(element)} lacks the attribute "${name}"`;
      findings.violation('HWS-CIB-012', element, message, `Add ${name}="…".`);
    }
  }
}

function checkChoices(element: XmlElement, grammar: ElementGrammar, findings: Findings): void {
  for (const alternatives of grammar.choices ?? []) {
    const touched = alternatives.filter((tokens) => tokens.some((token) => has(element, token)));
    const isGood = touched.length === 1 && touched[0]?.every((token) => has(element, token)) === true;
    if (!isGood) {
      const message = `${nameOf(element)} needs ${spellAll(alternatives)}${alternatives.length > 1 ? ', and only one of these' : ''}`;
      findings.violation('HWS-CIB-014', element, message, 'Decide for one form and complete it.');
    }
  }
  for (const attributes of grammar.atMostOne ?? []) {
    const present = attributes.filter((name) => has(element, name));
    if (present.length > 1) {
      const message = `${nameOf(element)} has ${present.map(spell).join(' and ')} at once`;
      findings.violation('HWS-CIB-014', element, message, 'Keep only one of them.');
    }
  }
  for (const { beside, attributes } of grammar.conflicts ?? []) {
    if (!has(element, beside)) continue;
    for (const name of attributes.filter((attribute) => has(element, attribute))) {
      const message = `${nameOf(element)} has "${name}" beside ${spell(beside)}`;
      findings.violation('HWS-CIB-014', element, message, `Remove the attribute "${name}".`);
    }
  }
  checkCases(element, grammar, findings);
}

function checkCases(element: XmlElement, grammar: ElementGrammar, findings: Findings): void {
  const { cases } = grammar;
  const value = cases === undefined ? null : element.get(cases.by)?.trim();
  const form =
    cases !== undefined && value != null && Object.hasOwn(cases.values, value)
      ? cases.values[value]
      : undefined;
  if (cases === undefined || form === undefined) return;
  for (const token of cases.controlled) {
    if (has(element, token) && !form.allowed.includes(token)) {
      const message = `${nameOf(element)} has ${spell(token)}, which does not go with ${cases.by}="${value}"`;
      findings.violation('HWS-CIB-014', element, message, `Remove ${spell(token)}, or change "${cases.by}".`);
    }
  }
  if (form.anyOf.length > 0 && !form.anyOf.some((token) => has(element, token))) {
    const message = `${nameOf(element)} with ${cases.by}="${value}" needs ${form.anyOf.map(spell).join(' or ')}`;
    findings.violation('HWS-CIB-014', element, message, 'Add it.');
  }
}

function checkChildren(
  element: XmlElement,
  grammar: ElementGrammar,
  isReference: boolean,
  findings: Findings,
): void {
  const counts = new Map<string, number>();
  let total = 0;
  let latest = 0;
  for (const child of element.children) {
    if (child.kind === 'element') {
      const at = isReference ? -1 : positionOf(grammar, child.name);
      if (at < 0) {
        const message = `<${child.name}> is not known inside ${nameOf(element)}`;
        findings.violation(
          'HWS-CIB-010',
          child,
          message,
          'Remove the element, or correct its name or place.',
        );
        continue;
      }
      if (grammar.isOrdered === true && at < latest) {
        const message = `<${child.name}> stands in the wrong place inside ${nameOf(element)}`;
        findings.violation('HWS-CIB-010', child, message, 'Move it before the element that precedes it.');
      }
      latest = Math.max(latest, at);
      counts.set(child.name, (counts.get(child.name) ?? 0) + 1);
      total++;
    } else if (child.raw.startsWith('<![CDATA[')) {
      const message = `${nameOf(element)} holds a CDATA section`;
      findings.violation(
        'HWS-CIB-020',
        element,
        message,
        'Remove it: elements of the configuration hold no text.',
      );
    } else if (child.kind === 'text' && child.raw.trim() !== '') {
      const message = `${nameOf(element)} holds text`;
      findings.warning(
        'HWS-CIB-020',
        element,
        message,
        'Remove it: elements of the configuration hold no text.',
      );
    }
  }
  if (!isReference) checkCounts(element, grammar, counts, total, findings);
}

/** Index of the child's entry in the grammar, −1 when it has none. */
function positionOf(grammar: ElementGrammar, name: string): number {
  return (grammar.children ?? []).findIndex((entry) => entry.replace(/[!?]$/, '') === name);
}

function checkCounts(
  element: XmlElement,
  grammar: ElementGrammar,
  counts: ReadonlyMap<string, number>,
  total: number,
  findings: Findings,
): void {
  for (const entry of grammar.children ?? []) {
    const name = entry.replace(/[!?]$/, '');
    const count = counts.get(name) ?? 0;
    if (count > 1 && name !== entry) {
      const message = `${nameOf(element)} holds ${count} <${name}> elements`;
      findings.violation('HWS-CIB-016', element, message, 'Keep only one of them.');
    }
    if (count === 0 && entry.endsWith('!')) {
      const message = `${nameOf(element)} lacks <${name}>`;
      findings.violation('HWS-CIB-015', element, message, `Add <${name}/>.`);
    }
  }
  if (total < (grammar.atLeast ?? 0)) {
    const names = (grammar.children ?? []).map((entry) => `<${entry}>`).join(', ');
    findings.violation(
      'HWS-CIB-015',
      element,
      `${nameOf(element)} is empty`,
      `Add at least one of: ${names}.`,
    );
  }
}

/** Checks an element of a known name, and all below it, against the grammar. The status section has none. */
export function checkStructure(element: XmlElement, findings: Findings): void {
  const grammar = grammarOf(element.name);
  if (grammar === null) return;
  const isReference = grammar.referenceForm !== undefined && element.get('id-ref') !== null;
  checkAttributes(element, grammar, isReference ? (grammar.referenceForm ?? null) : null, findings);
  checkChildren(element, grammar, isReference, findings);
  if (isReference) return;
  checkChoices(element, grammar, findings);
  for (const child of element.children) {
    if (child.kind === 'element' && child.name !== 'status' && positionOf(grammar, child.name) >= 0) {
      checkStructure(child, findings);
    }
  }
}
