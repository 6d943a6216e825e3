import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pcs } from './pcs.ts';
import type { Question } from './question.ts';

/** A CIB with two nodes and these elements in it, laid out as operators see it. */
export function cibText(resources = '', constraints = '', more = ''): string {
  return `<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0">
  <configuration>
    <crm_config/>
    <nodes>
      <node id="1" uname="node1"/>
      <node id="2" uname="node2"/>
    </nodes>
    <resources>${resources}</resources>
    <constraints>${constraints}</constraints>${more}
  </configuration>
  <status/>
</cib>
`;
}

/** What a command line answered. */
export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The file it worked on, as it is afterwards. */
  readonly cib: string;
}

/** Runs command lines one after the other on a file with this text; answers with what the last one said. */
export async function onFile(text: string, ...lines: readonly string[]): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'hawser-pcs-'));
  const file = join(folder, 'cib.xml');
  try {
    writeFileSync(file, text);
    let last = { code: -1, out: '', err: '' };
    for (const line of lines)
      last = await capture(['-f', file, ...line.split(' ').filter((word) => word !== '')]);
    return { ...last, cib: readFileSync(file, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs a command line and collects what it says; nobody is there to answer unless a question is given. */
export async function capture(
  argv: readonly string[],
  question: Question | null = null,
): Promise<Omit<Answer, 'cib'>> {
  let out = '';
  let err = '';
  const output = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await pcs(argv, output, question);
  return { code, out, err };
}
