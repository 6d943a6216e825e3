/** Runs one command line (without program name) and answers with its exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  throw new Error(`not built yet: main (${argv.length} arguments)`);
}
