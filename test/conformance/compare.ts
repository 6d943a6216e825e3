/** The four things the reference stores of a case. */
export const ASPECTS = ['summary', 'scores', 'graph', 'dot'] as const;
export type Aspect = (typeof ASPECTS)[number];

/**
 * Brings a text into the form in which the reference compares it (spec C6.8): white space and blank lines do not
 * count; feature set and batch limit are left out of graphs; the inner lines of dot and all score lines are sorted.
 */
export function comparableLines(aspect: Aspect, text: string): readonly string[] {
  const lines = text.split('\n');
  switch (aspect) {
    case 'summary':
      return squeeze(lines.map(currentRoleNames));
    case 'scores':
      return squeeze(lines).toSorted();
    case 'graph':
      return squeeze(
        lines.map((line) => line.replace(/(?:CRM_meta_)?crm_feature_set="[^"]*"|batch-limit="[^"]*"/g, '')),
      );
    case 'dot': {
      const inner = squeeze(lines);
      return [...new Set(inner)].toSorted();
    }
  }
}

function squeeze(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/\s+/g, '')).filter((line) => line !== '');
}

/** Stored summaries were written with older role names in a few places (spec C6.8.1). */
function currentRoleNames(line: string): string {
  return line
    .replaceAll('ocf::', 'ocf:')
    .replaceAll('Masters:', 'Promoted:')
    .replaceAll('Slaves:', 'Unpromoted:')
    .replaceAll(' Master', ' Promoted')
    .replaceAll(' Slave ', ' Unpromoted ');
}

/** First difference of two comparable texts, `null` when they agree. */
export function firstDifference(expected: readonly string[], actual: readonly string[]): string | null {
  const length = Math.max(expected.length, actual.length);
  for (let i = 0; i < length; i++) {
    if (expected[i] !== actual[i]) {
      return `line ${i + 1}: expected ${expected[i] ?? '(end)'} but got ${actual[i] ?? '(end)'}`;
    }
  }
  return null;
}
