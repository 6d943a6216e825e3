/** Schemas a CIB may declare, oldest first (spec A1.2.1). */
const NUMBERED: readonly string[] = [
  'pacemaker-1.0',
  'pacemaker-1.2',
  'pacemaker-1.3',
  ...Array.from({ length: 11 }, (_, minor) => `pacemaker-2.${minor}`),
  ...Array.from({ length: 10 }, (_, minor) => `pacemaker-3.${minor}`),
];

/** The schema that legacy documents end at. */
export const NEWEST_SCHEMA = 'pacemaker-3.9';

/** What a declared schema means for the document. */
export type SchemaStanding =
  /** Used as it is; the grammar is enforced. */
  | 'current'
  /** Older than 3.0: upgraded in memory. */
  | 'legacy'
  /** Older than 2.0: its access control lists are upgraded too. */
  | 'ancient'
  /** Declares `none`, or nothing: the grammar is not enforced. */
  | 'unchecked'
  /** No schema of that name is known. */
  | 'unknown';

/** How a document that declares a schema is treated (spec A1.2; an absent declaration works like `none`). */
export function schemaStanding(validateWith: string | null): SchemaStanding {
  if (validateWith === null || validateWith === 'none') return 'unchecked';
  if (validateWith === 'pacemaker-next') return 'current';
  const rank = NUMBERED.indexOf(validateWith);
  if (rank < 0) return 'unknown';
  if (rank < NUMBERED.indexOf('pacemaker-2.0')) return 'ancient';
  return rank < NUMBERED.indexOf('pacemaker-3.0') ? 'legacy' : 'current';
}
