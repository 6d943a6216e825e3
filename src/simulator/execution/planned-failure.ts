/** The result code asked for by the first `--op-fail` specification that meets this operation; `null` for none. */
export function plannedFailure(
  specifications: readonly string[],
  names: readonly string[],
  task: string,
  intervalMs: number,
  node: string,
): number | null {
  if (specifications.length === 0) return null;
  for (const specification of specifications) {
    const lower = specification.toLowerCase();
    for (const name of names) {
      const prefix = `${name}_${task}_${intervalMs}@${node}=`;
      if (!lower.startsWith(prefix.toLowerCase())) continue;
      const rc = Number.parseInt(specification.slice(prefix.length), 10);
      if (!Number.isNaN(rc)) return rc;
    }
  }
  return null;
}
