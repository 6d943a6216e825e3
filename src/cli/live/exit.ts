/** Exit codes of the verbs that talk to a cluster. */
export const EXIT = { ok: 0, failed: 1, usage: 64, noCluster: 69 } as const;

/** Exit code for problems: a cluster that cannot be reached is told apart. */
export function exitCodeOf(problems: readonly { readonly code: string }[]): number {
  const isUnreachable = problems.some(({ code }) => code === 'HWS-DMN-001' || code === 'HWS-DMN-002');
  return isUnreachable ? EXIT.noCluster : EXIT.failed;
}
