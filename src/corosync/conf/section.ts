import type { ConfDocument, ConfItem, ConfSection, ConfSetting } from './document.ts';

/** Anything that holds settings and sections. */
type Holder = ConfDocument | ConfSection;

/** The setting that holds: Corosync takes the last of several. */
export function findSetting(holder: Holder | null, key: string): ConfSetting | null {
  const found = holder?.items.findLast((item) => item.kind === 'setting' && item.key === key);
  return found?.kind === 'setting' ? found : null;
}

export function sectionsNamed(holder: Holder | null, name: string): ConfSection[] {
  return (holder?.items ?? []).filter(
    (item): item is ConfSection => item.kind === 'section' && item.name === name,
  );
}

export function findSection(holder: Holder | null, name: string): ConfSection | null {
  return sectionsNamed(holder, name)[0] ?? null;
}

export function makeSetting(key: string, value: string): ConfSetting {
  return { kind: 'setting', key, value, text: null, line: 0 };
}

/** A new section; settings whose value is null are left out. */
export function makeSection(
  name: string,
  settings: Readonly<Record<string, string | null>>,
  sections: readonly ConfSection[] = [],
): ConfSection {
  const items: ConfItem[] = [];
  for (const [key, value] of Object.entries(settings))
    if (value !== null) items.push(makeSetting(key, value));
  return { kind: 'section', name, items: [...items, ...sections], opening: null, closing: null, line: 0 };
}

/**
 * The holder with that setting changed in its place, added at the end, or taken out (null). A line whose value does
 * not change stays as written; a changed one keeps its indentation.
 */
export function withSetting<H extends Holder>(holder: H, key: string, value: string | null): H {
  const current = findSetting(holder, key);
  if (current?.value === value) return holder;
  if (current === null) {
    return value === null ? holder : withItems(holder, addBeforeNotes(holder.items, makeSetting(key, value)));
  }
  if (value === null) {
    return withItems(
      holder,
      holder.items.filter((item) => item.kind !== 'setting' || item.key !== key),
    );
  }
  const indent = /^\s*/.exec(current.text ?? '')?.[0] ?? '';
  const text = current.text === null ? null : `${indent}${key}: ${value}`;
  return withItems(
    holder,
    holder.items.map((item) => (item === current ? { ...current, value, text } : item)),
  );
}

export function withSettings<H extends Holder>(
  holder: H,
  settings: Readonly<Record<string, string | null>>,
): H {
  let result = holder;
  for (const [key, value] of Object.entries(settings)) result = withSetting(result, key, value);
  return result;
}

/** The holder with one section replaced, added (`current` null) or taken out (`next` null). */
export function withSection<H extends Holder>(
  holder: H,
  current: ConfSection | null,
  next: ConfSection | null,
): H {
  if (current === null) return next === null ? holder : withItems(holder, addBeforeNotes(holder.items, next));
  return withItems(
    holder,
    holder.items.flatMap((item) => (item === current ? (next === null ? [] : [next]) : [item])),
  );
}

/** The holder with its first section of that name changed; it is made when there is none. */
export function changeSection<H extends Holder>(
  holder: H,
  name: string,
  change: (section: ConfSection) => ConfSection,
): H {
  const current = findSection(holder, name);
  return withSection(holder, current, change(current ?? makeSection(name, {})));
}

function withItems<H extends Holder>(holder: H, items: readonly ConfItem[]): H {
  return { ...holder, items };
}

/** Empty lines and comments at the end stay at the end. */
function addBeforeNotes(items: readonly ConfItem[], added: ConfItem): ConfItem[] {
  const last = items.findLastIndex((item) => item.kind !== 'note') + 1;
  return [...items.slice(0, last), added, ...items.slice(last)];
}
