/** A server as Nova shows it to an administrator, as far as the response needs it. */
export interface Instance {
  readonly id: string;
  readonly name: string;
  /** Where Nova says it is (`OS-EXT-SRV-ATTR:host`); `null` when it is nowhere. */
  readonly host: string | null;
  /** `ACTIVE`, `ERROR`, `REBUILD` while it is evacuated, … */
  readonly status: string;
  /** What Nova is doing with it; `null` when nothing. */
  readonly taskState: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** Owner, for notices. */
  readonly project: string;
  readonly user: string;
}

/** Nova’s latest record of an evacuation from the failed host. */
export interface EvacuationRecord {
  readonly id: number;
  readonly status: 'under-way' | 'failed' | 'over';
}

/** An instance, and what became of its last evacuation as far as Nova recorded it. */
export interface InstanceSight {
  readonly instance: Instance;
  /** `null` when there is no record. */
  readonly record: EvacuationRecord | null;
}

/** Which instances are handled, and in which order. */
export interface Selection {
  /** `opt-out`: all but those whose metadata says no; `opt-in`: only those whose metadata says yes. */
  readonly mode: 'opt-out' | 'opt-in';
  /** Metadata key for yes and no. */
  readonly key: string;
  /** Metadata key for a number; the higher, the earlier. */
  readonly priorityKey: string;
}

/** Keys that Masakari’s users have already. */
export const DEFAULT_SELECTION: Selection = {
  mode: 'opt-out',
  key: 'HA_Enabled',
  priorityKey: 'HA_Priority',
};

/** Only these can be started elsewhere without changing what their owner wants (S2.35). */
const ELIGIBLE: ReadonlySet<string> = new Set(['ACTIVE', 'ERROR']);

/** Why an instance is left where it is; `null` when it is to be evacuated. */
export function reasonToSkip(instance: Instance, { mode, key }: Selection): string | null {
  const wish = instance.metadata[key]?.toLowerCase();
  if (mode === 'opt-out' && wish === 'false') return `its metadata ${key} is ${instance.metadata[key]}`;
  if (mode === 'opt-in' && wish !== 'true') return `its metadata ${key} does not ask for it`;
  // Nova shows REBUILD for one that an evacuation is under way for: it is watched like those we began ourselves.
  if (!ELIGIBLE.has(instance.status) && instance.status !== 'REBUILD')
    return `its status is ${instance.status}; only ACTIVE and ERROR are evacuated`;
  return null;
}

/** Higher priority first; then by name, so that two runs do the same. */
export function byPriority({ priorityKey }: Selection): (a: Instance, b: Instance) => number {
  const priority = ({ metadata }: Instance): number => {
    const value = Number(metadata[priorityKey]);
    return Number.isFinite(value) ? value : 0;
  };
  return (a, b) =>
    priority(b) - priority(a) || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1);
}
