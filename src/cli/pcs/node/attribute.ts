import {
  hasNodeAttribute,
  nodeLines,
  setNodeAttributes,
  setNodeUtilization,
} from '../../../configuration/node-settings/attributes.ts';
import { everyNode, nodeEntry } from '../../../configuration/node-settings/entries.ts';
import { lone } from '../../../configuration/report.ts';
import { nearMiss } from '../../../result/near-miss.ts';
import { type Call, FAILED } from '../call.ts';
import { type Pairs, readPairs, WrongWords } from '../words/pairs.ts';

/** Exit code when an attribute that is to go is not there. */
const ABSENT = 2;

/** `pcs node attribute`. */
export async function nodeAttribute(call: Call): Promise<number> {
  const [node, ...rest] = call.words;
  if (node === undefined || rest.length === 0) return await show(call, 'instance_attributes', node);
  const pairs = readPairs(rest);
  if (pairs instanceof WrongWords) return call.wrong(pairs);
  return await setAttributes(call, node, pairs);
}

/** Sets attributes of a node; tells the node that was probably meant when there is none of this name. */
export async function setAttributes(call: Call, node: string, pairs: Pairs): Promise<number> {
  let isAbsent = false;
  const code = await call.edit((configuration) => {
    isAbsent = [...pairs].some(
      ([name, value]) => value === '' && !hasNodeAttribute(configuration, node, name),
    );
    const known = everyNode(configuration);
    if (known.includes(node) || isAbsent) return setNodeAttributes(configuration, node, pairs);
    const meant = nearMiss(node, known);
    const hint = meant === null ? '' : `; did you mean '${meant}'?`;
    const [name] = pairs.keys();
    return [lone('HWS-CFG-110', `unable to set attribute ${name}: there is no node '${node}'${hint}`)];
  });
  return code !== 0 && isAbsent ? ABSENT : code;
}

/** `pcs node utilization`. */
export async function nodeUtilization(call: Call): Promise<number> {
  const [node, ...rest] = call.words;
  if (node === undefined || rest.length === 0) return await show(call, 'utilization', node);
  const pairs = readPairs(rest);
  if (pairs instanceof WrongWords) return call.wrong(pairs);
  return await call.edit((configuration) => setNodeUtilization(configuration, node, pairs));
}

async function show(
  call: Call,
  set: 'instance_attributes' | 'utilization',
  node: string | undefined,
): Promise<number> {
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  if (set === 'utilization' && node !== undefined && nodeEntry(configuration, node) === null) {
    return call.fail(`Unable to find a node: ${node}`);
  }
  const name = call.options.get('name') ?? null;
  const title = set === 'utilization' ? 'Node Utilization:' : 'Node Attributes:';
  return call.print(title, ...nodeLines(configuration, set, { node: node ?? null, name }));
}
