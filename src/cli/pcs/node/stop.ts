import { nodeNames } from '../../../configuration/nodes.ts';
import { nearMiss } from '../../../result/near-miss.ts';
import { ask } from '../../live/connection.ts';
import { type Call, FAILED } from '../call.ts';
import { tellProblems } from '../reports.ts';

/** `hawser node stop NODE`: what runs on it goes elsewhere, then its daemon ends. */
export async function nodeStop(call: Call): Promise<number> {
  const [node, ...more] = call.words;
  if (node === undefined || more.length > 0) return call.wrong();
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const known = nodeNames(configuration);
  if (!known.includes(node)) {
    const meant = nearMiss(node, known);
    const hint = meant === null ? `; there are ${known.join(', ')}` : `; did you mean '${meant}'?`;
    return call.fail(`there is no node '${node}'${hint}`);
  }
  if (call.has('simulate') || call.asksFirst) {
    const { weighLoss } = await import('../preview/gate.ts');
    const code = await weighLoss(call, node, false);
    if (code !== null) return code;
  }
  const answer = await ask({ kind: 'shutdown-node', node }, call.socket, call.requestMs);
  if (answer.ok) return await call.waited();
  tellProblems(answer.problems, call.output);
  return FAILED;
}
