/** `hawser daemon`: the cluster daemon of this node. */
export async function daemon(_argv: readonly string[]): Promise<number> {
  process.stderr.write('hawser daemon: not built yet\n');
  return 70;
}
