import { userInfo } from 'node:os';
import { nodeNames } from '../../../configuration/nodes.ts';
import type { FencingRecord } from '../../../controller/model/fencing.ts';
import type { DaemonRequest } from '../../../daemon/protocol.ts';
import { nearMiss } from '../../../result/near-miss.ts';
import { ask, askFor } from '../../live/connection.ts';
import { fencingText, timeText } from '../../live/status-report.ts';
import { localOffset } from '../../wall-clock.ts';
import { type Call, FAILED } from '../call.ts';
import { tellProblems } from '../reports.ts';

/** Fencing takes as long as its devices need. */
const FENCING_MS = 600_000;

/** `pcs stonith fence NODE [--off]`. */
export async function fence(call: Call): Promise<number> {
  const [node, ...more] = call.words;
  if (node === undefined || more.length > 0)
    return call.fail('must specify one (and only one) node to fence');
  const code = await checkNode(call, node);
  if (code !== 0) return code;
  if (call.has('simulate') || call.asksFirst) {
    const { weighLoss } = await import('../preview/gate.ts');
    const answer = await weighLoss(call, node, true);
    if (answer !== null) return answer;
  }
  const operation = call.has('off') ? 'off' : 'reboot';
  return await perform(call, {
    kind: 'fence',
    node,
    operation,
    client: `pcs stonith fence (${userInfo().username})`,
  });
}

/** `pcs stonith confirm NODE --force`: the operator vouches that a node is off. */
export async function confirm(call: Call): Promise<number> {
  const [node, ...more] = call.words;
  if (node === undefined || more.length > 0) {
    return call.fail('must specify one (and only one) node to confirm fenced');
  }
  if (!call.isForced) {
    return call.fail(
      `If node '${node}' is not powered off or it does have access to shared resources, data corruption and/or cluster failure may occur, use --force to override`,
      `With it YOU vouch that ${node} is off and stays off: look at the machine or its power reading first.`,
    );
  }
  const code = await checkNode(call, node);
  if (code !== 0) return code;
  const operator = process.env.SUDO_USER ?? userInfo().username;
  return await perform(call, { kind: 'confirm-fenced', node, operator });
}

/** Whether there is such a node; answers with the exit code. */
async function checkNode(call: Call, node: string): Promise<number> {
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const known = nodeNames(configuration);
  if (known.includes(node)) return 0;
  const meant = nearMiss(node, known);
  const hint = meant === null ? `; there are ${known.join(', ')}` : `; did you mean '${meant}'?`;
  return call.fail(`there is no node '${node}'${hint}`);
}

async function perform(call: Call, request: DaemonRequest): Promise<number> {
  const answer = await ask(request, call.socket, FENCING_MS);
  if (!answer.ok) {
    tellProblems(answer.problems, call.output);
    return FAILED;
  }
  if (answer.value.kind !== 'fenced') return 0;
  const { record } = answer.value;
  call.print(fencingText(record, localOffset));
  return record.outcome === 'failed' ? FAILED : 0;
}

/** `pcs stonith history [show [NODE]]`: what was fenced, and who saw that it was off. */
export async function history(call: Call): Promise<number> {
  const [word, node = null, ...more] = call.words;
  if ((word !== undefined && word !== 'show') || more.length > 0) return call.wrong();
  const format = call.options.get('output-format') ?? 'text';
  if (format !== 'text' && format !== 'json')
    return call.fail(`--output-format is text or json, not '${format}'`);
  const read = await askFor('status', { kind: 'status' }, call.socket);
  if (!read.ok) {
    tellProblems(read.problems, call.output);
    return FAILED;
  }
  const records = read.value.status.fencing.filter(({ target }) => node === null || target === node);
  if (format === 'json') return call.print(JSON.stringify(records, null, 2));
  return call.print(...(records.length === 0 ? ['Nothing was fenced.'] : records.flatMap(recordLines)));
}

function recordLines(record: FencingRecord): readonly string[] {
  const evidence = record.evidence.map(({ at, witness, device, text }) => {
    const through = device === null ? '' : ` through ${device}`;
    return `    ${timeText(Math.floor(at / 1000), localOffset)}  ${witness}${through}: ${text}`;
  });
  return [fencingText(record, localOffset), ...evidence];
}
