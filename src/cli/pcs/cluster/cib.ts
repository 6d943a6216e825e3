import { readFileSync, writeFileSync } from 'node:fs';
import { NEWEST_SCHEMA } from '../../../cib/upgrade/schemas.ts';
import { upgrade } from '../../../cib/upgrade/upgrade.ts';
import { writeXml } from '../../../cib/write.ts';
import { Configuration } from '../../../configuration/configuration.ts';
import { pushDifference, pushScope, pushWhole } from '../../../configuration/whole/push.ts';
import { isScope, type Scope, scopeElement } from '../../../configuration/whole/scopes.ts';
import { failureWords } from '../../../result/failure-words.ts';
import { type Call, FAILED } from '../call.ts';
import { tellProblems } from '../reports.ts';
import { readDocument } from '../target/read-document.ts';
import { readPairs, WrongWords } from '../words/pairs.ts';

interface CibWords {
  readonly file: string | null;
  readonly scope: Scope | null;
  readonly against: string | null;
}

/** Reads `[file] [scope=…] [diff-against=…]`; `null` when an error has been told. */
function readCibWords(call: Call, names: readonly string[]): CibWords | null {
  const file = call.words.findLast((word) => !word.includes('=')) ?? null;
  const pairs = readPairs(call.words.filter((word) => word.includes('=')));
  if (pairs instanceof WrongWords || [...pairs.keys()].some((name) => !names.includes(name))) {
    call.wrong();
    return null;
  }
  const scope = call.has('config') ? 'configuration' : (pairs.get('scope') ?? null);
  if (scope !== null && !isScope(scope)) {
    call.fail(`invalid CIB scope '${scope}'`);
    return null;
  }
  return { file, scope, against: pairs.get('diff-against') ?? null };
}

/** `pcs cluster cib`. */
export async function clusterCib(call: Call): Promise<number> {
  if (call.has('config') && call.words.some((word) => word.startsWith('scope='))) return call.wrong();
  const words = readCibWords(call, ['scope']);
  if (words === null) return FAILED;
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const shown = words.scope === null ? configuration.root : scopeElement(configuration, words.scope);
  if (shown === null) return call.fail(`unable to get cib, scope '${words.scope}' not present in cib`);
  const text = `${writeXml(shown)}\n`;
  if (words.file === null) {
    call.output.out(text);
    return 0;
  }
  try {
    writeFileSync(words.file, text);
  } catch (error) {
    return call.fail(`Unable to write to file '${words.file}': ${failureWords(error)}`);
  }
  return 0;
}

/** `pcs cluster cib-upgrade`. */
export async function cibUpgrade(call: Call): Promise<number> {
  if (call.words.length > 0) return call.wrong();
  if (call.target.kind === 'live') return await liveSchema(call);
  const code = await call.edit((configuration) => {
    upgrade(configuration.root);
    configuration.root.set('validate-with', NEWEST_SCHEMA);
    return [];
  });
  if (code === 0 && !call.has('simulate'))
    call.output.err('Cluster CIB has been upgraded to latest version\n');
  return code;
}

/** The daemon declares the schema of the live CIB; it is not changed by a command. */
async function liveSchema(call: Call): Promise<number> {
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const schema = configuration.root.get('validate-with') ?? 'none';
  if (schema === NEWEST_SCHEMA) {
    call.output.err('Cluster CIB has been upgraded to latest version\n');
    return 0;
  }
  return call.fail(
    `the live CIB declares ${schema}, which a command cannot change`,
    'Save it (pcs cluster cib FILE), upgrade it (pcs -f FILE cluster cib-upgrade), and start the daemon with it.',
  );
}

/** `pcs cluster cib-push`. */
export async function cibPush(call: Call): Promise<number> {
  const named = call.words.filter((word) => word.startsWith('scope=') || word.startsWith('diff-against='));
  if (call.has('config') && named.some((word) => word.startsWith('scope='))) {
    return call.fail('Cannot use both scope and --config');
  }
  const words = readCibWords(call, ['scope', 'diff-against']);
  if (words === null) return FAILED;
  const { file, scope, against } = words;
  if (file === null) return call.wrong();
  if (against !== null && scope !== null) return call.fail('Cannot use both scope and diff-against');
  const pushed = readOther(call, file, 'new');
  const original = against === null ? null : readOther(call, against, 'original');
  if (pushed === null || (against !== null && original === null)) return FAILED;
  const code = await call.edit((configuration) => {
    if (original !== null) return pushDifference(configuration, original, pushed);
    return scope === null ? pushWhole(configuration, pushed) : pushScope(configuration, pushed, scope);
  });
  if (code === 0 && !call.has('simulate')) call.output.err('CIB updated\n');
  return code;
}

function readOther(call: Call, path: string, what: 'new' | 'original'): Configuration | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    call.fail(`unable to parse ${what} cib: [Errno 2] No such file or directory: '${path}'`);
    return null;
  }
  const document = readDocument(text);
  if (document.ok) return new Configuration(document.value.root);
  tellProblems(document.problems, call.output);
  return null;
}
