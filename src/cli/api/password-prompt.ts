import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/**
 * A password: asked for at a terminal, twice and without echo, else the first line of standard input. It never comes by
 * arguments, which every user of the machine can read. Two that differ are asked for again.
 */
export async function readPassword(name: string): Promise<string> {
  if (!process.stdin.isTTY) {
    let text = '';
    for await (const part of process.stdin) text += String(part);
    return text.split(/\r?\n/, 1)[0] as string;
  }
  for (;;) {
    const first = await askHidden(`Password for ${name}: `);
    const second = await askHidden('Once more: ');
    if (first === second) return first;
    process.stderr.write('These two differ; again.\n');
  }
}

async function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  // The terminal's line editor echoes what is typed to its output, which is nowhere.
  const nowhere = new Writable({ write: (_part, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  terminal.on('SIGINT', () => {
    process.stderr.write('\n');
    process.exit(130);
  });
  const answer = await terminal.question('');
  terminal.close();
  process.stderr.write('\n');
  return answer;
}
