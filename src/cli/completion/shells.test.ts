import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cibText } from '../pcs/pcs.fixture.ts';

const HAWSER = resolve(import.meta.dirname, '../../../bin/hawser');
const LIMIT_MS = 60_000;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-completion-'));
  const resources = `
    <primitive id="address" class="ocf" provider="heartbeat" type="IPaddr2"/>
    <primitive id="data-base" class="ocf" provider="heartbeat" type="pgsql"/>`;
  writeFileSync(join(folder, 'my-cib.xml'), cibText(resources));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Lines as they are typed, \t where the key is pressed, and the words the shell makes of each. */
const TYPED: readonly (readonly [typed: string, words: string])[] = [
  ['pcs -f my-\tresource upd\tdata\tpgh\t1', '<-f><my-cib.xml><resource><update><data-base><pghost=1>'],
  [
    'pcs -f my-cib.xml resource create new ocf:hear\tDummy',
    '<-f><my-cib.xml><resource><create><new><ocf:heartbeat:Dummy>',
  ],
  [
    'pcs -f my-cib.xml property set stonith-enabled=t\t',
    '<-f><my-cib.xml><property><set><stonith-enabled=true>',
  ],
  ['hawser compl\tz\t', '<completion><zsh>'],
];

/** Runs an interactive shell on a terminal of its own, types, and collects what the functions pcs and hawser were given. */
function typedInto(shell: string, start: string): readonly string[] {
  const show = `{ printf 'got:'; printf '<%s>' "$@"; echo; }`;
  const input = [start, `pcs() ${show}; hawser() ${show}`, ...TYPED.map(([typed]) => typed), 'exit'].join(
    '\n',
  );
  const ran = spawnSync('script', ['-qec', shell, '/dev/null'], {
    cwd: folder,
    input: `${input}\n`,
    encoding: 'utf8',
    timeout: LIMIT_MS,
    env: { ...process.env, TERM: 'dumb', HOME: folder, ZDOTDIR: folder, PS1: '' },
  });
  const lines = ran.stdout.split(/\r?\n/).flatMap((line) => /(?:^|\s|\r)got:(.*)$/.exec(line)?.[1] ?? []);
  if (lines.length !== TYPED.length) throw new Error(`${shell} printed:\n${ran.stdout}\n${ran.stderr}`);
  return lines;
}

it('completes as it is typed into bash', { timeout: LIMIT_MS }, () => {
  const got = typedInto('bash --norc --noprofile -i', `source <('${HAWSER}' completion bash)`);
  expect(got).toEqual(TYPED.map(([, words]) => words));
});

it.runIf(spawnSync('zsh', ['--version']).status === 0)(
  'completes as it is typed into zsh',
  { timeout: LIMIT_MS },
  () => {
    const start = `autoload -Uz compinit; compinit -u; source <('${HAWSER}' completion zsh)`;
    expect(typedInto('zsh -f -i', start)).toEqual(TYPED.map(([, words]) => words));
  },
);
