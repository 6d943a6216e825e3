import { type ConfItem, parseConf } from '../../src/corosync/conf/document.ts';

/**
 * The first difference of two corosync.conf files in what they say; null when there is none. The order of settings in a
 * section, comments and white space say nothing.
 */
export function confDifference(expected: string, got: string): string | null {
  const [left, right] = [canonical(expected), canonical(got)];
  const at = left.findIndex((line, index) => line !== right[index]);
  if (at < 0 && left.length === right.length) return null;
  const place = at < 0 ? left.length : at;
  return `\n      pcs    ${left[place] ?? '(nothing)'}\n      hawser ${right[place] ?? '(nothing)'}`;
}

function canonical(text: string): readonly string[] {
  const parsed = parseConf(text);
  return parsed.ok ? lines(parsed.value.items, '') : ['not a corosync.conf'];
}

function lines(items: readonly ConfItem[], above: string): readonly string[] {
  const settings = items.flatMap((item) =>
    item.kind === 'setting' ? [`${above}${item.key}: ${item.value}`] : [],
  );
  const sections = items.flatMap((item, at) =>
    item.kind === 'section'
      ? [{ name: item.name, at, inner: lines(item.items, `${above}${item.name}/`) }]
      : [],
  );
  sections.sort((a, b) => (a.name === b.name ? a.at - b.at : a.name < b.name ? -1 : 1));
  return [...settings.sort(), ...sections.flatMap(({ name, inner }) => [`${above}${name} {`, ...inner])];
}
