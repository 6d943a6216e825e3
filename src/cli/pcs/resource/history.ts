import type { XmlElement } from '../../../cib/xml/element.ts';
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
    const part = readPart(call, ['node']);
    if (part instanceof WrongWords) return call.wrong(part);
    const code = await checkPart(call, part);
    if (code !== 0) return code;
    const answer = await ask(
      { kind: 'clear-history', mode, ...part, operation: null },
      call.socket,
      call.requestMs,
    );
    if (answer.ok) return await call.waited();
    tellProblems(answer.problems, call.output);
    return FAILED;
  };
}

/** `pcs resource failcount [show [RESOURCE] [node=NODE]]`. */
export async function failCount(call: Call): Promise<number> {
  const [word, ...rest] = call.words;
  if (word !== undefined && word !== 'show') return call.wrong();
  const part = readPart(call.withWords(rest), ['node']);
  if (part instanceof WrongWords) return call.wrong(part);
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const lines = failCountLines(configuration.root, part);
  return call.print(...(lines.length === 0 ? ['No failures count.'] : lines));
}

/** `node1: web monitor every 10 s: 2`. */
function failCountLines(root: XmlElement, { resource, node }: Part): readonly string[] {
  return [...(root.first('status')?.elements('node_state') ?? [])].flatMap((state) => {
    const name = state.get('uname') ?? state.get('id') ?? '?';
    if (node !== null && name !== node) return [];
    const sets = [...(state.first('transient_attributes')?.elements('instance_attributes') ?? [])];
    return sets.flatMap((set) =>
      [...set.elements('nvpair')].flatMap((pair) => {
        const match = /^fail-count-(.+?)#(.+)_(\d+)$/.exec(pair.get('name') ?? '');
        if (match === null || (resource !== null && match[1] !== resource)) return [];
        const every = match[3] === '0' ? '' : ` every ${Number(match[3]) / 1000} s`;
        return [`${name}: ${match[1]} ${match[2]}${every}: ${pair.get('value') ?? '?'}`];
      }),
    );
  });
}

/** [RESOURCE] [NAME=VALUE]… with these names. */
function readPart({ words, options }: Call, names: readonly string[]): Part | WrongWords {
  const option = options.get('node');
  const [first, ...others] = words;
  const hasId = first !== undefined && !first.includes('=');
  const pairs: Pairs | WrongWords = readPairs(hasId ? others : words);
  if (pairs instanceof WrongWords) return pairs;
  const other = [...pairs.keys()].find((name) => !names.includes(name));
  if (other !== undefined) {
    const message = `'${other}=' cannot be asked for here, only ${names.map((name) => `'${name}='`).join(', ')}`;
    return new WrongWords(message, 'Leave it out: all operations of the resource are meant then.');
  }
  return { resource: hasId ? first : null, node: pairs.get('node') ?? option ?? null };
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
