import type { Problem, Result } from '../../result/problem.ts';
import { confProblem } from './conf-problem.ts';

/** A comment or empty line, kept as written. */
export interface ConfNote {
  readonly kind: 'note';
  readonly text: string;
}

/** `key: value`. `text` is the line as written, null when it was made or changed by us. */
export interface ConfSetting {
  readonly kind: 'setting';
  readonly key: string;
  readonly value: string;
  readonly text: string | null;
  /** 1-based; 0 when made by us. */
  readonly line: number;
}

/** `name { … }`. */
export interface ConfSection {
  readonly kind: 'section';
  readonly name: string;
  readonly items: readonly ConfItem[];
  /** First and last line as written; null when made by us. */
  readonly opening: string | null;
  readonly closing: string | null;
  readonly line: number;
}

export type ConfItem = ConfNote | ConfSetting | ConfSection;

/** A corosync.conf with everything in it: what we do not know and the comments too. */
export interface ConfDocument {
  readonly items: readonly ConfItem[];
}

interface OpenSection {
  readonly name: string;
  readonly opening: string;
  readonly line: number;
  readonly items: ConfItem[];
}

/** Reads a corosync.conf (corosync.conf(5)). Never fails on unknown sections or keys. */
export function parseConf(text: string): Result<ConfDocument> {
  const problems: Problem[] = [];
  const top: ConfItem[] = [];
  const open: OpenSection[] = [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const [index, raw] of lines.entries()) {
    const line = index + 1;
    const items = open.at(-1)?.items ?? top;
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) {
      items.push({ kind: 'note', text: raw });
    } else if (content === '}') {
      const section = open.pop();
      if (section === undefined)
        problems.push(confProblem('HWS-COR-103', null, line, 'A brace closes no section'));
      else (open.at(-1)?.items ?? top).push({ kind: 'section', ...section, closing: raw });
    } else if (content.endsWith('{')) {
      const name = content.slice(0, -1).trim();
      if (name === '') problems.push(confProblem('HWS-COR-101', null, line, 'A section has no name'));
      open.push({ name, opening: raw, line, items: [] });
    } else {
      const colon = content.indexOf(':');
      if (colon <= 0) {
        problems.push(
          confProblem('HWS-COR-101', null, line, `"${content}" is neither a section nor "key: value"`),
        );
        continue;
      }
      const key = content.slice(0, colon).trim();
      items.push({ kind: 'setting', key, value: content.slice(colon + 1).trim(), text: raw, line });
    }
  }
  for (const { name, line } of open) {
    problems.push(confProblem('HWS-COR-102', name, line, `The section ${name} is not closed`));
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { items: top }, problems };
}

/** The text of a document: untouched lines as they were, ours indented by two spaces a level. */
export function writeConf(document: ConfDocument): string {
  const lines: string[] = [];
  writeItems(document.items, 0, lines);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function writeItems(items: readonly ConfItem[], level: number, lines: string[]): void {
  const indent = '  '.repeat(level);
  for (const item of items) {
    if (item.kind === 'note') lines.push(item.text);
    else if (item.kind === 'setting') lines.push(item.text ?? `${indent}${item.key}: ${item.value}`);
    else {
      lines.push(item.opening ?? `${indent}${item.name} {`);
      writeItems(item.items, level + 1, lines);
      lines.push(item.closing ?? `${indent}}`);
    }
  }
}
