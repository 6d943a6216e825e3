/** Nova’s microversions are compared part by part: 2.9 is older than 2.53. */
export interface Microversion {
  readonly major: number;
  readonly minor: number;
}

export function parseMicroversion(text: string): Microversion | null {
  const found = /^(\d+)\.(\d+)$/.exec(text);
  return found === null ? null : { major: Number(found[1]), minor: Number(found[2]) };
}

export function microversionText({ major, minor }: Microversion): string {
  return `${major}.${minor}`;
}

/** Negative when `a` is older. */
export function compareMicroversions(a: Microversion, b: Microversion): number {
  return a.major - b.major || a.minor - b.minor;
}

/** Services by UUID came with 2.53; older Novas have another form of forcing them down, which is not spoken. */
export const LEAST_MICROVERSION: Microversion = { major: 2, minor: 53 };
/** What is spoken at most: nothing newer is needed, and newer forms may differ. */
export const MOST_MICROVERSION: Microversion = { major: 2, minor: 93 };

/** The newest that both sides speak; `null` when the service is too old. */
export function negotiate(most: Microversion): Microversion | null {
  if (compareMicroversions(most, LEAST_MICROVERSION) < 0) return null;
  return compareMicroversions(most, MOST_MICROVERSION) < 0 ? most : MOST_MICROVERSION;
}

/** What an evacuation call may say. */
export interface EvacuateForm {
  readonly target: string | null;
  /** Skip the scheduler’s check of the target. */
  readonly isForced: boolean;
  readonly isOnSharedStorage: boolean;
}

/**
 * The body of an evacuation call (S3.24–S3.36) in the form of a microversion: `onSharedStorage` was told up to 2.13,
 * `force` from 2.29 to 2.67. No `adminPass` is ever set: on shared storage it must not be (S3.25).
 */
export function evacuateBody(
  { target, isForced, isOnSharedStorage }: EvacuateForm,
  version: Microversion,
): unknown {
  const since = (minor: number): boolean => compareMicroversions(version, { major: 2, minor }) >= 0;
  return {
    evacuate: {
      ...(target === null ? {} : { host: target }),
      ...(since(14) ? {} : { onSharedStorage: isOnSharedStorage }),
      ...(isForced && target !== null && since(29) && !since(68) ? { force: true } : {}),
    },
  };
}
