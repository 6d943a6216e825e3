import { nodeNames } from '../../../configuration/nodes.ts';
import { findResource } from '../../../configuration/resources/resource-tree.ts';
import { ask } from '../../live/connection.ts';
import { type Call, FAILED } from '../call.ts';
import { tellProblems } from '../reports.ts';
import { type Pairs, readPairs, WrongWords } from '../words/pairs.ts';

/** Which part of the history of resources a command is about. */
interface Part {
  readonly resource: string | null;
  readonly node: string | null;
}

/** `pcs resource cleanup` and `pcs resource refresh`: forget failures, or all that is known, and look again. */
export function clearHistory(mode: 'cleanup' | 'refresh'): (call: Call) => Promise<number> {
  return async (call) => {
    const part = readPart(call.words, ['node']);
    if (part instanceof WrongWords) return call.wrong(part);
    const code = await checkPart(call, part);
    if (code !== 0) return code;
    const answer = await ask({ kind: 'clear-history', mode, ...part, operation: null }, null);
    if (answer.ok) return 0;
    tellProblems(answer.problems, call.output);
    return FAILED;
  };
}

/** `pcs resource failcount [show [RESOURCE] [node=NODE]]`. */
export async function failCount(call: Call): Promise<number> {
  const [word, ...rest] = call.words;
  if (word !== undefined && word !== 'show') return call.wrong();
  const part = readPart(rest, ['node']);
  if (part instanceof WrongWords) return call.wrong(part);
  const { resource } = await import('../../resource.ts');
  const words = part.resource === null ? [] : [part.resource];
  const node = part.node === null ? [] : ['--node', part.node];
  return (await resource(['failcount', ...words, ...node])) === 0 ? 0 : FAILED;
}

/** `pcs resource debug-start` and its like: runs an agent here by hand. */
export function byHand(word: string): (call: Call) => Promise<number> {
  return async (call) => {
    const [id, ...more] = call.words;
    if (id === undefined || more.length > 0) return call.wrong();
    const { resource } = await import('../../resource.ts');
    const force = call.isForced ? ['--force'] : [];
    return (await resource([word, id, ...force])) === 0 ? 0 : FAILED;
  };
}

/** [RESOURCE] [NAME=VALUE]… with these names. */
function readPart(words: readonly string[], names: readonly string[]): Part | WrongWords {
  const [first, ...others] = words;
  const hasId = first !== undefined && !first.includes('=');
  const pairs: Pairs | WrongWords = readPairs(hasId ? others : words);
  if (pairs instanceof WrongWords) return pairs;
  const other = [...pairs.keys()].find((name) => !names.includes(name));
  if (other !== undefined) {
    const message = `'${other}=' cannot be asked for here, only ${names.map((name) => `'${name}='`).join(', ')}`;
    return new WrongWords(message, 'Leave it out: all operations of the resource are meant then.');
  }
  return {
    resource: hasId ? first : null,
    node: pairs.get('node') ?? null,
  };
}

/** Whether there are the resource and the node; answers with the exit code. */
async function checkPart(call: Call, { resource, node }: Part): Promise<number> {
  if (resource === null && node === null) return 0;
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  if (resource !== null && findResource(configuration, resource) === null) {
    return call.fail(`resource/clone/master/group/bundle '${resource}' does not exist`);
  }
  if (node !== null && !nodeNames(configuration).includes(node)) {
    return call.fail(`Node '${node}' does not appear to exist in configuration`);
  }
  return 0;
}
