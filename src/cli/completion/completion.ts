import { join } from 'node:path';
import { splitLine } from './line.ts';
import { BASH, ZSH } from './scripts.ts';

const USAGE = `usage: hawser completion bash    for ~/.bashrc:  source <(hawser completion bash)
       hawser completion zsh     for ~/.zshrc, behind compinit:  source <(hawser completion zsh)
Both complete hawser and pcs: commands, options, ids, nodes, agents and their parameters.
       hawser completion candidates LINE     what a line could go on with, one a line`;

const USAGE_CODE = 64;

/** The executable that scripts ask: this one, wherever it lies. Sources and bundle are both one or two folders below it. */
function executable(): string {
  const here = import.meta.dirname;
  const home = here.endsWith('/dist') ? join(here, '..') : join(here, '../../..');
  return join(home, 'bin/hawser');
}

/** `hawser completion`: scripts for shells, and the answers they ask for. */
export async function completion(argv: readonly string[]): Promise<number> {
  const [word, ...rest] = argv;
  if (word === 'bash' || word === 'zsh') {
    const script = word === 'bash' ? BASH : ZSH;
    process.stdout.write(script.replace('@hawser@', `'${executable().replaceAll("'", "'\\''")}'`));
    return 0;
  }
  if (word === 'candidates' && rest.length === 1) {
    const { complete } = await import('./complete.ts');
    const { MachineSources } = await import('./machine-sources.ts');
    const words = splitLine(rest[0] as string);
    const { kind, words: found } = await complete(words, new MachineSources(words));
    process.stdout.write([kind, ...found].map((line) => `${line}\n`).join(''));
    return 0;
  }
  if (word === '--help' || word === '-h') {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  process.stderr.write(`${USAGE}\n`);
  return USAGE_CODE;
}
