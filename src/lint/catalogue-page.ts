import { RULES } from './rules.ts';

/** The page docs/reference/lint.md: every mistake with what comes of it and where it is known from. */
export function cataloguePage(): string {
  const rows = RULES.map(({ code, severity, title, reason, source }) => {
    const cells = [code, severity, `**${title}**. ${reason}`, source].map((cell) =>
      cell.replaceAll('|', '\\|'),
    );
    return `| ${cells.join(' | ')} |`;
  });
  return `# What \`hawser lint\` finds

    hawser lint                      the live cluster's configuration
    hawser lint -f cib.xml           a CIB in a file
    hawser lint --output-format json

Each finding has a code that stays, names your own ids, says what comes of it and where that is known from, and gives
commands of pcs that put it right. Words in capitals are to be filled in; everything else can be pasted.

| exit code | |
| --- | --- |
| 0 | nothing, or notes only |
| 1 | warnings: it may fail, or endanger data |
| 2 | errors: it will |
| 64, 66, 69, 78 | wrong words, no such file, no cluster, no CIB: nothing was checked |

What agents advise and which parameters they hold unique is asked of the agents of this machine; agents that are not
installed are left out. Whether a service is started at boot is asked of this machine only, and only for the live cluster:
run it on every node.

| code | severity | mistake, and what comes of it | known from |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}
