import type { XmlElement } from '../../cib/xml/element.ts';
import { parseDocument } from '../../cib/xml/parse-document.ts';
import { parseTimeMs } from '../../result/interval.ts';
import type { Problem, Result } from '../../result/problem.ts';
import type { ActionMetadata, AgentMetadata, ParameterMetadata } from './model.ts';

/** Reads what an agent printed for `meta-data`. Text before the document, as some agents print it, is passed over. */
export function parseMetadata(text: string): Result<AgentMetadata> {
  const start = firstMarkup(text);
  if (start < 0) return { ok: false, problems: [unreadable('it is no XML')] };
  const parsed = parseDocument(text.slice(start));
  if (!parsed.ok)
    return { ok: false, problems: parsed.problems.map((problem) => unreadable(problem.message)) };
  const root = parsed.value.root;
  if (root.name !== 'resource-agent') {
    return { ok: false, problems: [unreadable(`its root element is ${root.name}, not resource-agent`)] };
  }
  const parameters = root.first('parameters');
  const actions = root.first('actions');
  return {
    ok: true,
    problems: [],
    value: {
      name: root.get('name') ?? '',
      version: root.get('version') ?? '',
      standardVersion: textOf(root.first('version')),
      shortDescription: textOf(root.first('shortdesc')) || (root.get('shortdesc') ?? ''),
      longDescription: textOf(root.first('longdesc')),
      parameters: parameters === null ? [] : [...parameters.elements('parameter')].map(parameter),
      actions: actions === null ? [] : [...actions.elements('action')].map(action),
    },
  };
}

/** Where the document begins: at its declaration or its first tag. */
function firstMarkup(text: string): number {
  const match = /<(\?xml|!DOCTYPE|!--|resource-agent\b)/.exec(text);
  return match === null ? text.indexOf('<') : match.index;
}

function parameter(element: XmlElement): ParameterMetadata {
  const content = element.first('content');
  const name = element.get('name') ?? '';
  return {
    name,
    shortDescription: textOf(element.first('shortdesc')),
    longDescription: textOf(element.first('longdesc')),
    type: content?.get('type') ?? '',
    default: content?.get('default') ?? null,
    options:
      content === null ? [] : [...content.elements('option')].map((option) => option.get('value') ?? ''),
    isRequired: isTrue(element.get('required')),
    uniqueGroup: element.get('unique-group') ?? (isTrue(element.get('unique')) ? name : null),
    isReloadable: isTrue(element.get('reloadable')),
    isPrivate: isTrue(element.get('private')),
    isDeprecated: isTrue(element.get('deprecated')) || element.first('deprecated') !== null,
    obsoletes: element.get('obsoletes'),
  };
}

function action(element: XmlElement): ActionMetadata {
  return {
    name: element.get('name') ?? '',
    timeoutMs: timeOf(element.get('timeout')),
    intervalMs: timeOf(element.get('interval')),
    startDelayMs: timeOf(element.get('start-delay')),
    written: {
      timeout: element.get('timeout'),
      interval: element.get('interval'),
      startDelay: element.get('start-delay'),
    },
    depth: element.get('depth'),
    role: element.get('role'),
    isAutomatic: isTrue(element.get('automatic')),
    isOnTarget: isTrue(element.get('on_target')),
  };
}

function timeOf(text: string | null): number | null {
  return text === null ? null : parseTimeMs(text);
}

function isTrue(text: string | null): boolean {
  return text !== null && /^(1|true|yes|y|on)$/i.test(text);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text of an element, without the line ends around it. */
function textOf(element: XmlElement | null): string {
  if (element === null) return '';
  let text = '';
  for (const child of element.children) {
    if (child.kind === 'text') text += unescapeText(child.raw);
    else if (child.kind === 'verbatim') text += /^<!\[CDATA\[([\s\S]*)\]\]>$/.exec(child.raw)?.[1] ?? '';
    else text += textOf(child);
  }
  return text.trim();
}

function unescapeText(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(/&(#x?[0-9a-fA-F]+|[a-z]+);/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = name.startsWith('#x')
      ? Number.parseInt(name.slice(2), 16)
      : Number.parseInt(name.slice(1), 10);
    return Number.isInteger(code) && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function unreadable(why: string): Problem {
  return {
    code: 'HWS-EXE-002',
    severity: 'error',
    message: `the agent's metadata cannot be read: ${why}`,
    hint: 'Call the agent with meta-data by hand; report it to those who ship the agent.',
    id: null,
    at: null,
  };
}
