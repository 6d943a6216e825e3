/** Roles in ascending order; comparisons use this order (spec B0.2, C intro). */
export const Role = { Unknown: 0, Stopped: 1, Started: 2, Unpromoted: 3, Promoted: 4 } as const;
export type Role = (typeof Role)[keyof typeof Role];

const NAMES = ['Unknown', 'Stopped', 'Started', 'Unpromoted', 'Promoted'] as const;

/** Name of a role as printed. */
export function roleName(role: Role): string {
  return NAMES[role];
}

/** Reads a role word, any case, `Master` and `Slave` included (spec A1.5); `null` when it is none. */
export function parseRole(text: string): Role | null {
  switch (text.toLowerCase()) {
    case 'unknown':
      return Role.Unknown;
    case 'stopped':
      return Role.Stopped;
    case 'started':
      return Role.Started;
    case 'unpromoted':
    case 'slave':
      return Role.Unpromoted;
    case 'promoted':
    case 'master':
      return Role.Promoted;
    default:
      return null;
  }
}
