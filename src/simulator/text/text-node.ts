/** Text output as a tree: what is a list, a line, a gap; how it looks is decided by the printer (spec C6.1). */
export type TextNode =
  /** An item; `label` is left out in plain form. */
  | { readonly kind: 'line'; readonly label: string; readonly text: string }
  /** A list; without title it only adds a level. */
  | { readonly kind: 'list'; readonly title: string | null; readonly children: readonly TextNode[] }
  | { readonly kind: 'blank' }
  /** Printed as it is, whatever the level. */
  | { readonly kind: 'plain'; readonly text: string };

/** An item of a list. */
export function line(text: string, label = ''): TextNode {
  return { kind: 'line', label, text };
}

/** A list with its title. */
export function list(title: string | null, children: readonly TextNode[]): TextNode {
  return { kind: 'list', title, children };
}

/** An empty line. */
export const BLANK: TextNode = { kind: 'blank' };

/** A line that no list indents. */
export function plain(text: string): TextNode {
  return { kind: 'plain', text };
}

/** `[ a b ]`, the way names are listed. */
export function names(items: readonly string[]): string {
  return `[ ${items.join(' ')} ]`;
}

/** Prints a tree: fancy with titles, bullets and indentation, or the bare items (spec C6.1). */
export function printText(nodes: readonly TextNode[], isFancy: boolean): string {
  const out: string[] = [];
  print(nodes, 0, isFancy, out);
  return out.length === 0 ? '' : `${out.join('\n')}\n`;
}

function print(nodes: readonly TextNode[], level: number, isFancy: boolean, out: string[]): void {
  const lead = isFancy && level > 0 ? `${'  '.repeat(level)}* ` : '';
  for (const node of nodes) {
    switch (node.kind) {
      case 'blank':
        out.push('');
        break;
      case 'plain':
        out.push(node.text);
        break;
      case 'line':
        out.push(isFancy ? `${lead}${node.label}${node.text}` : node.text);
        break;
      default:
        if (node.title !== null && isFancy) out.push(`${lead}${node.title}:`);
        print(node.children, level + 1, isFancy, out);
    }
  }
}
